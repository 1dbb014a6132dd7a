import { EntraError } from './errors.ts';

/** A person of the simulated tenant. */
export interface SimulatedUser {
  /** User principal name. */
  readonly username: string;
  readonly password: string;
  /** Display name. */
  readonly name: string;
  /** GUID. */
  readonly objectId: string;
  /** Multi-factor authentication is demanded: the pages ask for it, the password grant gets AADSTS50076. */
  readonly mfa?: boolean;
}

/** An application that may sign people in. */
export interface RegisteredClient {
  readonly clientId: string;
  readonly name: string;
  /** Family of Microsoft clients that share refresh tokens; answers then carry `foci`. */
  readonly familyId?: string;
}

/** An app of the simulated tenant with an identity of its own. Credentials may come and go while the simulator runs. */
export interface SimulatedPrincipal {
  /** Application ID, GUID. */
  readonly clientId: string;
  /** Of the service principal, GUID. */
  readonly objectId: string;
  /** `expiresAt` in epoch ms, never by default. */
  secrets: readonly { readonly value: string; readonly expiresAt?: number }[];
  /** PEM. */
  certificates: readonly string[];
}

/** An API that tokens can be asked for. */
export interface Resource {
  readonly name: string;
  /** The names that scopes may call it by. */
  readonly identifiers: readonly string[];
  /** The delegated permission that `.default` stands for. */
  readonly permission: string;
}

/** Azure Databricks, the same GUID in every cloud. */
export const DATABRICKS_RESOURCE_ID = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d';

/** Microsoft's public developer sign-on client, the Azure CLI's; known in every tenant. */
export const AZURE_CLI_CLIENT_ID = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

/** The names of Azure Resource Manager, of every cloud. */
export const MANAGEMENT_IDENTIFIERS: readonly string[] = [
  'https://management.core.windows.net',
  'https://management.azure.com',
  'https://management.core.usgovcloudapi.net',
  'https://management.core.chinacloudapi.cn',
  '797f4846-ba00-4fd7-ba43-dac1f8f63013',
];

const MICROSOFT_GRAPH: Resource = {
  name: 'Microsoft Graph',
  identifiers: ['https://graph.microsoft.com', '00000003-0000-0000-c000-000000000000'],
  permission: 'User.Read',
};

const RESOURCES: readonly Resource[] = [
  {
    name: 'AzureDatabricks',
    identifiers: [DATABRICKS_RESOURCE_ID],
    permission: 'user_impersonation',
  },
  {
    name: 'Windows Azure Service Management API',
    identifiers: MANAGEMENT_IDENTIFIERS,
    permission: 'user_impersonation',
  },
  MICROSOFT_GRAPH,
];

/** Scopes about the person, not about a resource (OpenID Connect Core §5.4, §11). */
const OPENID_SCOPES: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access']);

/** Tenant names under which people of any organization sign in. */
const SHARED_TENANTS: ReadonlySet<string> = new Set(['common', 'organizations']);

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

/** What a client asked for, read out of `scope`. */
export interface RequestedAccess {
  readonly resource: Resource;
  /** The resource as the client wrote it: the token's `aud`, and the prefix of the answered scopes. */
  readonly audience: string;
  /** The answer's `scope`. */
  readonly grantedScope: string;
  /** The token's `scp`. */
  readonly permissions: string;
  readonly idToken: boolean;
  readonly refreshToken: boolean;
}

/** The simulated tenant: who may sign in, with what, to what. */
export class Directory {
  readonly tenantId: string;
  readonly tenantDomain: string;
  readonly users: readonly SimulatedUser[];
  readonly principals: readonly SimulatedPrincipal[];
  readonly #clients: readonly RegisteredClient[];

  constructor(
    tenantId: string,
    tenantDomain: string,
    clientId: string,
    users: readonly SimulatedUser[],
    principals: readonly SimulatedPrincipal[],
  ) {
    this.tenantId = tenantId;
    this.tenantDomain = tenantDomain;
    this.users = users;
    this.principals = principals;
    this.#clients = [
      { clientId, name: 'Entra Token Tray' },
      { clientId: AZURE_CLI_CLIENT_ID, name: 'Microsoft Azure CLI', familyId: '1' },
    ];
  }

  /**
   * Looks a tenant of a URL up.
   *
   * @returns `shared` for `common` and `organizations`, `own` for this tenant by GUID or domain.
   * @throws EntraError 90002 for any other tenant, 900023 for what cannot be a tenant.
   */
  resolveTenant(tenant: string): 'own' | 'shared' {
    const name = tenant.toLowerCase();
    if (SHARED_TENANTS.has(name)) return 'shared';
    if (name === this.tenantId.toLowerCase() || this.hasDomain(name)) return 'own';
    throw new EntraError(GUID.test(name) || DOMAIN.test(name) ? 90002 : 900023, { values: { tenant } });
  }

  /** Whether people of this mail domain belong to the tenant. */
  hasDomain(domain: string): boolean {
    const name = domain.toLowerCase();
    return (
      name === this.tenantDomain.toLowerCase() || this.users.some((user) => domainOf(user.username) === name)
    );
  }

  findUser(username: string): SimulatedUser | undefined {
    const wanted = username.trim().toLowerCase();
    return this.users.find((user) => user.username.toLowerCase() === wanted);
  }

  /**
   * Checks a user name and password.
   *
   * @throws EntraError 50034 for an unknown user, 50126 for a wrong password.
   */
  authenticate(username: string, password: string): SimulatedUser {
    const user = this.findUser(username);
    if (!user) throw new EntraError(50034, { values: { username, tenant: this.tenantId } });
    if (user.password !== password) throw new EntraError(50126);
    return user;
  }

  /** @throws EntraError 700016 for an application that is not of this tenant. */
  requireClient(clientId: string): RegisteredClient {
    const wanted = clientId.toLowerCase();
    const client = this.#clients.find((candidate) => candidate.clientId.toLowerCase() === wanted);
    if (!client) throw new EntraError(700016, { values: { clientId, tenant: this.tenantId } });
    return client;
  }

  /** @throws EntraError 700016 for an app that is not of this tenant, 7000216 for one that has no credential. */
  requirePrincipal(clientId: string): SimulatedPrincipal {
    const wanted = clientId.toLowerCase();
    const principal = this.principals.find((candidate) => candidate.clientId.toLowerCase() === wanted);
    if (principal) return principal;
    this.requireClient(clientId);
    throw new EntraError(7000216);
  }

  /**
   * Reads the `scope` parameter as the v2 endpoint does: one resource, `<resource>/<permission>`, OpenID scopes
   * beside it, Microsoft Graph where no resource is named.
   *
   * @throws EntraError 70011 for no or nonsensical scope, 28000 for two resources, 500011 for an unknown one.
   */
  parseScope(scope: string): RequestedAccess {
    const words = scope.split(/\s+/).filter((word) => word !== '');
    if (words.length === 0) throw new EntraError(70011, { values: { scope } });

    const asked = words
      .filter((word) => !OPENID_SCOPES.has(word.toLowerCase()))
      .map((word) => splitScope(word));
    const [first = { prefix: `${MICROSOFT_GRAPH.identifiers[0]}/`, permission: '.default' }] = asked;
    if (asked.some((other) => other.prefix !== first.prefix)) {
      throw new EntraError(28000, { values: { scope } });
    }

    const audience = first.prefix.slice(0, -1);
    const resource = RESOURCES.find((candidate) =>
      candidate.identifiers.includes(audience.toLowerCase().replace(/\/+$/, '')),
    );
    if (!resource) {
      throw new EntraError(500011, { values: { resource: audience, tenant: this.tenantId } });
    }
    const asksDefault = asked.length === 0 || asked.some((one) => one.permission === '.default');
    const unknown = asked.find((one) => ![resource.permission, '.default'].includes(one.permission));
    // Graph has thousands of permissions: any name will do there.
    if (unknown && resource !== MICROSOFT_GRAPH) {
      throw new EntraError(70011, { values: { scope: unknown.prefix + unknown.permission } });
    }

    const permissions = [
      ...new Set([
        ...(asksDefault ? [resource.permission] : []),
        ...asked.map((one) => one.permission).filter((permission) => permission !== '.default'),
      ]),
    ];
    return {
      resource,
      audience,
      // Entra answers the permissions behind `.default` and then `.default` itself; MSAL finds its cached token
      // again by the scope it asked for, so that the latter must be there.
      grantedScope: [...permissions, ...(asksDefault ? ['.default'] : [])]
        .map((permission) => first.prefix + permission)
        .join(' '),
      permissions: permissions.join(' '),
      idToken: words.some((word) => word.toLowerCase() === 'openid'),
      refreshToken: words.some((word) => word.toLowerCase() === 'offline_access'),
    };
  }
}

/** The part of a user name after the `@`, in lower case; empty without one. */
export function domainOf(username: string): string {
  return username.slice(username.lastIndexOf('@') + 1 || username.length).toLowerCase();
}

function splitScope(scope: string): { prefix: string; permission: string } {
  const slash = scope.lastIndexOf('/');
  // A bare word is a permission of Microsoft Graph.
  if (slash < 0) return { prefix: `${MICROSOFT_GRAPH.identifiers[0]}/`, permission: scope };
  return { prefix: scope.slice(0, slash + 1), permission: scope.slice(slash + 1) };
}
