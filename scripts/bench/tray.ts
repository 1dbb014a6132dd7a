import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EndpointAddress, readEndpointAddress } from '../../src/core/endpoint/endpoint-address.ts';
import { LocalEndpoint } from '../../src/core/endpoint/local-endpoint.ts';
import { withoutPerson } from '../../src/core/platform/keyring/keyring-calls.ts';
import type { Computer } from '../../test/simulation/computer.ts';
import { MemoryStore } from '../../test/simulation/memory-store.ts';

const NO_LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };
export const HOST = 'https://adb-1234567890123456.7.azuredatabricks.net';
export const MIN_VALID_MS = 10 * 60_000;

/** What the tray does for other programs: the local endpoint before a simulated computer's session. */
export class Tray {
  readonly #computer: Computer;
  readonly #store = new MemoryStore();
  readonly #folder: string;
  #endpoint: LocalEndpoint;

  private constructor(computer: Computer, folder: string) {
    this.#computer = computer;
    this.#folder = folder;
    this.#endpoint = this.#open();
  }

  static async start(computer: Computer): Promise<Tray> {
    const tray = new Tray(computer, await mkdtemp(join(tmpdir(), 'day-')));
    await tray.#endpoint.start();
    return tray;
  }

  get addressFile(): string {
    return join(this.#folder, 'endpoint.json');
  }

  get activityFile(): string {
    return join(this.#folder, 'activity.jsonl');
  }

  /** As programs of this user find it. */
  get address(): EndpointAddress {
    const address = readEndpointAddress(this.addressFile);
    if (!address) throw new Error('the endpoint is not running');
    return address;
  }

  /** Where SDKs were told that the token is: it outlives restarts. */
  get url(): string {
    return this.#endpoint.urlOf(this.#computer.profile.id) ?? '';
  }

  /**
   * Ends as by kill -9, in the middle of a refresh, and is started again: its locks and its address file are still there,
   * of a process that is gone.
   */
  async killAndRestart(): Promise<void> {
    const { lockFiles } = this.#computer;
    const { pid } = spawnSync(process.execPath, ['--version']);
    const address = await readFile(this.addressFile, 'utf8');
    await this.#endpoint.stop();
    await writeFile(this.addressFile, JSON.stringify({ ...JSON.parse(address), pid }), { mode: 0o600 });
    for (const lock of ['lock', 'refresh.lock']) {
      const mark = { host: hostname(), pid, nonce: crypto.randomUUID() };
      await writeFile(`${lockFiles}.${lock}`, JSON.stringify(mark));
    }
    await this.#computer.restart();
    this.#endpoint = this.#open();
    await this.#endpoint.start();
  }

  async stop(): Promise<void> {
    await this.#endpoint.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #open(): LocalEndpoint {
    const { profile } = this.#computer;
    return new LocalEndpoint({
      addressFile: this.addressFile,
      activityFile: this.activityFile,
      explain: ({ code }) => code,
      log: NO_LOG,
      // A day's calls in minutes.
      limits: { perSecond: 1e9, burst: 1e9 },
      store: () => this.#store,
      profiles: () => [
        {
          id: profile.id,
          name: profile.name,
          workspaceUrl: HOST,
          token: () =>
            withoutPerson(
              async () => (await this.#computer.session.token({ minValidMs: MIN_VALID_MS })).token,
            ),
        },
      ],
      onChange: () => undefined,
      onUse: () => undefined,
    });
  }
}
