import { Agent, type Dispatcher } from 'undici';
import { EntraSimulator, type SimulatedUser } from '../entra/simulator.ts';
import { WorkspaceSimulator, type WorkspaceSimulatorOptions } from './simulator.ts';

/** Azure Databricks, as scopes name it. */
export const DATABRICKS_SCOPE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default';

export const ME = '/api/2.0/preview/scim/v2/Me';
export const CLUSTERS = '/api/2.0/clusters/list';

/** Somebody with a name that is not ASCII, and somebody else. */
export const ZOE: SimulatedUser = {
  username: 'zoe@example.com',
  password: 'p1',
  name: 'Zoë Müller',
  objectId: '11111111-3c0e-4d5c-9a77-1f2e3d4c5b6a',
};
export const SAM: SimulatedUser = {
  username: 'sam@example.com',
  password: 'p2',
  name: 'Sam One',
  objectId: '22222222-3c0e-4d5c-9a77-1f2e3d4c5b6a',
};

/** An answer that has been read. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** An Entra, a workspace that takes its tokens, and a client of both that trusts their one CA. */
export class Visit {
  readonly entra: EntraSimulator;
  readonly workspace: WorkspaceSimulator;
  readonly agent: Agent;

  private constructor(entra: EntraSimulator, workspace: WorkspaceSimulator) {
    this.entra = entra;
    this.workspace = workspace;
    this.agent = new Agent({
      connect: {
        ca: entra.caCertificate,
        // undici takes a Host header for the name to verify, and these tests send odd ones.
        checkServerIdentity: () => undefined,
      },
    });
  }

  static async start(options: Omit<WorkspaceSimulatorOptions, 'entra'> = {}): Promise<Visit> {
    const entra = await EntraSimulator.start({ users: [ZOE, SAM] });
    return new Visit(entra, await WorkspaceSimulator.start({ ...options, entra }));
  }

  /** Signs somebody in, the shortest way. */
  token(user: SimulatedUser = ZOE, scope = DATABRICKS_SCOPE): Promise<string> {
    return passwordToken(this.entra, user, scope, this.agent);
  }

  /** Asks the workspace as somebody, or as nobody. */
  async get(
    path: string,
    token?: string,
    headers: Readonly<Record<string, string>> = {},
    method = 'GET',
  ): Promise<Answer> {
    const answer = await this.agent.request({
      origin: this.workspace.origin,
      path,
      method: method as Dispatcher.HttpMethod,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
    });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  }

  async stop(): Promise<void> {
    await this.agent.destroy();
    await Promise.all([this.workspace.stop(), this.entra.stop()]);
  }
}

/** A token by user name and password (RFC 6749 §4.3). */
export async function passwordToken(
  entra: EntraSimulator,
  user: SimulatedUser,
  scope: string,
  agent: Dispatcher,
): Promise<string> {
  const answer = await agent.request({
    origin: entra.origin,
    path: `/${entra.tenantId}/oauth2/v2.0/token`,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      client_id: entra.clientId,
      grant_type: 'password',
      username: user.username,
      password: user.password,
      scope,
    }).toString(),
  });
  const { access_token: token } = (await answer.body.json()) as { access_token?: string };
  if (answer.statusCode !== 200 || token === undefined) throw new Error(`no token: ${answer.statusCode}`);
  return token;
}
