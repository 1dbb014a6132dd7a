/** The commands that SDKs ask for tokens, and that `exec` and `env` put before the real ones. */
export const HELPERS = ['az', 'azd', 'databricks'] as const;
export type Helper = (typeof HELPERS)[number];

/** Stands in every launcher, so that a helper never takes one for the real command. */
export const HELPER_MARK = 'entra-token: for SDKs that ask this command for a Databricks token';

/** How `az` is to print: `usual` is JSON too, unless the person has chosen something else for it. */
export type AzOutput = 'json' | 'usual';

/**
 * What an SDK asks one of them, or a person who wants to see whether it works. A form that neither uses is no question:
 * it is the real command's.
 */
export type Question =
  | { readonly kind: 'account'; readonly output: AzOutput }
  | {
      readonly kind: 'az';
      readonly output: AzOutput;
      readonly resource: string;
      readonly tenant?: string | undefined;
      readonly subscription?: string | undefined;
    }
  | { readonly kind: 'azd'; readonly resource: string; readonly tenant?: string | undefined }
  | { readonly kind: 'host'; readonly host: string; readonly workspaceId?: string | undefined }
  /** The workspace that this section of `.databrickscfg` names. */
  | { readonly kind: 'section'; readonly section: string }
  | { readonly kind: 'version'; readonly isJson: boolean };

export function isHelper(name: string | undefined): name is Helper {
  return (HELPERS as readonly (string | undefined)[]).includes(name);
}

/**
 * Reads the arguments of a helper, whose options come in any order.
 * Sources: AzureCliCredential and AzureDeveloperCliCredential of the Azure SDKs; azure-cli and databricks-cli of the
 * Databricks SDKs.
 */
export function readQuestion(helper: Helper, args: readonly string[]): Question | undefined {
  return { az: readAz, azd: readAzd, databricks: readDatabricks }[helper](args);
}

function readAz(args: readonly string[]): Question | undefined {
  // The Azure SDK for Go writes the short one.
  const output = { '--output': 'output', '-o': 'output' } as const;
  if (begins(args, 'account', 'show')) {
    const given = readOptions(args.slice(2), output);
    const form = given && azOutput(given);
    return form && { kind: 'account', output: form };
  }
  if (!begins(args, 'account', 'get-access-token')) return undefined;
  const given = readOptions(args.slice(2), {
    ...output,
    '--resource': 'resource',
    '--scope': 'scope',
    '--tenant': 'tenant',
    '--subscription': 'subscription',
  });
  const form = given && azOutput(given);
  if (!form) return undefined;
  const { resource, scope, tenant, subscription } = given;
  const asked = scope === undefined ? resource : resource === undefined ? resourceOf(scope) : undefined;
  if (asked === undefined) return undefined;
  return { kind: 'az', output: form, resource: asked, tenant, subscription };
}

/** Undefined where another form is asked for. */
function azOutput({ output }: { readonly output?: string }): AzOutput | undefined {
  if (output === undefined) return 'usual';
  return output === 'json' ? output : undefined;
}

function readAzd(args: readonly string[]): Question | undefined {
  if (!begins(args, 'auth', 'token')) return undefined;
  const given = readOptions(
    args.slice(2),
    { '--output': 'output', '--scope': 'scope', '--tenant-id': 'tenant' },
    ['--no-prompt'],
  );
  const resource = given?.scope === undefined ? undefined : resourceOf(given.scope);
  if (given?.output !== 'json' || resource === undefined) return undefined;
  return { kind: 'azd', resource, tenant: given.tenant };
}

function readDatabricks(args: readonly string[]): Question | undefined {
  if (begins(args, 'version')) {
    const given = readOptions(args.slice(1), { '--output': 'output' });
    const { output } = given ?? {};
    const isKnown = given !== undefined && (output === undefined || output === 'json');
    return isKnown ? { kind: 'version', isJson: output === 'json' } : undefined;
  }
  if (!begins(args, 'auth', 'token')) return undefined;
  const given = readOptions(
    args.slice(2),
    {
      '--host': 'host',
      '--profile': 'profile',
      '--workspace-id': 'workspaceId',
      '--account-id': 'accountId',
    },
    // A refresh is made here when one is due, whoever forces it: SDKs do so at each start. For a host that serves
    // several workspaces they say so, as they are told to (DATABRICKS_EXPERIMENTAL_IS_UNIFIED_HOST).
    ['--force-refresh', '--experimental-is-unified-host'],
  );
  const { host, profile, workspaceId, accountId } = given ?? {};
  if ((host === undefined) === (profile === undefined)) return undefined;
  // Without a workspace it is the account's own token that is wanted.
  if (accountId !== undefined && workspaceId === undefined) return undefined;
  if (host !== undefined) return { kind: 'host', host, workspaceId };
  return workspaceId === undefined ? { kind: 'section', section: profile ?? '' } : undefined;
}

function begins(args: readonly string[], ...words: readonly string[]): boolean {
  return words.every((word, index) => args[index] === word);
}

/** `RESOURCE/.default`: any other scope is none of ours. */
function resourceOf(scope: string): string | undefined {
  return /^(.+)\/\.default$/.exec(scope)?.[1];
}

/**
 * The values of options. @param flags those without a value
 * @returns undefined for anything else among them, and for one that is repeated or has no value
 */
function readOptions<Name extends string>(
  args: readonly string[],
  names: Readonly<Record<string, Name>>,
  flags: readonly string[] = [],
): Partial<Record<Name, string>> | undefined {
  const values: Partial<Record<Name, string>> = {};
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (flags.includes(arg)) continue;
    const name = Object.hasOwn(names, arg) ? names[arg] : undefined;
    const value = args[++index];
    // No value of an SDK's begins with a dash, and none is empty.
    if (name === undefined || !value || value.startsWith('-') || name in values) return undefined;
    values[name] = value;
  }
  return values;
}
