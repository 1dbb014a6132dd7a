import { delimiter, join } from 'node:path';
import { PROFILE_VARIABLE } from './helper-profile.ts';

/** What a command, or a shell, is given. */
export interface Offer {
  readonly profileId: string;
  /** What SDKs read. */
  readonly variables: Readonly<Record<string, string>>;
  /** The folder with the helpers; undefined where there is none that is safe. */
  readonly helpers: string | undefined;
}

type Environment = Readonly<NodeJS.ProcessEnv>;

/** Which workspace is meant. */
const OF_WORKSPACE: readonly string[] = [
  'DATABRICKS_HOST',
  'DATABRICKS_WORKSPACE_ID',
  'DATABRICKS_EXPERIMENTAL_IS_UNIFIED_HOST',
];

/**
 * Where the environment names another workspace or sign-in, ours would not be the one that counts: `exec` and `env` take
 * these out, `doctor` warns of them. Azure's own variables (ARM_…) stay for Azure's own tools: the authentication type
 * that is set tells SDKs to look past them.
 */
const OVERRIDING: readonly string[] = [
  ...OF_WORKSPACE,
  'DATABRICKS_TOKEN',
  'DATABRICKS_AUTH_TYPE',
  'DATABRICKS_METADATA_SERVICE_URL',
  'DATABRICKS_CONFIG_PROFILE',
  'DATABRICKS_CLIENT_ID',
  'DATABRICKS_CLIENT_SECRET',
  'DATABRICKS_USERNAME',
  'DATABRICKS_PASSWORD',
  'DATABRICKS_AZURE_RESOURCE_ID',
  'DATABRICKS_AZURE_LOGIN_APP_ID',
  'DATABRICKS_CLI_PATH',
  'AZ_PATH',
];

const SECRET = /TOKEN|SECRET|PASSWORD|METADATA_SERVICE_URL/i;

/** Whoever asks a proxy for this computer's own endpoint gets no answer. */
const LOOPBACK = ['127.0.0.1', 'localhost'];

/** The variables that make up the offer, by how they are to be in an environment. */
export function offered(
  { profileId, variables, helpers }: Offer,
  inherited: Environment,
): Record<string, string> {
  return {
    ...variables,
    ...('DATABRICKS_METADATA_SERVICE_URL' in variables ? withoutProxy(inherited) : {}),
    // Databricks' SDK for Java takes no small program for its command line unless it is told where it is.
    ...(helpers === undefined ? {} : { DATABRICKS_CLI_PATH: join(helpers, commandName('databricks')) }),
    [PROFILE_VARIABLE]: profileId,
  };
}

/** Names of the environment that would win over what is offered. A workspace counts where the profile has none. */
export function overriding(given: Readonly<Record<string, string>>, inherited: Environment): string[] {
  const counting = OVERRIDING.filter((name) => !OF_WORKSPACE.includes(name) || 'DATABRICKS_HOST' in given);
  // Windows knows no case.
  return Object.keys(inherited).filter((name) => counting.includes(name.toUpperCase()));
}

/**
 * Those of them that a person should know of, as they are told: without what is the same, or comes from an `exec` or `env`
 * around this one, and without the values of secrets.
 */
export function ignored(given: Readonly<Record<string, string>>, inherited: Environment): string[] {
  return overriding(given, inherited)
    .filter((name) => inherited[name] && inherited[name] !== given[name] && !isGiven(name, inherited))
    .map((name) => (SECRET.test(name) ? name : `${name}=${inherited[name]}`));
}

/** Whether an `exec` or `env` around this process has set it. */
export function isGiven(name: string, environment: Environment): boolean {
  return PROFILE_VARIABLE in environment && GIVEN.test(name);
}

const GIVEN =
  /^DATABRICKS_(HOST|WORKSPACE_ID|EXPERIMENTAL_IS_UNIFIED_HOST|TOKEN|AUTH_TYPE|METADATA_SERVICE_URL|CLI_PATH)$/;

/** The environment of a command. */
export function childEnvironment(offer: Offer, inherited: Environment): NodeJS.ProcessEnv {
  const given = offered(offer, inherited);
  const removed = new Set(overriding(given, inherited));
  const kept = Object.entries(inherited).filter(([name]) => !removed.has(name) && name !== PROFILE_VARIABLE);
  const environment: NodeJS.ProcessEnv = { ...Object.fromEntries(kept), ...given };
  const path = pathName(inherited);
  if (offer.helpers !== undefined)
    environment[path] = [offer.helpers, inherited[path] || USUAL_PATH].filter(Boolean).join(delimiter);
  return environment;
}

/** Windows has it under a name of its own, and knows no case. */
export function pathName(environment: Environment): string {
  return (
    Object.keys(environment).find((name) => (isWindows ? /^path$/i.test(name) : name === 'PATH')) ?? 'PATH'
  );
}

/** A helper's file in its folder. */
function commandName(helper: string): string {
  return isWindows ? `${helper}.cmd` : helper;
}

/** Both spellings, since programs read the one or the other; each goes on with what it had. */
function withoutProxy(inherited: Environment): Record<string, string> {
  const { NO_PROXY, no_proxy } = inherited;
  const added = (own: string | undefined, other: string | undefined) => {
    const entries = (own || other || '').split(/[\s,]+/).filter(Boolean);
    if (entries.includes('*')) return entries.join(',');
    return [...entries, ...LOOPBACK.filter((host) => !entries.includes(host))].join(',');
  };
  const upper = { NO_PROXY: added(NO_PROXY, no_proxy) };
  return isWindows ? upper : { ...upper, no_proxy: added(no_proxy, NO_PROXY) };
}

/** Where commands are looked for without a PATH, which then is no longer missing. */
const USUAL_PATH = process.platform === 'win32' ? '' : '/usr/local/bin:/usr/bin:/bin';

const isWindows = process.platform === 'win32';
