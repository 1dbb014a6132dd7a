import { AZURE_CLI_CLIENT_ID, CLOUD_NAMES, CLOUDS, findCloud } from '../../shared/clouds.ts';
import type { ProfileImport } from '../../shared/operations.ts';
import type { ProfileDraft } from '../../shared/profile.ts';
import { parseAuthority } from './clouds.ts';
import { parseResourceId } from './workspace-url.ts';

/** No script and no configuration file comes near this. Characters. */
export const MAX_IMPORT = 256 * 1024;

/**
 * Reads tenant, client ID and workspace off what people have at hand: the Python scripts of Microsoft's documentation
 * (`client_id = '…'`, `tenant_id = '…'`), a `.databrickscfg`, or what `az account show` prints.
 * @param section of a `.databrickscfg`; without one the first that names a workspace
 * @returns undefined where none of it was found
 */
export function readImport(text: string, section?: string): ProfileImport | undefined {
  // A text with sections is no script: what one section lacks must not be taken from another.
  const isConfig = section !== undefined || sectionsOf(text).length > 0;
  const draft = fromAzureCli(text) ?? (isConfig ? fromDatabricksConfig(text, section) : fromScript(text));
  return draft && Object.values(draft).some((value) => value !== undefined)
    ? { draft, holdsSecret: SECRET.test(text) }
    : undefined;
}

/** A value for something that is none of a profile's business. */
const SECRET =
  /(?:^|[\s"'&?{,])(?:password|token|refresh_token|access_token|client_secret|azure_client_secret)["']?\s*[=:]\s*["']?(?!<)[^\s"'<&]{4,}/im;

/** `az account show`: JSON with `tenantId`; the sign-in there is the Azure CLI's. */
function fromAzureCli(text: string): Partial<ProfileDraft> | undefined {
  try {
    const { tenantId, environmentName } = JSON.parse(text) ?? {};
    if (typeof tenantId !== 'string') return undefined;
    const cloud = findCloud(({ azureCliName }) => azureCliName === environmentName);
    // Another cloud's tenant is none of ours.
    if (environmentName !== undefined && !cloud) return {};
    return { tenantId, clientId: AZURE_CLI_CLIENT_ID, ...(cloud ? { cloud } : {}) };
  } catch {
    return undefined;
  }
}

/** `.databrickscfg`: `host`, and what the SDKs' Azure ways of signing in are told. */
function fromDatabricksConfig(text: string, section: string | undefined): Partial<ProfileDraft> | undefined {
  const sections = sectionsOf(text);
  const [name, values] =
    sections.find(([candidate, { host }]) => (section === undefined ? host : candidate === section)) ?? [];
  if (!name || !values?.host) return undefined;
  const resourceId =
    values.azure_workspace_resource_id && parseResourceId(values.azure_workspace_resource_id);
  return {
    name,
    workspaceUrl: values.host,
    ...(values.azure_tenant_id ? { tenantId: values.azure_tenant_id } : {}),
    ...(values.azure_client_id ? { clientId: values.azure_client_id } : {}),
    ...(resourceId ? { workspaceResourceId: resourceId } : {}),
  };
}

function sectionsOf(text: string): [name: string, values: Record<string, string>][] {
  const sections: [string, Record<string, string>][] = [];
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[([^\]]+)\]\s*$/.exec(line)?.[1];
    const [, key, value] = /^\s*([\w-]+)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (header) sections.push([header.trim(), {}]);
    else if (key && value) Object.assign(sections.at(-1)?.[1] ?? {}, { [key.toLowerCase()]: value });
  }
  return sections;
}

/** Assignments of constants, as in Python; also the values that the documentation's curl example has in its address. */
function fromScript(text: string): Partial<ProfileDraft> | undefined {
  const constant = (names: string) => {
    const assignment = new RegExp(
      `^\\s*(?:export\\s+)?(?:${names})(?:\\s*:\\s*\\w+)?\\s*=\\s*(?:"([^"<>\\n]+)"|'([^'<>\\n]+)'|([^\\s"'#<>()[\\]]+)\\s*(?:#.*)?$)`,
      'gim',
    );
    for (const [, double, single, bare] of text.matchAll(assignment)) {
      // Without quotes only what cannot be an expression: an ID, a domain, an address.
      const value = double ?? single ?? (bare && BARE_VALUE.test(bare) ? bare : undefined);
      if (value?.trim()) return value.trim();
    }
    return undefined;
  };
  const authority = /https:\/\/(login\.[\w.-]+)\/([0-9a-f-]{36})?/i.exec(text);
  const tenantId = constant('(?:azure_|arm_)?tenant_?id') ?? authority?.[2];
  const clientId = constant('(?:azure_|arm_)?client_?id') ?? /client_id=([0-9a-f-]{36})/i.exec(text)?.[1];
  const workspaceUrl = constant('databricks_(?:instance|host)') ?? WORKSPACE_URL.exec(text)?.[0];
  const cloud = authority && parseAuthority(`https://${authority[1]}`);
  const draft = {
    ...(tenantId ? { tenantId } : {}),
    ...(clientId ? { clientId } : {}),
    ...(workspaceUrl ? { workspaceUrl } : {}),
  };
  if (Object.keys(draft).length === 0) return undefined;
  return { ...draft, ...(typeof cloud === 'string' ? { cloud } : {}) };
}

const DOMAINS = CLOUD_NAMES.map((name) => CLOUDS[name].workspaceDomain.replaceAll('.', '\\.'));
const WORKSPACE_URL = new RegExp(`https://[\\w.-]+\\.(?:${DOMAINS.join('|')})`, 'i');

const BARE_VALUE =
  /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|https?:\/\/\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|us|cn))$/i;
