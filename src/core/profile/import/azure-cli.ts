import { AZURE_CLI_CLIENT_ID, CLOUD_NAMES, CLOUDS, findCloud } from '../../../shared/clouds.ts';
import { parseJson } from '../../platform/foreign-json.ts';
import { isGuid, type Reading } from './reading.ts';

/**
 * What the Azure CLI prints of an account or a token, in each of its output forms: `az account show`, `az account list`
 * (of which the default subscription counts), `az login`, and `az account get-access-token`. The sign-in there is the
 * Azure CLI's own.
 * Source: azure-cli, `knack.output` (forms) and `az account --help` (fields).
 */

/** One account by its fields, in lower case. */
type Account = Readonly<Record<string, string>>;

/** One of these is in every form. */
const SIGNS =
  /environmentname|cloudname|hometenantid|tokentype|\tbearer\b|\b(?:azurecloud|azureusgovernment|azurechinacloud)\t/i;

/** @returns undefined where it is nothing of the Azure CLI's */
export function readAzureCli(text: string): Reading | undefined {
  if (!SIGNS.test(text)) return undefined;
  const accounts = accountsOf(text).filter(isAccount);
  const account = accounts.find(({ isdefault }) => isdefault?.toLowerCase() === 'true') ?? accounts[0];
  if (!account) return undefined;
  const environment = account.environmentname ?? account.cloudname;
  const cloud = findCloud(({ azureCliName }) => azureCliName === environment);
  const tenantId = account.tenantid ?? account.tenant ?? '';
  return {
    draft: { tenantId, clientId: AZURE_CLI_CLIENT_ID, cloud },
    foreignAuthority: cloud ? undefined : environment,
  };
}

/** A tenant, beside something that only the Azure CLI prints. */
function isAccount({ tenantid, tenant, ...others }: Account): boolean {
  const hasTenant = isGuid(tenantid ?? tenant ?? '');
  const isOfAzureCli = 'environmentname' in others || 'cloudname' in others || 'hometenantid' in others;
  return hasTenant && (isOfAzureCli || (tenant !== undefined && 'tokentype' in others));
}

function accountsOf(text: string): readonly Account[] {
  const json = fromJson(text);
  if (json) return json;
  const lines = text.split(/\r?\n/);
  return [...fromTable(lines), ...fromTsv(lines), ...fromYaml(lines)];
}

function fromJson(text: string): readonly Account[] | undefined {
  const json = parseJson(text);
  if (json === undefined) return undefined;
  return (Array.isArray(json) ? json : [json]).map((entry) =>
    Object.fromEntries(
      Object.entries(entry ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
    ),
  );
}

/** Column titles, a line of dashes, and a line an account. */
function fromTable(lines: readonly string[]): Account[] {
  const ruler = lines.findIndex((line) => /^-{2,}(?: +-{2,})+ *$/.test(line));
  if (ruler < 1) return [];
  const columns = [...(lines[ruler] ?? '').matchAll(/-+/g)].map(({ index, 0: dashes }) => [
    index,
    index + dashes.length,
  ]);
  const cells = (line = '') => columns.map(([from, to]) => line.slice(from, to).trim());
  const titles = cells(lines[ruler - 1]).map((title) => title.toLowerCase());
  return lines
    .slice(ruler + 1)
    .filter((line) => line.trim() !== '')
    .map((line) => Object.fromEntries(cells(line).map((cell, index) => [titles[index] ?? '', cell])));
}

/** Values alone, in the order of the JSON: an account's begin with its cloud, a token's end with its type. */
function fromTsv(lines: readonly string[]): Account[] {
  return lines.flatMap((line): Account[] => {
    const values = line.split('\t');
    const [cloudname = '', hometenantid = '', , isdefault = ''] = values;
    if (values.length < 5) return [];
    if (values.at(-1) === 'Bearer') return [{ tenant: values.at(-2) ?? '', tokentype: 'Bearer' }];
    // The home tenant, the subscription, and behind the name the tenant.
    const tenantid = values.slice(4).findLast((value) => isGuid(value)) ?? '';
    const isKnown = CLOUD_NAMES.some((name) => CLOUDS[name].azureCliName === cloudname);
    return isKnown || isGuid(hometenantid) ? [{ cloudname, hometenantid, isdefault, tenantid }] : [];
  });
}

/** `name: value`, or a list of them; what is further in is about somebody else. */
function fromYaml(lines: readonly string[]): Account[] {
  const accounts: Record<string, string>[] = [];
  let inset = '';
  for (const line of lines) {
    const [, before = '', name = '', value = ''] = /^(- | {2})?([A-Za-z_]+):(?: +(\S.*))?$/.exec(line) ?? [];
    if (!name) continue;
    if (accounts.length === 0 && before === '- ') inset = '  ';
    if (accounts.length === 0 || (inset && before === '- ')) accounts.push({});
    else if (before !== inset) continue;
    const account = accounts.at(-1);
    if (account) account[name.toLowerCase()] = value.trim().replace(/^(['"])(.*)\1$/, '$2');
  }
  return accounts;
}
