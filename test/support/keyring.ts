import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { nodeRuntime } from './node-runtime.ts';

/** A keyring of the operating system's own kind, for tests and the demo. */
export interface TestKeyring {
  /** What a program needs in its environment to find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** The text of the program's item; undefined where there is none. */
  read(account: string): Promise<string | undefined>;
  write(account: string, text: string): Promise<void>;
  remove(account: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * On Linux a real gnome-keyring on a session bus of its own, unlocked, so that nobody's own keyring is touched.
 * Windows and macOS have no second one: there it is the user's.
 */
export async function startKeyring(): Promise<TestKeyring> {
  if (process.platform !== 'linux') return withClerk({}, async () => undefined);
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
  return withClerk(environment, async () => {
    const gone = ended(bus);
    bus.kill('SIGTERM');
    await gone;
    await rm(directory, { recursive: true, force: true });
  });
}

/** A keyring that is read and written by a clerk, who comes when first needed. */
function withClerk(environment: Readonly<Record<string, string>>, stop: () => Promise<void>): TestKeyring {
  let clerk: Clerk | undefined;
  const ask = (method: string, ...args: string[]) => {
    clerk ??= new Clerk(environment);
    return clerk.ask(method, ...args);
  };
  return {
    environment,
    read: async (account) => ((await ask('getPassword', account)) as string | null) ?? undefined,
    write: async (account, text) => void (await ask('setPassword', account, text)),
    remove: async (account) => void (await ask('deletePassword', account)),
    stop: async () => {
      await clerk?.leave();
      await stop();
    },
  };
}

/** A process with keytar in it: this one may have another session bus, or none. It does one call after the other. */
class Clerk {
  readonly #child: ChildProcess;
  readonly #waiting: PromiseWithResolvers<unknown>[] = [];
  #stderr = '';

  constructor(environment: Readonly<Record<string, string>>) {
    const keytar = createRequire(import.meta.url).resolve('keytar');
    const source = `
      import { createInterface } from 'node:readline';
      const { default: keytar } = await import(${JSON.stringify(keytar)});
      for await (const line of createInterface({ input: process.stdin })) {
        const [method, ...args] = JSON.parse(line);
        const answer = await keytar[method]('entra-token-tray', ...args);
        console.log(JSON.stringify(answer ?? null));
      }`;
    const node = nodeRuntime();
    this.#child = spawn(node.command, ['--input-type=module', '--eval', source], {
      env: { ...process.env, ...environment, ...node.environment },
      stdio: 'pipe',
    });
    this.#child.stderr?.on('data', (text) => {
      this.#stderr += text;
    });
    if (this.#child.stdout) {
      createInterface(this.#child.stdout).on('line', (line) =>
        this.#waiting.shift()?.resolve(JSON.parse(line)),
      );
    }
    this.#child.once('close', () => {
      for (const { reject } of this.#waiting)
        reject(new Error(`the keyring’s clerk has left: ${this.#stderr}`));
    });
  }

  async ask(method: string, ...args: string[]): Promise<unknown> {
    if (this.#child.exitCode !== null) throw new Error(`the keyring’s clerk has left: ${this.#stderr}`);
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.push(answer);
    this.#child.stdin?.write(`${JSON.stringify([method, ...args])}\n`);
    return answer.promise;
  }

  async leave(): Promise<void> {
    const gone = ended(this.#child);
    this.#child.stdin?.end();
    await gone;
  }
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
