import { FailureError } from './failures.ts';
import { keysOf } from './keys-of.ts';
import { workspaceHeaders } from './workspace-headers.ts';

interface CopyFormatFacts {
  /** It names a workspace: of no use to a profile without one. */
  readonly needsWorkspace?: true;
}

/** The forms that a token can be copied or printed in, in the order of the menus. The messages have a label for each. */
const COPY_FORMATS = {
  raw: {},
  bearer: {},
  bash: {},
  powershell: {},
  cmd: {},
  dotenv: {},
  json: {},
  databrickscfg: { needsWorkspace: true },
  curl: { needsWorkspace: true },
  jdbc: { needsWorkspace: true },
} as const satisfies Readonly<Record<string, CopyFormatFacts>>;

export type CopyFormat = keyof typeof COPY_FORMATS;

export const COPY_FORMAT_NAMES = keysOf(COPY_FORMATS);

/** True for a form that names a workspace. */
export function needsWorkspace(format: CopyFormat): boolean {
  return 'needsWorkspace' in COPY_FORMATS[format];
}

/** A token, and the profile that it is for. */
export interface TokenToFormat {
  readonly secret: string;
  /** Epoch milliseconds. */
  readonly expiresOn: number;
  /** The tenant that issued it. */
  readonly tenantId: string;
  /** The section of a `.databrickscfg` for the profile. A function, since no other form needs its hash. */
  readonly sectionName: () => string;
  readonly profile: {
    readonly name: string;
    readonly workspaceUrl?: string | undefined;
    readonly workspaceResourceId?: string | undefined;
  };
}

/**
 * How each form is made, quoted for the program that reads it. Beside the table, not in it: the window knows the forms,
 * and does not load what makes them.
 * @throws FailureError `workspace_missing` where the form names a workspace and the profile has none
 */
export const FORMATTERS: Readonly<Record<CopyFormat, (token: TokenToFormat) => string>> = {
  raw: ({ secret }) => secret,
  bearer: ({ secret }) => `Bearer ${secret}`,
  bash: (token) => variables(token, (name, value) => `export ${name}=${bashQuoted(value)}`),
  powershell: (token) => variables(token, (name, value) => `$env:${name} = ${powershellQuoted(value)}`),
  // Within the quotes only the quote itself and % mean something; a checked workspace URL and a token have neither.
  cmd: (token) => variables(token, (name, value) => `set "${name}=${value}"`),
  dotenv: (token) => dotenvLines(tokenVariables(token)),
  json: (token) => JSON.stringify(azureCliFields(token), undefined, 2),
  databrickscfg: (token) =>
    [`[${token.sectionName()}]`, `host  = ${workspaceOf(token)}`, `token = ${token.secret}`].join('\n'),
  // By standard input: every user of the machine can read a program's arguments. printf is the shell's own.
  curl: (token) => {
    const { Authorization, ...others } = workspaceHeaders(token.profile, token.secret);
    const line = `Authorization: ${Authorization}`.replaceAll('\\', '\\\\').replaceAll('%', '%%');
    return [
      `printf ${bashQuoted(`${line}\\n`)} |`,
      'curl -H @- --fail-with-body',
      ...Object.entries(others).map(([name, value]) => `-H ${bashQuoted(`${name}: ${value}`)}`),
      bashQuoted(`${workspaceOf(token)}/api/2.0/preview/scim/v2/Me`),
    ].join(' ');
  },
  // The HTTP path of the warehouse or cluster comes last, for the person to type on.
  jdbc: (token) => {
    const { hostname, port } = new URL(workspaceOf(token));
    return `jdbc:databricks://${hostname}:${port || '443'}/default;transportMode=http;ssl=1;AuthMech=11;Auth_Flow=0;Auth_AccessToken=${token.secret};httpPath=`;
  },
};

/** `DATABRICKS_HOST`, where the profile has a workspace, and `DATABRICKS_TOKEN`: the names that every SDK reads. */
export function tokenVariables({
  secret,
  profile,
}: Pick<TokenToFormat, 'secret' | 'profile'>): Record<string, string> {
  return {
    ...(profile.workspaceUrl ? { DATABRICKS_HOST: profile.workspaceUrl } : {}),
    DATABRICKS_TOKEN: secret,
  };
}

/**
 * Variables as lines of a `.env`. Their values are URLs and tokens, in which only a tilde means something, to shells: the
 * others go without quotes, which `docker run --env-file` would take for a part of them.
 */
export function dotenvLines(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value.includes('~') ? `"${value}"` : value}`)
    .join('\n');
}

function variables(token: TokenToFormat, line: (name: string, value: string) => string): string {
  return Object.entries(tokenVariables(token))
    .map(([name, value]) => line(name, value))
    .join('\n');
}

function workspaceOf({ profile }: TokenToFormat): string {
  if (!profile.workspaceUrl)
    throw new FailureError('workspace_missing', { params: { profile: profile.name } });
  return profile.workspaceUrl;
}

/** In single quotes a POSIX shell takes everything as it is, but the single quote. */
function bashQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** In single quotes PowerShell takes everything as it is, but the single quote, of which it knows five. */
function powershellQuoted(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}

/**
 * The fields of `az account get-access-token`, so that scripts written for it go on working: `expiresOn` is local
 * time, `expires_on` epoch seconds.
 */
function azureCliFields({ secret, expiresOn, tenantId }: TokenToFormat): Record<string, string | number> {
  return {
    accessToken: secret,
    expiresOn: localTime(new Date(expiresOn)),
    expires_on: Math.floor(expiresOn / 1000),
    tenant: tenantId,
    tokenType: 'Bearer',
  };
}

/** As Python's `datetime` prints it: "2026-11-20 19:04:05.000000". */
function localTime(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}000`;
}
