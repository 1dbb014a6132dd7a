import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import type { Command } from 'commander';
import { discoverWorkspace } from '../../core/databricks/discovery.ts';
import { endpointVariables, newEndpointSecret } from '../../core/endpoint/endpoint-address.ts';
import type { EndpointServer } from '../../core/endpoint/endpoint-server.ts';
import { withoutPerson } from '../../core/platform/keyring/keyring-calls.ts';
import { type Profile, requireWorkspace } from '../../core/profile/profile.ts';
import { workspaceTrust } from '../../core/profile/trusted-host.ts';
import { parseWorkspaceUrl } from '../../core/profile/workspace-url.ts';
import type { TokenSession } from '../../core/session/token-session.ts';
import { type TokenToFormat, tokenVariables } from '../../shared/copy-formats.ts';
import { FailureError } from '../../shared/failures.ts';
import { inOneLine } from '../../shared/messages/index.ts';
import { callersEnvironment } from '../callers-environment.ts';
import type { Context } from '../context.ts';
import { endpointToken } from '../endpoint-token.ts';
import { isHiddenConsole, openConsole } from '../windows-console.ts';

/**
 * Where the environment names another workspace or sign-in, ours would not be the one that counts. Azure's own
 * variables (ARM_…) stay for Azure's own tools: the authentication type that is set tells SDKs to look past them.
 */
const OTHER_WAYS =
  /^DATABRICKS_(HOST|TOKEN|AUTH_TYPE|METADATA_SERVICE_URL|CONFIG_PROFILE|CLIENT_ID|CLIENT_SECRET|USERNAME|PASSWORD|AZURE_RESOURCE_ID)$/i;

/** `exec`: runs a command that finds the token, or the endpoint, in its environment. */
export function addExecCommand(program: Command, context: Context): void {
  program
    .command('exec')
    .description('run a command with DATABRICKS_HOST and DATABRICKS_TOKEN set: exec -- dbt run')
    .option('--endpoint', 'give it a token endpoint instead, so that it can outlive the token')
    .option('--profile <name>', 'profile to use')
    .argument('<command...>', 'the command and its arguments, after --')
    .passThroughOptions()
    .action(async (command: string[], { endpoint, profile }: { endpoint?: boolean; profile?: string }) => {
      // A running endpoint needs no keyring: that is how scheduled jobs come to a token.
      const running = await endpointToken(profile);
      if (running && (running.profile.workspaceUrl || !endpoint)) {
        await requireTrustedHost(await context.profile(profile), context);
        const { url, profile: served } = running;
        const variables = endpoint ? endpointVariables(url, served.workspaceUrl) : plainVariables(running);
        context.exitCode = await run(command, variables, context);
        return;
      }
      const session = await context.session(profile);
      const { minValidMs } = context.app;
      // Before the command starts: a token is there, or it is said why not.
      const { token, shortfall } = await session.token({ minValidMs });
      if (shortfall) await context.warn(shortfall);
      await requireTrustedHost(session.profile, context);
      if (!endpoint) {
        const variables = plainVariables({ ...token, profile: session.profile });
        context.exitCode = await run(command, variables, context);
        return;
      }
      const { server, variables } = await serve(session, minValidMs, context);
      try {
        context.exitCode = await run(command, variables, context);
      } finally {
        await server.close();
      }
    });
}

/** Where the profile has no workspace, the token goes to the host that the environment names. */
async function requireTrustedHost(profile: Profile, { app }: Context): Promise<void> {
  const { DATABRICKS_HOST: named } = process.env;
  if (profile.workspaceUrl || !named) return;
  const workspaceUrl = parseWorkspaceUrl(named);
  if (!workspaceUrl) throw new FailureError('workspace_unproven', { params: { host: 'DATABRICKS_HOST' } });
  if (workspaceTrust({ cloud: profile.cloud, workspaceUrl }) === 'domain') return;
  await discoverWorkspace(workspaceUrl, profile.cloud, app.fetch);
}

function plainVariables(token: Pick<TokenToFormat, 'secret' | 'profile'>): Record<string, string> {
  return { ...tokenVariables(token), DATABRICKS_AUTH_TYPE: 'pat' };
}

/** An endpoint for one command: nobody else learns its address, and it ends with the command. */
async function serve(
  session: TokenSession,
  minValidMs: number,
  context: Context,
): Promise<{ server: EndpointServer; variables: Record<string, string> }> {
  const { id, name } = session.profile;
  const workspaceUrl = requireWorkspace(session.profile);
  const secret = newEndpointSecret();
  const profile = {
    id,
    name,
    workspaceUrl,
    token: () =>
      withoutPerson(async () => {
        // Signed out, or refreshed, by another process meanwhile.
        await session.reload();
        return (await session.token({ minValidMs })).token;
      }),
  };
  // Loaded here: with Node's HTTP server it takes longer to load than all the rest of most commands.
  const { EndpointServer } = await import('../../core/endpoint/endpoint-server.ts');
  const server = await EndpointServer.listen(0, {
    paths: () => [[secret, profile]],
    explain: (failure) => inOneLine(failure, context.t),
    log: context.log,
  });
  return { server, variables: endpointVariables(`http://127.0.0.1:${server.port}/${secret}`, workspaceUrl) };
}

/**
 * Runs the command with the terminal as its own. @returns its exit code, 128 and the signal's number as shells do
 * @throws FailureError `command_not_started`
 */
async function run(
  [command = '', ...args]: readonly string[],
  variables: Readonly<Record<string, string>>,
  context: Context,
): Promise<number> {
  // A host that the person has set counts where the profile has none.
  const isOther = (name: string) =>
    OTHER_WAYS.test(name) && (name !== 'DATABRICKS_HOST' || 'DATABRICKS_HOST' in variables);
  const inherited = Object.entries(callersEnvironment(context.environment)).filter(
    ([name]) => !isOther(name),
  );
  const { default: spawn } = await import('cross-spawn');
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const notStarted = (error: NodeJS.ErrnoException) =>
    new FailureError('command_not_started', { params: { command }, cause: error.code ?? 'unknown' });
  let child: ChildProcess | undefined;
  context.signals.handOver((signal) => {
    // The terminal's Ctrl-C and Ctrl-\ reach the command by themselves; twice would mean "at once" to many. Windows
    // knows only the terminal's: there to send one is to end the process.
    const isKey = signal === 'SIGINT' || signal === 'SIGQUIT';
    if (!isKey || !(process.platform === 'win32' || isInForeground())) child?.kill(signal);
  }, 'all');
  // Whatever ends this process ends the command.
  process.once('exit', () => child?.kill());
  try {
    const env = { ...Object.fromEntries(inherited), ...variables };
    const input = (isHiddenConsole(0) ? openConsole() : undefined) ?? 'inherit';
    child = spawn(command, args, { env, stdio: [input, 'inherit', 'inherit'] });
  } catch (error) {
    throw notStarted(error as NodeJS.ErrnoException);
  }
  child.once('error', (error) => reject(notStarted(error)));
  child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  return promise;
}

/** True where the keys of a terminal reach this process and the command, whatever their streams were redirected to. */
function isInForeground(): boolean {
  try {
    if (process.platform === 'linux') {
      // Behind the name in brackets: state, parent, process group, session, terminal, the terminal's foreground group.
      const fields = readFileSync('/proc/self/stat', 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return fields[2] === fields[5];
    }
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
