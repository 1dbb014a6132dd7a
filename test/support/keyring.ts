import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ended, KeyringClerk } from './keyring-clerk.ts';

const SERVICE = 'org.freedesktop.secrets';
const ROOT = '/org/freedesktop/secrets';
const ITEM = 'org.freedesktop.Secret.Item';

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
 * Linux: a gnome-keyring on a session bus of its own, unlocked, in memory of a directory that goes with it.
 * Windows and macOS have no second one: there it is the user's.
 */
export async function startKeyring(): Promise<TestKeyring> {
  return process.platform === 'linux'
    ? GnomeKeyring.start()
    : Object.assign(new KeyringClerk({}), { environment: {} });
}

/** What happens to the window that asks for the keyring's password. */
type Prompt = 'dismissed' | 'unanswered';

/** A gnome-keyring, and what happens to one: it is locked, unlocked, emptied by hand. */
export class GnomeKeyring extends KeyringClerk implements TestKeyring {
  readonly environment: { readonly DBUS_SESSION_BUS_ADDRESS: string };
  readonly #directory: string;
  readonly #bus: ChildProcess;

  private constructor(directory: string, bus: ChildProcess, address: string) {
    super({ DBUS_SESSION_BUS_ADDRESS: address });
    this.#directory = directory;
    this.#bus = bus;
    this.environment = { DBUS_SESSION_BUS_ADDRESS: address };
  }

  static async start(): Promise<GnomeKeyring> {
    const directory = await mkdtemp(join(tmpdir(), 'keyring-'));
    await writePrompter(directory, 'dismissed');
    await writeSuccessor(directory, 'unlocked');
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], {
      env: environmentIn(directory),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const keyring = new GnomeKeyring(directory, bus, await firstLine(bus));
    await keyring.#startDaemon();
    return keyring;
  }

  /** Locks it as a desktop does; its password window is dismissed, or stays unanswered, from now on. */
  async lock(prompt: Prompt = 'dismissed'): Promise<void> {
    await writePrompter(this.#directory, prompt);
    await writeSuccessor(this.#directory, 'locked');
    await this.#busctl('call', 'org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'ReloadConfig');
    await this.#secrets(
      'call',
      ROOT,
      'org.freedesktop.Secret.Service',
      'Lock',
      'ao',
      '1',
      `${ROOT}/aliases/default`,
    );
  }

  /**
   * Has its service answer nobody any more, until the returned function ends it as a crash does. Whoever calls then
   * finds another, as on a desktop.
   */
  async hang(successor: 'unlocked' | 'locked'): Promise<() => Promise<void>> {
    await writeSuccessor(this.#directory, successor);
    const pid = await this.#daemon();
    process.kill(pid, 'SIGSTOP');
    return async () => {
      process.kill(pid, 'SIGKILL');
      while (isAlive(pid)) await sleep(5);
    };
  }

  /** How often its password window has opened. */
  async prompts(): Promise<number> {
    return (await this.#prompters()).length;
  }

  /** Ends the last password window, if it still waits: by now another program may have its process ID. */
  async #endPrompter(): Promise<void> {
    const pid = (await this.#prompters()).at(-1);
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (pid !== undefined && command === 'sleep\u000060\u0000') process.kill(pid);
  }

  /** The processes that were its password windows. */
  async #prompters(): Promise<number[]> {
    const text = await readFile(join(this.#directory, 'prompts'), 'utf8').catch(() => '');
    return text.split('\n').filter(Boolean).map(Number);
  }

  /** How many programs are on its bus. */
  async clients(): Promise<number> {
    const names = await this.#busctl(
      'call',
      'org.freedesktop.DBus',
      '/',
      'org.freedesktop.DBus',
      'ListNames',
    );
    return names.match(/":/g)?.length ?? 0;
  }

  /** Unlocks it: there is no way but a new login, which starts another daemon. */
  async unlock(): Promise<void> {
    await writeSuccessor(this.#directory, 'unlocked');
    // The bus would wait for one that nobody answers before it starts another.
    await this.#endPrompter();
    const pid = await this.#daemon();
    process.kill(pid);
    while (isAlive(pid)) await sleep(5);
    await this.#startDaemon();
  }

  /** The labels of the program's items. */
  async items(): Promise<string[]> {
    const paths = await this.#itemPaths();
    const labels = paths.map((path) => this.#secrets('get-property', path, ITEM, 'Label'));
    return (await Promise.all(labels)).map((label) => label.replace(/^s "|"\n$/g, ''));
  }

  /** Deletes the program's items by hand. */
  async deleteItems(): Promise<void> {
    for (const path of await this.#itemPaths()) await this.#secrets('call', path, ITEM, 'Delete');
  }

  /** Makes the program's item one as keytar wrote it. */
  async makeKeytars(account: string): Promise<void> {
    const attributes = {
      account,
      service: 'entra-token-tray',
      'xdg:schema': 'org.freedesktop.Secret.Generic',
    };
    const entries = Object.entries(attributes);
    for (const path of await this.#itemPaths())
      await this.#secrets(
        'set-property',
        path,
        ITEM,
        'Attributes',
        'a{ss}',
        `${entries.length}`,
        ...entries.flat(),
      );
  }

  /** Deletes the collection: there is no keyring that could keep anything. */
  async deleteCollection(): Promise<void> {
    await this.#secrets('call', `${ROOT}/aliases/default`, 'org.freedesktop.Secret.Collection', 'Delete');
  }

  override async stop(): Promise<void> {
    await super.stop();
    const gone = ended(this.#bus);
    this.#bus.kill('SIGTERM');
    await gone;
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 5 });
  }

  /** The service's process. */
  async #daemon(): Promise<number> {
    const found = await this.#busctl(
      'call',
      'org.freedesktop.DBus',
      '/',
      'org.freedesktop.DBus',
      'GetConnectionUnixProcessID',
      's',
      SERVICE,
    );
    return Number(found.split(' ')[1]);
  }

  async #startDaemon(): Promise<void> {
    const daemon = spawn('gnome-keyring-daemon', ['--unlock', '--components=secrets'], {
      env: { ...environmentIn(this.#directory), ...this.environment },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // The password that a login would hand over.
    daemon.stdin?.end('test\n');
    // It goes into the background when it is ready, and ends with its bus.
    await ended(daemon);
  }

  async #itemPaths(): Promise<string[]> {
    const search = [
      'org.freedesktop.Secret.Service',
      'SearchItems',
      'a{ss}',
      '1',
      'service',
      'entra-token-tray',
    ];
    const found = await this.#secrets('call', ROOT, ...search);
    return [...found.matchAll(/"([^"]+)"/g)].map(([, path]) => path as string);
  }

  #secrets(verb: string, ...args: string[]): Promise<string> {
    return this.#busctl(verb, SERVICE, ...args);
  }

  async #busctl(verb: string, ...args: string[]): Promise<string> {
    const address = `--address=${this.environment.DBUS_SESSION_BUS_ADDRESS}`;
    const { stdout } = await promisify(execFile)('busctl', [address, verb, '--', ...args]);
    return stdout;
  }
}

function environmentIn(directory: string): NodeJS.ProcessEnv {
  return { ...process.env, HOME: directory, XDG_RUNTIME_DIR: directory, XDG_DATA_HOME: directory };
}

/**
 * Whom the bus starts in place of a service that died, as gnome-keyring does where a client goes away in the middle of a
 * call: tests that kill programs would lose their keyring.
 */
async function writeSuccessor(directory: string, state: 'unlocked' | 'locked'): Promise<void> {
  const script = join(directory, 'daemon.sh');
  const daemon = 'exec gnome-keyring-daemon --foreground --components=secrets';
  const run = state === 'unlocked' ? `echo test | ${daemon} --unlock` : `${daemon} --start`;
  await writeFile(script, `${run}\n`);
  await writeService(directory, SERVICE, `/bin/sh ${script}`);
}

/** Whom the bus starts when the keyring wants its password: on a real desktop this would be a window. */
async function writePrompter(directory: string, prompt: Prompt): Promise<void> {
  const script = join(directory, 'prompter.sh');
  const answer = prompt === 'dismissed' ? 'exit 1' : 'exec sleep 60';
  await writeFile(script, `echo $$ >> ${directory}/prompts\n${answer}\n`);
  await writeService(directory, 'org.gnome.keyring.SystemPrompter', `/bin/sh ${script}`);
}

async function writeService(directory: string, name: string, command: string): Promise<void> {
  const services = join(directory, 'dbus-1', 'services');
  await mkdir(services, { recursive: true });
  await writeFile(join(services, `${name}.service`), `[D-BUS Service]\nName=${name}\nExec=${command}\n`);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.once('error', reject);
  child.once('exit', (code) => reject(new Error(`${child.spawnfile} ended with code ${code}`)));
  if (child.stdout) createInterface(child.stdout).once('line', resolve);
  return promise;
}
