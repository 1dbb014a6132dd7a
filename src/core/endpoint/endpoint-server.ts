import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Failure, FailureError, type FailureKind, kindOf } from '../../shared/failures.ts';
import { type Workspace, workspaceAddress } from '../../shared/workspace.ts';
import { asFailure } from '../platform/as-failure.ts';
import type { Logger } from '../platform/logger.ts';
import { listen, WaitingConnections } from '../platform/loopback.ts';
import { mayBeServed } from '../platform/peer.ts';
import { isIdOf, workspaceIdIn } from '../profile/workspace-id.ts';
import { type EndpointAddress, newEndpointSecret } from './endpoint-address.ts';
import { PROOF_HEADER } from './endpoint-client.ts';
import { listenOnSocket, removeSocketFolder } from './endpoint-socket.ts';
import { rateLimit } from './rate-limit.ts';
import { programName, type Use } from './use-log.ts';

/** A profile as the endpoint serves it. */
export interface ServedProfile extends Workspace {
  readonly id: string;
  readonly name: string;
  /** A token that works now. `expiresOn` in epoch milliseconds. @throws FailureError */
  token(): Promise<{ readonly secret: string; readonly expiresOn: number }>;
}

/** Who is served under which path; looked up at each request, so that changes count at once. */
export type ServedPaths = () => Iterable<readonly [secret: string, ServedProfile]>;

/** Requests per second that are answered, after a burst. */
export interface EndpointLimits {
  readonly perSecond: number;
  readonly burst: number;
}

/** Far above what any SDK asks for, far below what a runaway loop does. */
const CALLER_LIMITS: EndpointLimits = { perSecond: 100, burst: 500 };
/** Who guesses has nothing to gain by haste. It never counts against those who know their path. */
const STRANGER_LIMITS: EndpointLimits = { perSecond: 10, burst: 100 };
const MAX_HEADER_BYTES = 8 * 1024;
/** Connections on which nobody has asked yet: more than any burst of this user's, and beyond it the oldest goes. */
const MAX_WAITING = 1_000;
const SERVER_OPTIONS = {
  maxHeaderSize: MAX_HEADER_BYTES,
  // A caller sends a few hundred bytes at once; who takes longer is not one.
  headersTimeout: 2_000,
  requestTimeout: 2_000,
  connectionsCheckingInterval: 500,
  keepAliveTimeout: 5_000,
};
/** Strangers are reported in the log at most this often. Milliseconds. */
const REPORT_EVERY_MS = 60_000;

/** The protocol's only version. */
const VERSION = '1';

/**
 * The local token endpoint: the `metadata-service` protocol of the Databricks SDKs.
 * `GET /SECRET` with `X-Databricks-Metadata-Version: 1` and `X-Databricks-Host: <workspace URL>` is answered with
 * `{"access_token","token_type","expires_on"}`; anything else with 4xx and no token.
 * Source: `MetadataServiceCredentials` of @databricks/sdk-experimental, and its like in the Python and Go SDKs.
 *
 * It listens on loopback only, which is shared with the machine's other users: where the system tells whose a connection
 * is, knowing the path is not enough. A web page gets nothing, whatever it knows: browsers name themselves by `Origin` or
 * `Sec-Fetch-Site`, and a rebound name by `Host`. Programs of ours come over a socket that others cannot reach.
 */
export class EndpointServer {
  readonly port: number;
  readonly #tcp: Server;
  readonly #waiting = new WaitingConnections(MAX_WAITING);
  readonly #served = new WeakMap<Socket, Promise<boolean>>();
  readonly #options: EndpointOptions;
  readonly #mayCaller: () => boolean;
  readonly #mayStranger = rateLimit(STRANGER_LIMITS);
  #own: { readonly server: Server; readonly socket: string } | undefined;
  #refused = 0;
  #reportedAt = Number.NEGATIVE_INFINITY;

  private constructor(tcp: Server, options: EndpointOptions) {
    this.port = (tcp.address() as AddressInfo).port;
    this.#tcp = tcp;
    tcp.on('connection', (socket) => this.#waiting.add(socket));
    this.#options = options;
    this.#mayCaller = rateLimit(options.limits ?? CALLER_LIMITS);
    this.#serve(tcp, (request, response) => this.#answer(request, response));
  }

  /**
   * Listens on 127.0.0.1.
   * @param port 0 for any that is free
   * @throws FailureError `endpoint_unavailable`
   */
  static async listen(port: number, options: EndpointOptions): Promise<EndpointServer> {
    const tcp = createServer(SERVER_OPTIONS);
    await listen(tcp, { port, host: '127.0.0.1' }).catch((error: unknown) => {
      throw unavailable(error);
    });
    return new EndpointServer(tcp, options);
  }

  /**
   * Also listens where only this user's programs can come. No look-up is needed there, and both ends are proven.
   * @param folder the data folder
   * @throws FailureError `endpoint_unavailable`
   */
  async listenOnSocket(folder: string): Promise<Pick<EndpointAddress, 'socket' | 'proof'>> {
    const server = createServer(SERVER_OPTIONS);
    const proof = newEndpointSecret();
    this.#serve(server, (request, response) => {
      response.setHeader(PROOF_HEADER, proof);
      return this.#answer(request, response, 'ours');
    });
    const socket = await listenOnSocket(server, folder).catch((error: unknown) => {
      throw unavailable(error);
    });
    this.#own = { server, socket };
    return { socket, proof };
  }

  /** Stops listening and ends every connection. */
  async close(): Promise<void> {
    await Promise.all([this.#tcp, this.#own?.server].map((server) => server && closed(server)));
    if (this.#own) removeSocketFolder(this.#own.socket);
  }

  #serve(
    server: Server,
    answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  ): void {
    for (const event of ['request', 'checkContinue'] as const) {
      server.on(event, (request, response) => void answer(request, response));
    }
    // Neither is any part of the protocol.
    for (const event of ['upgrade', 'connect'] as const) server.on(event, (_, socket) => socket.destroy());
  }

  /** @param peer `ours` over the socket, which proves it */
  async #answer(request: IncomingMessage, response: ServerResponse, peer?: 'ours'): Promise<void> {
    response.on('error', () => undefined);
    this.#waiting.keep(request.socket);
    // Nobody who is meant sends a body: what comes is not kept, and the connection is not used again.
    request.resume();
    const profile = this.#find(request.url ?? '');
    const refusal = this.#refuse(request, profile);
    if (refusal || !profile) {
      const allowed = peer === 'ours' || this.#allowsStranger() || profile !== undefined;
      reply(response, allowed ? (refusal ?? NOT_FOUND) : TOO_MANY, 'close');
      return;
    }
    if (peer !== 'ours' && !(await this.#isServed(request.socket))) {
      this.#allowsStranger();
      reply(response, OTHER_USER, 'close');
      return;
    }
    if (!this.#mayCaller()) {
      reply(response, TOO_MANY, 'close');
      return;
    }
    try {
      const { secret, expiresOn } = await profile.token();
      const body = { access_token: secret, token_type: 'Bearer', expires_on: Math.floor(expiresOn / 1000) };
      const program = programName(request.headers['user-agent']);
      // Before the answer: whatever ends this process, nobody has got a token untold.
      if (!response.destroyed) this.#options.onUse?.({ at: Date.now(), program, profile: profile.id });
      reply(response, { status: 200, body });
    } catch (error) {
      const failure = asFailure(error);
      this.#options.log.warn(`[endpoint] [${profile.name}] no token: ${failure.code}`);
      const body = { error: failure.code, message: this.#options.explain(failure) };
      reply(response, { status: STATUS_OF[kindOf(failure)], body });
    }
  }

  /** Looked up once a connection: it stays whose it is. */
  async #isServed(socket: Socket): Promise<boolean> {
    const known = this.#served.get(socket) ?? mayBeServed(socket);
    this.#served.set(socket, known);
    return known;
  }

  /** The profile whose path this is. Every path is compared, in a time that tells nothing of how much of it was right. */
  #find(url: string): ServedProfile | undefined {
    const asked = digest(url);
    let found: ServedProfile | undefined;
    for (const [secret, profile] of this.#options.paths()) {
      if (timingSafeEqual(asked, digest(`/${secret}`))) found = profile;
    }
    return found;
  }

  /** Why this request is none of the protocol's; the order matters to nobody but the reader of the answer. */
  #refuse({ method, headers }: IncomingMessage, profile: ServedProfile | undefined): Answer | undefined {
    const here = [`127.0.0.1:${this.port}`, `localhost:${this.port}`];
    if (!here.includes(headers.host?.toLowerCase() ?? ''))
      return refused(403, 'host', 'Not from this address.');
    if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) {
      return refused(403, 'browser', 'Not for web pages.');
    }
    if (!profile) return NOT_FOUND;
    if (method !== 'GET') return refused(405, 'method', 'Only GET.');
    if (headers['x-databricks-metadata-version'] !== VERSION) {
      return refused(400, 'version', `X-Databricks-Metadata-Version must be ${VERSION}.`);
    }
    const asked = headers['x-databricks-host'];
    // Without a workspace nobody may ask for one: a token would go where the profile's owner never meant it to.
    if (isSameWorkspace(String(asked ?? ''), profile)) return undefined;
    const served = workspaceAddress(profile) ?? 'no workspace; give the profile one';
    return refused(400, 'workspace', `This address serves ${served}, not ${asked}.`);
  }

  /** Counts a request that is refused. @returns whether it is told why */
  #allowsStranger(): boolean {
    this.#refused++;
    this.#report();
    return this.#mayStranger();
  }

  #report(): void {
    const now = performance.now();
    if (now - this.#reportedAt < REPORT_EVERY_MS) return;
    this.#options.log.warn(`[endpoint] refused ${this.#refused} requests that are not the protocol’s`);
    this.#refused = 0;
    this.#reportedAt = now;
  }
}

/** What an endpoint is made of. */
export interface EndpointOptions {
  readonly paths: ServedPaths;
  /** Puts a failure into words, in the person's language. */
  readonly explain: (failure: Failure) => string;
  readonly log: Logger;
  /** Called for each token that is being handed out. */
  readonly onUse?: (use: Use) => void;
  /** For a benchmark; the usual ones by default. */
  readonly limits?: EndpointLimits;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

const STATUS_OF: Readonly<Record<FailureKind, number>> = {
  transient: 503,
  cache: 503,
  signInNeeded: 403,
  refused: 403,
  configuration: 403,
  cancelled: 503,
  unexpected: 500,
};

function refused(status: number, error: string, message: string): Answer {
  return { status, body: { error, message } };
}
const NOT_FOUND = refused(404, 'path', 'No token here.');
const OTHER_USER = refused(403, 'user', 'Only for the user who runs it.');
const TOO_MANY = refused(429, 'too_many_requests', 'Too many requests. Wait a second.');

function reply(response: ServerResponse, { status, body }: Answer, connection?: 'close'): void {
  if (response.destroyed) return;
  const content = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(content),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status === 405 ? { allow: 'GET' } : {}),
    ...(status === 429 ? { 'retry-after': '1' } : {}),
    ...(connection ? { connection } : {}),
  });
  response.end(content);
}

function unavailable(error: unknown): FailureError {
  const cause = (error as NodeJS.ErrnoException).code ?? 'unknown';
  return new FailureError('endpoint_unavailable', { cause });
}

async function closed(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await promise;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/**
 * SDKs send the host as they normalize it, without what follows it; older ones with a trailing slash, or as it is in
 * the configuration, `?o=…` included.
 */
function isSameWorkspace(asked: string, workspace: Workspace): boolean {
  if (!workspace.workspaceUrl) return asked === '';
  const [, url = '', query = ''] = /^(https:\/\/[^/?#\s]+)\/*(\?[^#\s]*)?$/i.exec(asked) ?? [];
  return url.toLowerCase() === workspace.workspaceUrl && isIdOf(workspace, workspaceIdIn(query));
}
