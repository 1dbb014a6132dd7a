import { basename, delimiter } from 'node:path';
import { type Command, Option } from 'commander';
import { endpointUrl, endpointVariables } from '../../core/endpoint/endpoint-address.ts';
import { findEndpoint } from '../../core/endpoint/endpoint-client.ts';
import { notSignedIn } from '../../core/profile/profile.ts';
import { bashQuoted, powershellQuoted } from '../../shared/shell-quoted.ts';
import { workspaceVariables } from '../../shared/workspace.ts';
import { callersEnvironment } from '../callers-environment.ts';
import { ignored, offered, overriding, pathName } from '../child-environment.ts';
import { type Context, usage } from '../context.ts';
import { helperFolder } from '../helper-folder.ts';
import { requireTrustedHost } from '../named-host.ts';

/** How each shell sets a variable, takes one away, and puts a folder first in its PATH. */
interface Shell {
  readonly set: (name: string, value: string) => string;
  readonly unset: (name: string) => string;
  readonly first: (path: string, folder: string) => string;
}

const POSIX: Shell = {
  set: (name, value) => `export ${name}=${bashQuoted(value)}`,
  unset: (name) => `unset ${name}`,
  first: (path, folder) => `export ${path}=${bashQuoted(`${folder}${delimiter}`)}"$${path}"`,
};

const SHELLS = {
  bash: POSIX,
  zsh: POSIX,
  fish: {
    set: (name, value) => `set -gx ${name} ${fishQuoted(value)}`,
    unset: (name) => `set -e ${name}`,
    first: (path, folder) => `set -gx ${path} ${fishQuoted(folder)} $${path}`,
  },
  powershell: {
    set: (name, value) => `$env:${name} = ${powershellQuoted(value)}`,
    unset: (name) => `Remove-Item Env:${name}`,
    first: (path, folder) => `$env:${path} = ${powershellQuoted(`${folder}${delimiter}`)} + $env:${path}`,
  },
} as const satisfies Readonly<Record<string, Shell>>;

type ShellName = keyof typeof SHELLS;
const SHELL_NAMES = Object.keys(SHELLS) as ShellName[];

/** `env`: what `exec` gives a command, as lines for a shell; starts nothing. */
export function addEnvCommand(program: Command, context: Context): void {
  program
    .command('env')
    .description('print what signs a shell in to Databricks: eval "$(entra-token env)"')
    .addOption(new Option('--shell <shell>', 'whose syntax (default: by SHELL)').choices(SHELL_NAMES))
    .option('--profile <name>', 'profile to use')
    .action(async ({ shell = usualShell(), profile: name }: { shell?: ShellName; profile?: string }) => {
      const profile = await context.profile(name);
      const { id, workspaceUrl } = profile;
      const host = await requireTrustedHost(profile, context);
      const address = workspaceUrl ? await findEndpoint(context.app.directory.endpointFile) : undefined;
      const url = address && endpointUrl(address, id);
      const helpers = await helperFolder(context);
      if (url === undefined && helpers === undefined) throw usage(context.t('cli.noWayForEnv'), ' env');
      const variables = {
        ...host,
        ...workspaceVariables(profile),
        ...(url === undefined ? { DATABRICKS_AUTH_TYPE: 'azure-cli' } : endpointVariables(url, profile)),
      };
      const inherited = callersEnvironment(context.environment);
      const given = offered({ profileId: id, variables, helpers }, inherited);
      for (const variable of ignored(given, inherited))
        await context.sayOfOurs(context.t('cli.ignored', { variable }));
      // The lines are right once somebody is signed in.
      if (!context.app.holdsSignIn(profile)) await context.warn(notSignedIn(profile).failure);
      const { set, unset, first } = SHELLS[shell];
      const path = pathName(inherited);
      const isFirst = helpers === undefined || inherited[path]?.split(delimiter)[0] === helpers;
      const lines = [
        ...overriding(given, inherited)
          .filter((variable) => !(variable in given))
          .map(unset),
        ...(isFirst ? [] : [first(path, helpers)]),
        ...Object.entries(given).map(([variable, value]) => set(variable, value)),
      ];
      await context.terminal.result(lines.join('\n'));
    });
}

function usualShell(): ShellName {
  if (process.platform === 'win32') return 'powershell';
  const name = basename(process.env.SHELL ?? '');
  return SHELL_NAMES.find((shell) => shell === name) ?? 'bash';
}

/** In single quotes fish takes everything as it is, but the single quote and the backslash. */
function fishQuoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
