import { azureCliFields } from './azure-cli-fields.ts';
import { FailureError } from './failures.ts';
import { bashQuoted, powershellQuoted } from './shell-quoted.ts';
import { type Workspace, workspaceVariables } from './workspace.ts';
import { MANAGEMENT_TOKEN_HEADER, workspaceHeaders } from './workspace-headers.ts';

/** The forms that a token can be copied or printed in, in the order of the menus. The messages have a label for each. */
export const COPY_FORMAT_NAMES = [
  'raw',
  'bearer',
  'bash',
  'powershell',
  'cmd',
  'dotenv',
  'json',
  'databrickscfg',
  'curl',
  'jdbc',
] as const;

export type CopyFormat = (typeof COPY_FORMAT_NAMES)[number];

/** True for a form that names a workspace: it is of no use to a profile without one. */
export function needsWorkspace(format: CopyFormat): boolean {
  return format === 'databrickscfg' || format === 'curl' || format === 'jdbc';
}

/** A token, and the profile that it is for. */
export interface TokenToFormat {
  readonly secret: string;
  /** What a service principal brings beside it that isn't in the workspace. */
  readonly managementToken?: string | undefined;
  /** Epoch milliseconds. */
  readonly expiresOn: number;
  /** The tenant that issued it. */
  readonly tenantId: string;
  /** The section of a `.databrickscfg` for the profile. A function, since no other form needs its hash. */
  readonly sectionName: () => string;
  readonly profile: Workspace & {
    readonly name: string;
    readonly workspaceResourceId?: string | undefined;
  };
  /** Of the SQL warehouse, for JDBC. */
  readonly httpPath?: string | undefined;
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
  databrickscfg: (token) => {
    const { workspaceId } = token.profile;
    return [
      `[${token.sectionName()}]`,
      `host  = ${workspaceOf(token)}`,
      ...(workspaceId ? [`workspace_id = ${workspaceId}`, 'experimental_is_unified_host = true'] : []),
      `token = ${token.secret}`,
    ].join('\n');
  },
  // By standard input: every user of the machine can read a program's arguments. printf is the shell's own.
  curl: (token) => {
    const headers = Object.entries(workspaceHeaders(token.profile, token.secret, token.managementToken));
    const isSecret = (name: string) => name === 'Authorization' || name === MANAGEMENT_TOKEN_HEADER;
    const lines = headers
      .filter(([name]) => isSecret(name))
      .map(([name, value]) => `${`${name}: ${value}`.replaceAll('\\', '\\\\').replaceAll('%', '%%')}\\n`);
    return [
      `printf ${bashQuoted(lines.join(''))} |`,
      'curl -H @- --fail-with-body',
      ...headers
        .filter(([name]) => !isSecret(name))
        .map(([name, value]) => `-H ${bashQuoted(`${name}: ${value}`)}`),
      bashQuoted(`${workspaceOf(token)}/api/2.0/preview/scim/v2/Me`),
    ].join(' ');
  },
  // The HTTP path of the warehouse or cluster comes last, for the person to type on where it is not known.
  jdbc: (token) => {
    const { hostname, port } = new URL(workspaceOf(token));
    const { secret, httpPath, profile } = token;
    const { workspaceId } = profile;
    const properties = [
      'transportMode=http;ssl=1;AuthMech=11;Auth_Flow=0',
      `Auth_AccessToken=${secret}`,
      // With a path `?o=` is the way that all SQL drivers read; without one there is nothing to put it behind.
      ...(workspaceId && !httpPath ? [`http.header.x-databricks-org-id=${workspaceId}`] : []),
      `httpPath=${httpPath ?? ''}${workspaceId && httpPath ? `?o=${workspaceId}` : ''}`,
    ];
    return `jdbc:databricks://${hostname}:${port || '443'}/default;${properties.join(';')}`;
  },
};

/** {@link workspaceVariables}, where the profile has a workspace, and `DATABRICKS_TOKEN`: the names that every SDK reads. */
export function tokenVariables({
  secret,
  profile,
}: Pick<TokenToFormat, 'secret' | 'profile'>): Record<string, string> {
  return { ...workspaceVariables(profile), DATABRICKS_TOKEN: secret };
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
