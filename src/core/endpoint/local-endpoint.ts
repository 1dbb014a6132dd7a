import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import type { EndpointState } from '../../shared/app-state.ts';
import { FailureError } from '../../shared/failures.ts';
import { asFailure } from '../platform/as-failure.ts';
import { writeFileAtomically } from '../platform/atomic-file.ts';
import { withFileLock } from '../platform/file-lock.ts';
import { parseJson } from '../platform/foreign-json.ts';
import { LOCKED_PAUSE_MS, withoutPerson } from '../platform/keyring/keyring-calls.ts';
import type { SecretStore } from '../platform/keyring/secret-store.ts';
import { Mutex } from '../platform/mutex.ts';
import { examine, integer, notList } from '../platform/schema.ts';
import {
  type EndpointAddress,
  endpointUrl,
  newEndpointSecret,
  readEndpointAddress,
} from './endpoint-address.ts';
import { findEndpoint } from './endpoint-client.ts';
import { type EndpointOptions, EndpointServer, type ServedProfile } from './endpoint-server.ts';
import { recordUse, type Use } from './use-log.ts';

/** What a local endpoint is made of. */
export interface LocalEndpointOptions extends Omit<EndpointOptions, 'paths' | 'onUse'> {
  /** `endpoint.json`. */
  readonly addressFile: string;
  /** `activity.jsonl`. */
  readonly activityFile: string;
  /** Keeps port and paths over restarts. */
  readonly store: () => SecretStore | undefined;
  readonly profiles: () => readonly ServedProfile[];
  readonly onChange: () => void;
  /** Called when the time of the last use in the state has moved on. */
  readonly onUse: () => void;
}

/** Where this user's programs come. */
type Door = Pick<EndpointAddress, 'socket' | 'proof'>;

/** What was in the way (a keyring that is not ready, another endpoint) may be gone. Milliseconds. */
const RETRY_MS = 30_000;

/** The time of the last use in the state is as exact as people read it. Milliseconds. */
const USE_STEP_MS = 10_000;

/** What stays the same over restarts, so that what a person has set up once goes on working. */
const Remembered = v.object({
  port: v.pipe(integer, v.minValue(1), v.maxValue(65_535)),
  paths: notList(v.record(v.string(), v.pipe(v.string(), v.regex(/^[\w-]{43}$/)))),
});
type Remembered = v.InferOutput<typeof Remembered>;

/**
 * The local token endpoint from switching it on to switching it off: its server, its secret paths, and the file by
 * which it is found. Where it has a `store`, port and paths outlive a restart; switching it off makes them void.
 */
export class LocalEndpoint {
  readonly #options: LocalEndpointOptions;
  readonly #turns = new Mutex();
  #state: EndpointState = { kind: 'off' };
  #server: EndpointServer | undefined;
  #door: Door | undefined;
  #remembered: Remembered | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** What the store still holds counts no more. */
  #isVoid = false;

  constructor(options: LocalEndpointOptions) {
    this.#options = options;
  }

  get state(): EndpointState {
    return this.#state;
  }

  /** Where SDKs reach a profile's token; undefined while it is not served. */
  urlOf(profileId: string): string | undefined {
    return this.#server && this.#remembered ? endpointUrl(this.#remembered, profileId) : undefined;
  }

  /** Switches it on. Where that fails, the state says why, and it is tried again by itself. Never throws. */
  async start(): Promise<void> {
    using _turn = await this.#turns.acquire();
    clearTimeout(this.#retry);
    if (this.#server) return;
    try {
      const server = await withFileLock(`${this.#options.addressFile}.lock`, () => this.#open());
      this.#set({ kind: 'on', port: server.port });
    } catch (error) {
      await this.#fail(error);
    }
  }

  /** Closes it, at the program's end: the next start has the same address. */
  async stop(): Promise<void> {
    using _turn = await this.#turns.acquire();
    clearTimeout(this.#retry);
    await this.#close();
    this.#set({ kind: 'off' });
  }

  /** Switches it off: its address is void from now on. Never throws. */
  async disable(): Promise<void> {
    using _turn = await this.#turns.acquire();
    clearTimeout(this.#retry);
    await this.#close();
    const store = this.#options.store();
    // Void even where the keyring does not let go of it just now.
    this.#isVoid = this.#remembered !== undefined || store?.holdsSomething() === true;
    this.#remembered = undefined;
    await store
      ?.remove()
      .catch((error) => this.#options.log.warn(`[endpoint] address not removed: ${asFailure(error).code}`));
    this.#set({ kind: 'off' });
  }

  /** The profiles are others now: gives new ones a path. Never throws. */
  async adoptProfiles(): Promise<void> {
    using _turn = await this.#turns.acquire();
    const [server, door] = [this.#server, this.#door];
    if (server && door) await this.#publish(server.port, door).catch((error: unknown) => this.#fail(error));
  }

  async #fail(error: unknown): Promise<void> {
    await this.#close();
    const failure = asFailure(error);
    const isNew = this.#state.kind !== 'failed' || this.#state.failure.code !== failure.code;
    if (isNew) this.#options.log.warn(`[endpoint] not running: ${failure.code} ${failure.cause ?? ''}`);
    const pauseMs = failure.code === 'keyring_locked' ? LOCKED_PAUSE_MS : RETRY_MS;
    this.#retry = setTimeout(() => void withoutPerson(() => this.start()), pauseMs);
    this.#retry.unref();
    this.#set({ kind: 'failed', failure });
  }

  async #open(): Promise<EndpointServer> {
    const running = await findEndpoint(this.#options.addressFile);
    if (running && running.pid !== process.pid) {
      throw new FailureError('endpoint_running', { params: { pid: String(running.pid) } });
    }
    this.#remembered ??= await this.#recall();
    const parts = { ...this.#options, paths: () => this.#served(), onUse: (use: Use) => this.#used(use) };
    const listen = async () => {
      try {
        return await EndpointServer.listen(this.#remembered?.port ?? 0, parts);
      } catch (error) {
        if (!this.#remembered) throw error;
        // Whoever has the port now is told our paths by those who do not know yet: they are void.
        this.#remembered = undefined;
        return EndpointServer.listen(0, parts);
      }
    };
    const server = await listen();
    this.#server = server;
    this.#door = await server.listenOnSocket(dirname(this.#options.addressFile));
    await this.#publish(server.port, this.#door);
    return server;
  }

  async #recall(): Promise<Remembered | undefined> {
    if (this.#isVoid) return undefined;
    // Nothing of worth is lost with what cannot be read: a new address is made.
    return examine(Remembered, parseJson((await this.#options.store()?.load()) ?? '')).value;
  }

  /** Gives every profile its path, and tells where they are. */
  async #publish(port: number, door: Door): Promise<void> {
    const before = this.#remembered;
    const paths = Object.fromEntries(
      this.#options.profiles().map(({ id }) => [id, before?.paths[id] ?? newEndpointSecret()]),
    );
    const remembered = { port, paths };
    if (JSON.stringify(remembered) !== JSON.stringify(before) || !this.#isPublished()) {
      await this.#options.store()?.save(JSON.stringify(remembered));
      this.#remembered = remembered;
      this.#isVoid = false;
      const address: EndpointAddress = { version: 1, pid: process.pid, ...remembered, ...door };
      await writeFileAtomically(this.#options.addressFile, `${JSON.stringify(address)}\n`);
    }
  }

  #isPublished(): boolean {
    return readEndpointAddress(this.#options.addressFile)?.pid === process.pid;
  }

  *#served(): Iterable<readonly [string, ServedProfile]> {
    for (const profile of this.#options.profiles()) {
      const secret = this.#remembered?.paths[profile.id];
      if (secret) yield [secret, profile];
    }
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.close();
    const { addressFile } = this.#options;
    const found = readEndpointAddress(addressFile);
    const isElsewhere = found !== undefined && found.pid !== process.pid;
    // Another process's, if it answers, stays; ours, or one that a crash has left, goes.
    if (isElsewhere && (await findEndpoint(addressFile))) return;
    // At once: between the look and the removal another process could have published its own.
    if (readEndpointAddress(addressFile)?.proof !== found?.proof) return;
    removeQuietly(addressFile);
  }

  #used(use: Use): void {
    void recordUse(this.#options.activityFile, use);
    if (this.#state.kind !== 'on' || use.at - (this.#state.lastUsed ?? 0) < USE_STEP_MS) return;
    this.#state = { ...this.#state, lastUsed: use.at };
    this.#options.onUse();
  }

  #set(state: EndpointState): void {
    this.#state = state;
    this.#options.onChange();
  }
}

/** A file that cannot be removed leads to a port where nobody is. */
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Readers want an answer.
  }
}
