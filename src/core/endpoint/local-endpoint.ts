import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import * as z from 'zod/mini';
import type { EndpointState } from '../../shared/app-state.ts';
import { FailureError } from '../../shared/failure.ts';
import { writeFileAtomically } from '../atomic-file.ts';
import { asFailure } from '../auth/msal-failure.ts';
import type { TokenCacheStore } from '../cache/token-cache-store.ts';
import { withFileLock } from '../file-lock.ts';
import { Mutex } from '../mutex.ts';
import { type EndpointAddress, endpointUrl, readEndpointAddress } from './endpoint-address.ts';
import { type EndpointParts, EndpointServer, type ServedProfile } from './endpoint-server.ts';

/** What a local endpoint is made of. */
export interface LocalEndpointParts extends Omit<EndpointParts, 'paths'> {
  /** `endpoint.json`. */
  readonly addressFile: string;
  /** Keeps port and paths over restarts. */
  readonly store: () => TokenCacheStore | undefined;
  readonly profiles: () => readonly ServedProfile[];
  readonly onChange: () => void;
}

/** 256 bits. */
const SECRET_BYTES = 32;
/** What was in the way (a locked keyring, another endpoint) may be gone. Milliseconds. */
const RETRY_MS = 30_000;

/** What stays the same over restarts, so that what a person has set up once goes on working. */
const Remembered = z.object({
  port: z.int().check(z.minimum(1), z.maximum(65_535)),
  paths: z.record(z.string(), z.string().check(z.regex(/^[\w-]{43}$/))),
});
type Remembered = z.infer<typeof Remembered>;

/**
 * The local token endpoint from switching it on to switching it off: its server, its secret paths, and the file by
 * which it is found. Where it has a `store`, port and paths outlive a restart; switching it off makes them void.
 */
export class LocalEndpoint {
  readonly #parts: LocalEndpointParts;
  readonly #turns = new Mutex();
  #state: EndpointState = { kind: 'off' };
  #server: EndpointServer | undefined;
  #remembered: Remembered | undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(parts: LocalEndpointParts) {
    this.#parts = parts;
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
    await this.#turns.run(async () => {
      clearTimeout(this.#retry);
      if (this.#server) return;
      try {
        const server = await withFileLock(`${this.#parts.addressFile}.lock`, () => this.#open());
        this.#set({ kind: 'on', port: server.port });
      } catch (error) {
        await this.#close();
        const failure = asFailure(error);
        this.#parts.log.warn(`[endpoint] not started: ${failure.code} ${failure.cause ?? ''}`);
        this.#retry = setTimeout(() => void this.start(), RETRY_MS);
        this.#retry.unref();
        this.#set({ kind: 'failed', failure });
      }
    });
  }

  /** Closes it, at the program's end: the next start has the same address. */
  async stop(): Promise<void> {
    await this.#turns.run(async () => {
      clearTimeout(this.#retry);
      await this.#close();
      this.#set({ kind: 'off' });
    });
  }

  /** Switches it off: its address is void from now on. @throws FailureError a cache failure */
  async disable(): Promise<void> {
    await this.stop();
    this.#remembered = undefined;
    await this.#parts.store()?.remove();
  }

  /** The profiles are others now: gives new ones a path. */
  async followProfiles(): Promise<void> {
    await this.#turns.run(async () => {
      if (this.#server) await this.#publish(this.#server.port);
    });
  }

  async #open(): Promise<EndpointServer> {
    const running = readEndpointAddress(this.#parts.addressFile);
    if (running && running.pid !== process.pid && (await answers(running))) {
      throw new FailureError('endpoint_running', { params: { pid: String(running.pid) } });
    }
    this.#remembered ??= await this.#recall();
    const parts = { ...this.#parts, paths: () => this.#served() };
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
    await this.#publish(server.port);
    return server;
  }

  async #recall(): Promise<Remembered | undefined> {
    const text = await this.#parts.store()?.load();
    if (text === undefined) return undefined;
    try {
      return Remembered.parse(JSON.parse(text));
    } catch {
      // Nothing of worth is lost: a new address is made.
      return undefined;
    }
  }

  /** Gives every profile its path, and tells where they are. */
  async #publish(port: number): Promise<void> {
    const before = this.#remembered;
    const paths = Object.fromEntries(
      this.#parts.profiles().map(({ id }) => [id, before?.paths[id] ?? newSecret()]),
    );
    const remembered = { port, paths };
    if (JSON.stringify(remembered) !== JSON.stringify(before) || !this.#isPublished()) {
      await this.#parts.store()?.save(JSON.stringify(remembered));
      this.#remembered = remembered;
      const address: EndpointAddress = { version: 1, pid: process.pid, ...remembered };
      await writeFileAtomically(this.#parts.addressFile, `${JSON.stringify(address)}\n`);
    }
  }

  #isPublished(): boolean {
    return readEndpointAddress(this.#parts.addressFile)?.pid === process.pid;
  }

  *#served(): Iterable<readonly [string, ServedProfile]> {
    for (const profile of this.#parts.profiles()) {
      const secret = this.#remembered?.paths[profile.id];
      if (secret) yield [secret, profile];
    }
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.close();
    const left = readEndpointAddress(this.#parts.addressFile);
    // Another process's, if it lives, stays; ours, or one that a crash has left, goes.
    if (!left || left.pid === process.pid) await rm(this.#parts.addressFile, { force: true });
  }

  #set(state: EndpointState): void {
    this.#state = state;
    this.#parts.onChange();
  }
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** True where something listens there: a process ID alone may be another program's by now. */
async function answers({ port }: EndpointAddress): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
  socket.once('connect', () => resolve(true));
  for (const event of ['error', 'timeout'] as const) socket.once(event, () => resolve(false));
  return promise.finally(() => socket.destroy());
}
