import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reply } from '../entra/exchange.ts';
import { FaultDealer, sendDripping, sendHuge, sendReset } from '../entra/faults.ts';
import { LoopbackServer, send } from '../entra/server.ts';
import type { EntraSimulator } from '../entra/simulator.ts';
import type { WorkspaceContext } from './context.ts';
import { findRoute, type Route } from './endpoints.ts';
import { faultReply } from './faults.ts';
import { refusalReply, WorkspaceRefusal } from './refusals.ts';
import {
  RESOURCE_ID_HEADER,
  type RecordedRequest,
  readRequest,
  recordRequest,
  type WorkspaceRequest,
} from './requests.ts';
import { type Fault, HEALTHY_SCENARIO, type Scenario } from './scenario.ts';

export { RESOURCE_ID_HEADER } from './requests.ts';
export type { Fault, Scenario } from './scenario.ts';

/** The authority of each cloud, by the domain of its workspaces. */
const CLOUD_AUTHORITIES: Readonly<Record<string, string>> = {
  'azuredatabricks.net': 'login.microsoftonline.com',
  'databricks.azure.us': 'login.microsoftonline.us',
  'databricks.azure.cn': 'login.partner.microsoftonline.cn',
};

/** How to start a simulator; all but the Entra that signs the tokens has a default. */
export interface WorkspaceSimulatorOptions {
  /** Its certificate is the workspace's too, so that clients trust both by one CA. */
  readonly entra: Pick<EntraSimulator, 'origin' | 'tenantId' | 'tls' | 'publishedKeys'>;
  /** TCP port, any free one by default. */
  readonly port?: number;
  /** The tenant that the workspace belongs to, GUID; `entra`'s by default. */
  readonly tenantId?: string;
  /** Host (and port) of the authority that `/aad/auth` leads to. By default the real one of the cloud whose host
   *  name the client used, and that of `entra` for any other name. */
  readonly cloudAuthorityHost?: string;
  /** The number in the workspace's real host names. */
  readonly workspaceId?: string;
  readonly resourceId?: string;
  /** Object IDs of the people who are Contributor or Owner of the Azure resource, in a healthy scenario. */
  readonly contributors?: readonly string[];
}

/**
 * An Azure Databricks workspace as far as its callers' tokens matter: a TLS server with the API of two documented
 * examples, the redirect that names the tenant, and a scenario that says what goes wrong.
 */
export class WorkspaceSimulator {
  /** `https://localhost:<port>`. */
  readonly origin: string;
  /** `localhost:<port>`. */
  readonly host: string;
  readonly port: number;
  readonly tenantId: string;
  readonly workspaceId: string;
  /** The Azure resource, as the header names it. */
  readonly resourceId: string;

  readonly #server: LoopbackServer;
  readonly #context: WorkspaceContext;
  readonly #healthy: Scenario;
  readonly #faults = new FaultDealer<Fault>();
  readonly #requests: RecordedRequest[] = [];
  #scenario: Scenario;

  private constructor(server: LoopbackServer, options: WorkspaceSimulatorOptions) {
    const { entra } = options;
    this.port = server.port;
    this.host = `localhost:${server.port}`;
    this.origin = `https://${this.host}`;
    this.tenantId = options.tenantId ?? entra.tenantId;
    this.workspaceId = options.workspaceId ?? '1234567890123456';
    this.resourceId =
      options.resourceId ??
      '/subscriptions/0a1b2c3d-4e5f-4678-9abc-def012345678/resourceGroups/analytics-rg/providers/Microsoft.Databricks/workspaces/analytics';
    this.#server = server;
    this.#healthy = { ...HEALTHY_SCENARIO, contributors: options.contributors ?? [] };
    this.#scenario = this.#healthy;

    const currentScenario = () => this.#scenario;
    this.#context = {
      tenantId: this.tenantId,
      workspaceId: this.workspaceId,
      resourceId: this.resourceId,
      keys: entra.publishedKeys,
      admins: new Set(),
      authorityHost: (host) =>
        options.cloudAuthorityHost ?? cloudAuthority(host) ?? new URL(entra.origin).host,
      get scenario() {
        return currentScenario();
      },
      now: () => this.#now(),
    };

    server.onRequest((message, response) => void this.#serve(message, response));
  }

  /** Starts a simulator, on a loopback address. */
  static async start(options: WorkspaceSimulatorOptions): Promise<WorkspaceSimulator> {
    const server = await LoopbackServer.start(
      options.entra.tls,
      options.port === undefined ? {} : { port: options.port },
    );
    return new WorkspaceSimulator(server, options);
  }

  /** The header that names the workspace's Azure resource. */
  get resourceIdHeader(): Readonly<Record<string, string>> {
    return { [RESOURCE_ID_HEADER]: this.resourceId };
  }

  /** Every request so far, oldest first. */
  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  /** The scenario in force. */
  get scenario(): Scenario {
    return this.#scenario;
  }

  /**
   * Changes the scenario from now on. Fields not given stay; `faults`, when given, replaces all earlier faults.
   * Faults start counting anew, and with new `members` it is forgotten who came in by an Azure role.
   */
  setScenario(changes: Partial<Scenario>): void {
    this.#scenario = { ...this.#scenario, ...changes };
    this.#faults.reset();
    if (changes.members !== undefined) this.#context.admins.clear();
  }

  /** Back to the healthy scenario. */
  resetScenario(): void {
    this.setScenario({ blockedAddress: undefined, ...this.#healthy });
  }

  /** Stops at once, whatever is still under way. */
  async stop(): Promise<void> {
    await this.#server.stop();
  }

  #now(): number {
    return Date.now() + this.#scenario.clockOffsetSeconds * 1000;
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = readRequest(message);
    const position = this.#requests.push(recordRequest(message, request, this.resourceId)) - 1;
    const note = (status: number) => {
      const recorded = this.#requests[position];
      if (recorded) this.#requests[position] = { ...recorded, status };
    };
    // The other side may go away at any time; that is its right.
    response.on('error', () => undefined);
    this.#setCommonHeaders(response, request);
    try {
      await this.#answer(message, response, request, note);
    } catch (error) {
      // A mistake of the simulator's own: say it where the test's author will look.
      console.error('Workspace simulator:', error);
      note(500);
      send(response, {
        status: 500,
        headers: { 'Content-Type': 'text/plain' },
        body: 'The simulator failed.\n',
      });
    }
  }

  #setCommonHeaders(response: ServerResponse, request: WorkspaceRequest): void {
    response.setHeader('Date', new Date(this.#now()).toUTCString());
    response.setHeader('Server', 'databricks');
    response.setHeader('Cache-Control', 'no-cache, no-store, must-revalidate');
    response.setHeader('Pragma', 'no-cache');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('X-Databricks-Org-Id', this.workspaceId);
    response.setHeader('X-Request-Id', request.requestId);
  }

  async #answer(
    message: IncomingMessage,
    response: ServerResponse,
    request: WorkspaceRequest,
    note: (status: number) => void,
  ): Promise<void> {
    const route = findRoute(request);
    const fault = this.#faults.deal(route.faultyAs && this.#scenario.faults[route.faultyAs]);
    switch (fault?.kind) {
      case 'hang':
        return;
      case 'reset':
        return sendReset(response, this.#server.connectionOf(message), '{"schemas":["urn:ietf:');
      case 'huge':
        note(200);
        return sendHuge(response, fault.bytes);
    }
    const reply = (fault && faultReply(fault, this.#context)) ?? (await this.#reply(route, request));
    // Before the first byte leaves, so that whoever has seen the answer finds it recorded.
    note(reply.status);
    if (fault?.kind === 'drip') return sendDripping(response, reply, fault.bytesPerSecond);
    send(response, reply);
  }

  async #reply(route: Route, request: WorkspaceRequest): Promise<Reply> {
    try {
      return await route.handle(this.#context, request);
    } catch (error) {
      if (error instanceof WorkspaceRefusal) return refusalReply(error, this.#context, request);
      throw error;
    }
  }
}

function cloudAuthority(host: string): string | undefined {
  const name = host.replace(/:\d+$/, '');
  const domain = Object.keys(CLOUD_AUTHORITIES).find((candidate) => name.endsWith(`.${candidate}`));
  return domain === undefined ? undefined : CLOUD_AUTHORITIES[domain];
}
