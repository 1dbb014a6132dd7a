import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A keyring of the operating system's own kind, for tests and the demo. */
export interface TestKeyring {
  /** What a program needs in its environment to find it. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * On Linux a real gnome-keyring on a session bus of its own, unlocked, so that nobody's own keyring is touched.
 * Windows and macOS have no second one: there it is the user's.
 */
export async function startKeyring(): Promise<TestKeyring> {
  if (process.platform !== 'linux') return { environment: {}, stop: async () => undefined };
  const directory = await mkdtemp(join(tmpdir(), 'keyring-'));
  const base = { ...process.env, HOME: directory, XDG_RUNTIME_DIR: directory, XDG_DATA_HOME: directory };
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], {
    env: base,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const address = await firstLine(bus);
  const environment = { DBUS_SESSION_BUS_ADDRESS: address };
  const daemon = spawn('gnome-keyring-daemon', ['--unlock', '--components=secrets'], {
    env: { ...base, ...environment },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // The password that a login would hand over.
  daemon.stdin?.end('test\n');
  // It goes into the background when it is ready, and ends with its bus.
  await ended(daemon);
  return {
    environment,
    stop: async () => {
      const gone = ended(bus);
      bus.kill('SIGTERM');
      await gone;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.once('error', reject);
  child.once('exit', (code) => reject(new Error(`${child.spawnfile} ended with code ${code}`)));
  if (child.stdout) createInterface(child.stdout).once('line', resolve);
  return promise;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once('error', reject);
  child.once('exit', () => resolve());
  await promise;
}
