import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { constants } from 'node:os';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Cli } from '../support/cli.ts';
import { nodeRuntime } from '../support/node-runtime.ts';
import { CLI_ENTRY } from '../support/paths.ts';
import { Surroundings } from '../support/surroundings.ts';
import { runInTerminal, terminalPython } from '../support/terminal.ts';

// Dozens of programs, one after the other, on a machine that may have others to do.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let surroundings: Surroundings;
let cli: Cli;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  cli = new Cli(surroundings);
  await cli.run(
    'profile',
    'add',
    'work',
    ...surroundings.profileArguments,
    ...surroundings.workspaceArguments,
  );
  expect((await cli.signIn()).code).toBe(0);
});
afterAll(async () => {
  await cli.run('logout');
  await surroundings.stop();
});

const FORWARDED = ['HUP', 'INT', 'QUIT', 'TERM', 'USR1', 'USR2', 'ALRM', 'XCPU'] as const;

/** Says which signal it got, and ends. */
const LISTENER = `${FORWARDED.map((name) => `trap 'echo ${name}; exit 7' ${name}`).join('\n')}
echo started >&2
while :; do sleep 0.05; done`;

/** Runs a script by `exec` where no terminal reaches it, and sends the signal to `exec` when it has started. */
async function signalled(name: string, script: string): Promise<{ code: number | null; stdout: string }> {
  const node = nodeRuntime();
  const child = spawn(node.command, [CLI_ENTRY, 'exec', '--', 'sh', '-c', script], {
    env: { ...surroundings.environment, ...node.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  await once(child.stderr, 'data');
  child.kill(`SIG${name}` as NodeJS.Signals);
  const [code] = await once(child, 'close');
  return { code, stdout };
}

describe.runIf(process.platform !== 'win32')('exec', () => {
  test('passes on what the command may want to hear, and ends as the command does', async () => {
    const heard = await Promise.all(FORWARDED.map((name) => signalled(name, LISTENER)));
    expect(heard).toEqual(FORWARDED.map((name) => ({ code: 7, stdout: `${name}\n` })));
  });

  test('a signal that ends the command ends both, and nothing is left', async () => {
    const running = cli.start('exec', '--', 'sh', '-c', 'echo "pid $$" >&2; exec sleep 60');
    const [, pid] = await running.said(/pid (\d+)/);
    running.kill('SIGUSR2');
    expect((await running.result).code).toBe(128 + constants.signals.SIGUSR2);
    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
  });

  test.runIf(terminalPython)('the terminal’s Ctrl-\\ reaches the command once', async () => {
    const count = `import signal, time
got = 0
def on(*_):
    global got
    got += 1
signal.signal(signal.SIGQUIT, on)
print('ready', flush=True)
end = time.monotonic() + 1.5
while time.monotonic() < end: time.sleep(0.05)
print('times:', got)`;
    const args = ['exec', '--', terminalPython ?? '', '-c', count];
    const { code, shown } = await runInTerminal(surroundings, args, [['ready', '\x1c']]);
    expect(shown).toContain('times: 1');
    expect(code).toBe(0);
  });
});

test.runIf(process.platform !== 'win32')('SIGUSR1 opens no debugger, and serving goes on', async () => {
  const serve = cli.start('serve');
  await serve.said(/Serving/);
  serve.kill('SIGUSR1');
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { promise, resolve } = Promise.withResolvers<boolean>();
  connect(9229, '127.0.0.1')
    .once('connect', () => resolve(true))
    .once('error', () => resolve(false));
  expect(await promise, 'a debugger listens').toBe(false);
  expect((await cli.run('token')).code).toBe(0);
  serve.kill('SIGTERM');
  const { code, stderr } = await serve.result;
  expect(code).toBe(0);
  expect(stderr).not.toContain('Debugger');
});
