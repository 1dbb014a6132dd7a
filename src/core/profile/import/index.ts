import { AZURE_CLI_CLIENT_ID } from '../../../shared/clouds.ts';
import { type Failure, FailureError } from '../../../shared/failures.ts';
import type { ProfileImport } from '../../../shared/operations.ts';
import { withoutUndefined } from '../../platform/without-undefined.ts';
import { readIni } from '../ini.ts';
import { withWorkspaceId } from '../workspace-id.ts';
import { otherDatabricksFailure, parseResourceId, parseWorkspaceUrl } from '../workspace-url.ts';
import { readAzureCli } from './azure-cli.ts';
import { readCode } from './code.ts';
import type { Reading } from './reading.ts';

/** No script and no configuration file comes near this. Characters. */
export const MAX_IMPORT = 256 * 1024;

/**
 * Reads tenant, client ID and workspace off what people have at hand: Python scripts ({@link readCode}), a
 * `.databrickscfg`, or what the Azure CLI prints. What it says is nobody's word: an authority that is not Microsoft's
 * only counts where the person has named one.
 * @param options.section of a `.databrickscfg`; without one the first that names a workspace of Azure's
 * @param options.isAuthorityNamed the person has named the authority
 * @throws FailureError `import_found_nothing`, `import_not_text`, `import_authority_unknown`, and `workspace_*` for a
 * configuration of other workspaces only
 */
export function readImport(
  text: string,
  options: {
    readonly section?: string | undefined;
    readonly file?: string | undefined;
    readonly isAuthorityNamed?: boolean | undefined;
  } = {},
): ProfileImport {
  const { section, isAuthorityNamed = false } = options;
  const params = { file: options.file ?? '' };
  if (text.includes('\0')) throw new FailureError('import_not_text', { params });
  const config = readConfig(text, section);
  const reading = config ?? readAzureCli(text) ?? readCode(text);
  if (Object.values(reading.draft).every((value) => value === undefined)) {
    throw new FailureError('import_found_nothing', { params });
  }
  const { foreignAuthority } = reading;
  if (foreignAuthority !== undefined && !isAuthorityNamed) {
    throw new FailureError('import_authority_unknown', {
      params: { ...params, authority: foreignAuthority },
    });
  }
  const address = withoutCredentials(reading.draft.workspaceUrl ?? '');
  const { workspaceUrl: _, ...draft } = reading.draft;
  const workspaceUrl = withWorkspaceId(address.text, reading.workspaceId);
  return {
    draft: withoutUndefined({ ...draft, workspaceUrl: workspaceUrl || undefined }),
    holdsSecret: address.hadCredentials || SECRET.test(text),
    isOfAzureCli: draft.clientId === AZURE_CLI_CLIENT_ID,
    skipped: config?.skipped ?? [],
  };
}

/** A value for something that is none of a profile's business, or one that is a secret by its looks. */
const SECRET =
  /(?:^|[\s"'&?{,])(?:password|token|refresh_?token|access_?token|id_?token|(?:azure_)?client_?secret)["']?\s*[=:]\s*["']?(?!<)[^\s"'<&]{4,}|\beyJ[\w-]{10,}\.|\bdapi[0-9a-f]{32}/im;

/** An address without the user name and password that it may carry: those are shown and kept nowhere. */
function withoutCredentials(text: string): { readonly text: string; readonly hadCredentials: boolean } {
  const [, scheme = '', rest = ''] = /^\s*["']?(https?:\/\/)?(.*)$/is.exec(text) ?? [];
  const end = rest.search(/[/?#]/);
  const at = (end < 0 ? rest : rest.slice(0, end)).lastIndexOf('@');
  return at < 0
    ? { text, hadCredentials: false }
    : { text: `${scheme}${rest.slice(at + 1)}`, hadCredentials: true };
}

/**
 * `.databrickscfg`: `host`, and what the SDKs' Azure ways of signing in are told. A text is one only if a section has a
 * host: a line of a script that is a list is no header.
 * @returns undefined for another text
 */
function readConfig(
  text: string,
  section: string | undefined,
): (Reading & { readonly skipped: ProfileImport['skipped'] }) | undefined {
  const mayBeConfig = HEADER.test(text) && !PYTHON.test(text);
  if (!mayBeConfig && section === undefined) return undefined;
  const sections = readIni(text);
  const hasHost = [...sections.values()].some((values) => values.has('host'));
  if (!hasHost && section === undefined) return undefined;
  const skipped: { section: string; failure: Failure }[] = [];
  for (const [name, values] of sections) {
    const host = values.get('host')?.split('\n', 1)[0];
    if (!host || (section !== undefined && name !== section && name.trim() !== section)) continue;
    const { text: address } = withoutCredentials(host);
    const workspaceUrl = parseWorkspaceUrl(address);
    const failure = workspaceUrl && otherDatabricksFailure(workspaceUrl);
    if (failure && section === undefined) {
      skipped.push({ section: name, failure });
      continue;
    }
    const draft = withoutUndefined({
      name: name.trim(),
      workspaceUrl: host,
      tenantId: values.get('azure_tenant_id') || undefined,
      clientId: values.get('azure_client_id') || undefined,
      workspaceResourceId: parseResourceId(values.get('azure_workspace_resource_id') ?? ''),
    });
    return { draft, skipped, workspaceId: values.get('workspace_id') };
  }
  const [first] = skipped;
  if (first) throw new FailureError(first.failure.code, first.failure);
  return { draft: {}, skipped };
}

/** A name in brackets, and no list or comprehension of Python. */
const HEADER = /^[ \t]*\[(?!.* for )[^\r\n"'(),=[\]]+\]/m;
/** No configuration has such a line, and nearly every script. */
const PYTHON = /^[ \t]*(?:import[ \t]+\w|from[ \t]+[\w.]+[ \t]+import\b|def[ \t]+\w+\(|print\()/m;
