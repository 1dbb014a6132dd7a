import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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

  /** Unlocks it: there is no way but a new login, which starts another daemon. */
  async unlock(): Promise<void> {
    const found = await this.#busctl(
      'call',
      'org.freedesktop.DBus',
      '/',
      'org.freedesktop.DBus',
      'GetConnectionUnixProcessID',
      's',
      SERVICE,
    );
    const pid = Number(found.split(' ')[1]);
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

/** Whom the bus starts when the keyring wants its password: on a real desktop this would be a window. */
async function writePrompter(directory: string, prompt: Prompt): Promise<void> {
  const services = join(directory, 'dbus-1', 'services');
  await mkdir(services, { recursive: true });
  const name = 'org.gnome.keyring.SystemPrompter';
  const command = prompt === 'dismissed' ? '/bin/false' : '/bin/sleep 60';
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
