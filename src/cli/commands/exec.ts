import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import type { Command } from 'commander';
import { endpointVariables, newEndpointSecret } from '../../core/endpoint/endpoint-address.ts';
import { recordUse } from '../../core/endpoint/use-log.ts';
import { withoutPerson } from '../../core/platform/keyring/keyring-calls.ts';
import { type Profile, requireWorkspace } from '../../core/profile/profile.ts';
import type { TokenSession } from '../../core/session/token-session.ts';
import { tokenVariables } from '../../shared/copy-formats.ts';
import { FailureError } from '../../shared/failures.ts';
import { inOneLine } from '../../shared/messages/index.ts';
import { callersEnvironment } from '../callers-environment.ts';
import { childEnvironment, ignored, type Offer, offered } from '../child-environment.ts';
import type { Context } from '../context.ts';
import { endpointToken } from '../endpoint-token.ts';
import { helperFolder } from '../helper-folder.ts';
import { requireTrustedHost } from '../named-host.ts';
import { isHiddenConsole, openConsole } from '../windows-console.ts';

/** `exec`: runs a command that finds everything it needs to sign in to Databricks in its environment. */
export function addExecCommand(program: Command, context: Context): void {
  program
    .command('exec')
    .description('run a command that is signed in to Databricks for as long as it runs: exec -- dbt run')
    .option(
      '--endpoint',
      'without DATABRICKS_TOKEN, for commands that ask for a fresh token whenever they need one',
    )
    .option('--profile <name>', 'profile to use')
    .argument('<command...>', 'the command and its arguments, after --')
    .passThroughOptions()
    .action(
      async (command: string[], { endpoint, profile: name }: { endpoint?: boolean; profile?: string }) => {
        const runOn = async (profile: Profile, secret: string, url: string | undefined) => {
          const offer = await offerOf(profile, endpoint ? undefined : secret, url, context);
          context.exitCode = await run(command, offer, context);
        };
        // A running endpoint needs no keyring: that is how scheduled jobs come to a token.
        const running = await endpointToken(name);
        if (running && (running.profile.workspaceUrl || !endpoint))
          return runOn(await context.profile(name), running.secret, running.url);
        const session = await context.session(name);
        const { minValidMs } = context.app;
        // Before the command starts: a token is there, or it is said why not.
        const { token, shortfall } = await context.askingEntra(session, () => session.token({ minValidMs }));
        if (shortfall) await context.warn(shortfall);
        const { profile } = session;
        // It answers for a workspace: without one the token is all there is.
        const served = profile.workspaceUrl ? await serve(session, minValidMs, context) : undefined;
        try {
          await runOn(profile, token.secret, served?.url);
        } finally {
          await served?.server.close();
        }
      },
    );
}

/** What the command is told: the token, for what only reads one, and before it the endpoint, for what asks for another in time. */
async function offerOf(
  profile: Profile,
  secret: string | undefined,
  url: string | undefined,
  context: Context,
): Promise<Offer> {
  const host = await requireTrustedHost(profile, context);
  if (secret === undefined) requireWorkspace(profile);
  const plain = secret === undefined ? {} : tokenVariables({ secret, profile });
  const way = url && profile.workspaceUrl ? endpointVariables(url, profile) : { DATABRICKS_AUTH_TYPE: 'pat' };
  const helpers = await helperFolder(context);
  return { profileId: profile.id, variables: { ...host, ...plain, ...way }, helpers };
}

/** An endpoint for one command: nobody else learns its address, and it ends with the command. */
async function serve(session: TokenSession, minValidMs: number, context: Context) {
  const secret = newEndpointSecret();
  const profile = {
    ...session.profile,
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
    onUse: (use) => void recordUse(context.app.directory.activityFile, use),
  });
  return { server, url: `http://127.0.0.1:${server.port}/${secret}` };
}

/**
 * Runs the command with the terminal as its own. @returns its exit code, 128 and the signal's number as shells do
 * @throws FailureError `command_not_found`, `command_not_started`
 */
async function run(words: readonly string[], offer: Offer, context: Context): Promise<number> {
  const { t } = context;
  const [command = '', ...args] = words;
  const inherited = callersEnvironment(context.environment);
  for (const variable of ignored(offered(offer, inherited), inherited))
    await context.sayOfOurs(t('cli.ignored', { variable }));
  const { overrulings } = await import('../overruling.ts');
  for (const warning of await overrulings(words, inherited, t)) await context.warnInWords(warning);
  const { default: spawn } = await import('cross-spawn');
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const notStarted = ({ code = 'unknown' }: NodeJS.ErrnoException) =>
    new FailureError(code === 'ENOENT' ? 'command_not_found' : 'command_not_started', {
      params: { command },
      cause: code,
    });
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
    const env = childEnvironment(offer, inherited);
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
