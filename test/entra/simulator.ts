import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { createServerCertificate, type ServerCertificate } from './certificates.ts';
import type { EntraContext } from './context.ts';
import {
  DATABRICKS_RESOURCE_ID,
  Directory,
  type SimulatedPrincipal,
  type SimulatedUser,
} from './directory.ts';
import { describeError, EntraError } from './errors.ts';
import { type EntraRequest, jsonReply, type Reply, withHeaders } from './exchange.ts';
import { FaultDealer, faultError, faultReply, sendDripping, sendHuge, sendReset } from './faults.ts';
import { GrantStore } from './grants.ts';
import { errorPage } from './pages.ts';
import { seededRandom } from './random.ts';
import {
  BadRequestError,
  type RecordedRequest,
  readRequest,
  recordParameters,
  recordRequest,
} from './requests.ts';
import { findRoute, type Route, requireMethod } from './router.ts';
import { type Fault, HEALTHY_SCENARIO, type Scenario } from './scenario.ts';
import { LoopbackServer, send, type TlsIdentity } from './server.ts';
import { SigningKey } from './signing.ts';
import { accessTokenIssuer } from './tokens.ts';

export type { SimulatedPrincipal, SimulatedUser } from './directory.ts';
export type { RecordedRequest } from './requests.ts';
export type { Fault, Scenario } from './scenario.ts';

/** The names under which the simulator is an authority. */
const AUTHORITY_NAMES = [
  'localhost',
  '127.0.0.1',
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
  'login.chinacloudapi.cn',
  'login.windows.net',
  'sts.windows.net',
];

/**
 * One Azure Databricks workspace per cloud, and the hosts that serve several: `test/workspace` serves them with this
 * simulator's certificate.
 */
const WORKSPACE_NAMES = [
  'adb-1234567890123456.7.azuredatabricks.net',
  'adb-1234567890123456.7.databricks.azure.us',
  'adb-1234567890123456.7.databricks.azure.cn',
  '*.azuredatabricks.net',
  '*.databricks.azure.us',
  '*.databricks.azure.cn',
];

const DEFAULT_TENANT_ID = 'a1bc2d34-5e67-8f89-01ab-c2345d6c78de';

/** Somebody whose password has all that goes wrong in forms, shells and URLs. */
const DEFAULT_USER: SimulatedUser = {
  username: 'someone@example.com',
  password: 'c0rrect+Horse & "Zürich"=100%?',
  name: 'Some One',
  objectId: '6b1f5a52-3c0e-4d5c-9a77-1f2e3d4c5b6a',
};

/** How to start a simulator; everything has a default. */
export interface EntraSimulatorOptions {
  /** TCP port, any free one by default. */
  readonly port?: number;
  /** Loopback address to listen on, `127.0.0.1` by default. */
  readonly host?: string;
  /** Host name of the authority where a request's own `Host` header is not an authority's real name;
   *  `localhost:<port>` by default. */
  readonly authorityHost?: string;
  /** GUID. */
  readonly tenantId?: string;
  readonly tenantDomain?: string;
  /** Application ID of the registered public client, GUID. The Azure CLI's is known besides. */
  readonly clientId?: string;
  readonly users?: readonly SimulatedUser[];
  /** None by default. */
  readonly principals?: readonly SimulatedPrincipal[];
}

/**
 * Microsoft Entra ID as far as public clients see it: a TLS server with the v2 endpoints, pages to sign in on,
 * and a scenario that says what goes wrong.
 */
export class EntraSimulator {
  /** `https://localhost:<port>`. */
  readonly origin: string;
  /** Host (and port) of the authority, for MSAL's `knownAuthorities`. */
  readonly authorityHost: string;
  /** PEM of the CA to trust, a new one at every start. */
  readonly caCertificate: string;
  /** Base64 SHA-256 of the server's public key, for Chromium's `--ignore-certificate-errors-spki-list`. */
  readonly spkiSha256: string;
  /** For further servers that the same CA vouches for, under the same key. */
  readonly tls: TlsIdentity;
  readonly tenantId: string;
  readonly tenantDomain: string;
  readonly clientId: string;
  readonly users: readonly SimulatedUser[];
  /** More may come while it runs. */
  readonly principals: SimulatedPrincipal[];

  readonly #server: LoopbackServer;
  readonly #context: EntraContext;
  readonly #grants = new GrantStore();
  readonly #signing: SigningKey;
  readonly #faults = new FaultDealer<Fault>();
  readonly #requests: RecordedRequest[] = [];
  #revocations = 0;
  #scenario: Scenario = HEALTHY_SCENARIO;
  #random = seededRandom(HEALTHY_SCENARIO.randomSeed);

  private constructor(
    server: LoopbackServer,
    certificate: ServerCertificate,
    signing: SigningKey,
    options: EntraSimulatorOptions,
  ) {
    const { port } = server;
    this.origin = `https://localhost:${port}`;
    this.authorityHost = options.authorityHost ?? `localhost:${port}`;
    this.caCertificate = certificate.caCertificate;
    this.spkiSha256 = certificate.spkiSha256;
    this.tls = serverIdentity(certificate);
    this.tenantId = options.tenantId ?? DEFAULT_TENANT_ID;
    this.tenantDomain = options.tenantDomain ?? 'example.onmicrosoft.com';
    this.clientId = options.clientId ?? '12a34b56-789c-0d12-e3fa-b456789c0123';
    this.users = options.users ?? [DEFAULT_USER];
    this.principals = [...(options.principals ?? [])];
    this.#server = server;
    this.#signing = signing;

    const currentScenario = () => this.#scenario;
    this.#context = {
      directory: new Directory(this.tenantId, this.tenantDomain, this.clientId, this.users, this.principals),
      grants: this.#grants,
      signing,
      get scenario() {
        return currentScenario();
      },
      now: () => this.#now(),
      random: () => this.#random(),
    };

    server.onRequest((message, response) => void this.#serve(message, response));
  }

  /**
   * Starts a simulator.
   *
   * @throws RangeError for a `host` that is not a loopback address: its users' passwords are no secret.
   */
  static async start(options: EntraSimulatorOptions = {}): Promise<EntraSimulator> {
    const extraName = options.authorityHost?.replace(/:\d+$/, '');
    const certificate = createServerCertificate([
      ...new Set([...AUTHORITY_NAMES, ...WORKSPACE_NAMES, ...(extraName ? [extraName] : [])]),
    ]);
    const signing = await SigningKey.of(options.tenantId ?? DEFAULT_TENANT_ID);
    const server = await LoopbackServer.start(serverIdentity(certificate), options);
    return new EntraSimulator(server, certificate, signing, options);
  }

  /** Every request so far, oldest first. */
  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  /** The public keys of the tenant's tokens, as the keys endpoint publishes them. */
  get publishedKeys(): JSONWebKeySet {
    return { keys: [this.#signing.jwk] };
  }

  /** The scenario in force. */
  get scenario(): Scenario {
    return this.#scenario;
  }

  /**
   * Changes the scenario from now on. Fields not given stay; `faults`, when given, replaces all earlier faults.
   * Faults start counting anew, and with a new `consent` all consents are forgotten.
   */
  setScenario(changes: Partial<Scenario>): void {
    this.#scenario = { ...this.#scenario, ...changes };
    this.#faults.reset();
    if (changes.consent !== undefined) this.#grants.forgetConsents();
    if (changes.randomSeed !== undefined) this.#random = seededRandom(changes.randomSeed);
  }

  /** Back to the healthy scenario. What was issued stays issued. */
  resetScenario(): void {
    this.setScenario({
      refreshInSeconds: undefined,
      signInFrequencySeconds: undefined,
      ...HEALTHY_SCENARIO,
    });
  }

  /** Revokes every refresh token issued so far and ends all browser sessions, as a changed password does. */
  revokeRefreshTokens(): void {
    this.#revocations++;
    this.#grants.revokeRefreshGrants(this.#now());
  }

  /** How often all was revoked so far. */
  get revocations(): number {
    return this.#revocations;
  }

  /** Every token, authorization code and device code ever issued, the users' passwords and the apps' secrets. */
  issuedSecrets(): string[] {
    return [
      ...this.#grants.secrets,
      ...this.users.map((user) => user.password),
      ...this.principals.flatMap(({ secrets }) => secrets.map(({ value }) => value)),
    ];
  }

  /**
   * Verifies an Azure Databricks access token: signature, issuer, audience, times by the simulator's clock.
   *
   * @returns Its claims.
   * @throws Error with the reason.
   */
  async verifyAccessToken(jwt: string): Promise<JWTPayload> {
    const { payload } = await jwtVerify(jwt, this.#signing.publicKey, {
      algorithms: ['RS256'],
      issuer: accessTokenIssuer(this.tenantId),
      audience: DATABRICKS_RESOURCE_ID,
      requiredClaims: ['exp', 'tid', 'oid'],
      currentDate: new Date(this.#now()),
    });
    return payload;
  }

  /** Stops at once, whatever is still under way. */
  async stop(): Promise<void> {
    await this.#server.stop();
  }

  #now(): number {
    return Date.now() + this.#scenario.clockOffsetSeconds * 1000;
  }

  /** A client keeps the name it reached the simulator by, so that several names work at once. */
  #authorityHostOf(hostHeader: string): string {
    const host = hostHeader.toLowerCase();
    const name = host.replace(/:\d{1,5}$/, '');
    return AUTHORITY_NAMES.includes(name) ? host : this.authorityHost;
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const position = this.#requests.push(recordRequest(message)) - 1;
    const note = (changes: Partial<RecordedRequest>) => {
      const recorded = this.#requests[position];
      if (recorded) this.#requests[position] = { ...recorded, ...changes };
    };
    const answer = (reply: Reply) => {
      // Before the first byte leaves, so that whoever has seen the answer finds it recorded.
      note({ status: reply.status });
      send(response, reply);
    };
    // The other side may go away at any time; that is its right.
    response.on('error', () => undefined);
    response.setHeader('Date', new Date(this.#now()).toUTCString());
    response.setHeader('Cache-Control', 'no-store, no-cache');
    response.setHeader('Pragma', 'no-cache');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('x-ms-request-id', randomUUID());

    try {
      const request = await readRequest(message, (hostHeader) => this.#authorityHostOf(hostHeader));
      note(recordParameters(request));
      response.setHeader('client-request-id', request.correlationId);
      const route = findRoute(request.segments);
      if (!route) {
        answer({ status: 404, headers: { 'Content-Type': 'text/plain' }, body: 'Not found\n' });
        return;
      }
      const fault = this.#faults.deal(route.faultyAs && this.#scenario.faults[route.faultyAs]);
      switch (fault?.kind) {
        case 'hang':
          return;
        case 'reset':
          await sendReset(response, this.#server.connectionOf(message));
          return;
        case 'huge':
          note({ status: 200 });
          await sendHuge(response, fault.bytes);
          return;
        case 'drip': {
          const reply = await this.#reply(route, request);
          note({ status: reply.status });
          await sendDripping(response, reply, fault.bytesPerSecond);
          return;
        }
        case 'forged': {
          const reply = await this.#reply(route, request);
          const forged = await fault.change(JSON.parse(reply.body));
          answer({ ...reply, body: typeof forged === 'string' ? forged : JSON.stringify(forged) });
          return;
        }
        default:
          answer(await this.#reply(route, request, fault));
      }
    } catch (error) {
      // The client went away in the middle of its request: nobody is there to be answered.
      if (message.destroyed && !message.complete) return;
      if (response.headersSent) {
        response.destroy();
        return;
      }
      // Whatever is left of the body will not be read.
      response.setHeader('Connection', 'close');
      answer(unreadableReply(error, message, this.#now()));
    }
  }

  async #reply(route: Route, request: EntraRequest, fault?: Fault): Promise<Reply> {
    const circumstances = {
      at: this.#now(),
      correlationId: request.correlationId,
      authorityHost: request.host,
    };
    const instead = fault && faultReply(fault, circumstances);
    if (instead) return instead;
    try {
      requireMethod(route, request.method);
      const refusal = fault?.kind === 'error' ? faultError(fault) : undefined;
      if (refusal && route.errors === 'json') throw refusal;
      return await route.handle(this.#context, request, refusal);
    } catch (error) {
      if (!(error instanceof EntraError)) throw error;
      const described = describeError(error, circumstances);
      const reply =
        route.errors === 'json' ? jsonReply(described, error.status) : errorPage(described, error.status);
      return withHeaders(reply, {
        'x-ms-request-id': described.trace_id,
        ...(error.status === 405 ? { Allow: route.methods.join(', ') } : {}),
      });
    }
  }
}

function serverIdentity({ privateKey, certificate }: ServerCertificate): TlsIdentity {
  return { key: privateKey, cert: certificate };
}

function unreadableReply(error: unknown, message: IncomingMessage, at: number): Reply {
  if (error instanceof BadRequestError) {
    return { status: error.status, headers: { 'Content-Type': 'text/plain' }, body: `${error.message}\n` };
  }
  const correlationId = '00000000-0000-0000-0000-000000000000';
  const authorityHost = message.headers.host ?? 'localhost';
  if (error instanceof EntraError) {
    return jsonReply(describeError(error, { at, correlationId, authorityHost }), error.status);
  }
  // A mistake of the simulator's own: say it where the test's author will look.
  console.error('Entra simulator:', error);
  return { status: 500, headers: { 'Content-Type': 'text/plain' }, body: 'The simulator failed.\n' };
}
