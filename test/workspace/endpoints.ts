import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { DATABRICKS_RESOURCE_ID } from '../entra/directory.ts';
import { jsonReply, type Reply } from '../entra/exchange.ts';
import { admit, type Caller, isSharedHost } from './admission.ts';
import type { WorkspaceContext } from './context.ts';
import { htmlReply, noSuchApi, WorkspaceRefusal } from './refusals.ts';
import type { WorkspaceRequest } from './requests.ts';
import type { FaultyEndpoint, SimulatedCluster, SimulatedWarehouse } from './scenario.ts';

/** An endpoint, for GET alone, and how it wants to be treated. */
export interface Route {
  /** The name that scenarios lay faults on it by. */
  readonly faultyAs?: FaultyEndpoint;
  handle(context: WorkspaceContext, request: WorkspaceRequest): Reply | Promise<Reply>;
}

const ROUTES: Readonly<Record<string, Route>> = {
  '/': { handle: () => ({ status: 302, headers: { Location: '/login.html' }, body: '' }) },
  '/login.html': { handle: () => htmlReply(SIGN_IN_PAGE) },
  '/.well-known/databricks-config': { faultyAs: 'hostMetadata', handle: hostMetadata },
  '/aad/auth': { faultyAs: 'aadAuth', handle: redirectToSignIn },
  '/api/2.0/preview/scim/v2/Me': { faultyAs: 'me', handle: me },
  // The SDKs ask in version 2.1, whose first page is as here.
  '/api/2.0/clusters/list': { faultyAs: 'clusters', handle: listClusters },
  '/api/2.1/clusters/list': { faultyAs: 'clusters', handle: listClusters },
  '/api/2.0/sql/warehouses': { faultyAs: 'warehouses', handle: listWarehouses },
};

/** Where a browser without a session ends up. */
export const SIGN_IN_PAGE = `<!doctype html>
<html>
 <head>
  <meta charset="utf-8">
  <title>Databricks - Sign In</title>
 </head>
 <body>
  <p>Workspace simulator: a test server on this computer, not Databricks.</p>
  <div id="login-page"><a href="/aad/auth">Sign in with Microsoft Entra ID</a></div>
 </body>
</html>
`;

/** Finds the endpoint of a request: one that refuses it where there is none for this path and method. */
export function findRoute({ method, path }: WorkspaceRequest): Route {
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
  if (route && method === 'GET') return route;
  // The API takes each method and path together for a name; pages know that it is the method that is wrong.
  if (!route || path.startsWith('/api/')) return refusing(noSuchApi(method, path));
  return refusing(
    new WorkspaceRefusal(405, 'HTTP method is not supported by this URL', { headers: { Allow: 'GET' } }),
  );
}

function refusing(refusal: WorkspaceRefusal): Route {
  return { handle: () => Promise.reject(refusal) };
}

/** What a host says about itself, as the SDKs read it (databricks-sdk-go, `config/host_metadata.go`). */
function hostMetadata({ scenario, workspaceId }: WorkspaceContext, { host }: WorkspaceRequest): Reply {
  const said = { cloud: 'Azure', oidc_endpoint: `https://${host}/oidc` };
  switch (scenario.hostMetadata) {
    case 'none':
      throw noSuchApi('GET', '/.well-known/databricks-config');
    case 'workspace':
      return jsonReply({ ...said, host_type: 'workspace', workspace_id: workspaceId });
    case 'unified':
      return jsonReply({
        ...said,
        host_type: 'unified',
        account_id: '7a99b43c-b46c-432b-b0a7-814217701909',
        oidc_endpoint: `https://${host}/oidc/accounts/{account_id}`,
      });
  }
}

/** Where a redirect to a sign-in page of Databricks itself leads. */
const LOGIN_PAGE = 'https://accounts.azuredatabricks.net/login.html?next_url=%2F';

/** No authority of any cloud. */
const OTHER_AUTHORITY = 'login.example.org';

/** The beginning of a sign-in in the browser, from which clients read the workspace's tenant. */
function redirectToSignIn(context: WorkspaceContext, { host, routing }: WorkspaceRequest): Reply {
  const { signInRedirect: wanted, signInRedirectStatus: status } = context.scenario;
  // A host of many tenants' workspaces has no tenant of its own.
  const signInRedirect = wanted === 'authority' && isSharedHost(host) && !routing ? 'common' : wanted;
  const redirect = (location: string): Reply => ({ status, headers: { Location: location }, body: '' });
  const parameters = new URLSearchParams({
    client_id: DATABRICKS_RESOURCE_ID,
    redirect_uri: `https://${host}/aad/redirect`,
    response_mode: 'form_post',
    response_type: 'code id_token',
    scope: 'openid profile email',
    nonce: randomUUID(),
    state: randomBytes(32).toString('base64url'),
  });
  const authorize = (authority: string, tenant: string): Reply =>
    redirect(`https://${authority}/${tenant}/oauth2/authorize?${parameters}`);
  switch (signInRedirect) {
    case 'authority':
      return authorize(context.authorityHost(host), context.tenantId);
    case 'common':
      return authorize(context.authorityHost(host), 'common');
    case 'otherAuthority':
      return authorize(OTHER_AUTHORITY, context.tenantId);
    case 'loginPage':
      return redirect(LOGIN_PAGE);
    case 'nowhere':
      return { status, headers: {}, body: '' };
    case 'notFound':
      throw noSuchApi('GET', '/aad/auth');
  }
}

/** The person themselves, as SCIM has it (RFC 7643 §4.1, with the extension of Databricks). */
async function me(context: WorkspaceContext, request: WorkspaceRequest): Promise<Reply> {
  const caller = await admit(context, request);
  const { objectId, userName, displayName, givenName, familyName } = caller;
  const user = {
    schemas: [
      'urn:ietf:params:scim:schemas:core:2.0:User',
      'urn:ietf:params:scim:schemas:extension:workspace:2.0:User',
    ],
    id: numberOf(objectId),
    externalId: objectId,
    userName,
    displayName,
    name: { givenName, familyName },
    emails: [{ type: 'work', value: userName, primary: true }],
    active: true,
    groups: groupsOf(context, caller),
    entitlements: entitlementsOf(context, caller).map((value) => ({ value })),
    roles: [],
  };
  return {
    status: 200,
    headers: { 'Content-Type': 'application/scim+json; charset=utf-8' },
    body: JSON.stringify(user),
  };
}

function groupsOf({ scenario }: WorkspaceContext, { isAdmin }: Caller): unknown[] {
  const others = Array.from({ length: scenario.groupCount }, (_, index) =>
    index === 0 ? 'users' : `data-team-${index}`,
  );
  return [...(isAdmin ? ['admins'] : []), ...others].map((display) => ({
    display,
    type: 'direct',
    value: numberOf(display),
    $ref: `Groups/${numberOf(display)}`,
  }));
}

function entitlementsOf({ scenario }: WorkspaceContext, { isAdmin }: Caller): string[] {
  return [
    ...(scenario.clustersRefused ? [] : ['workspace-access']),
    'databricks-sql-access',
    ...(isAdmin ? ['allow-cluster-create', 'allow-instance-pool-create'] : []),
  ];
}

async function listClusters(context: WorkspaceContext, request: WorkspaceRequest): Promise<Reply> {
  const { userName } = await admit(context, request);
  const { clusters, clustersRefused } = context.scenario;
  if (clustersRefused) {
    throw new WorkspaceRefusal(
      403,
      'This API is disabled for users without the workspace-access entitlement.',
      { code: 'PERMISSION_DENIED' },
    );
  }
  // The API leaves empty lists out.
  return jsonReply(
    clusters.length === 0 ? {} : { clusters: clusters.map((cluster) => describe(cluster, userName)) },
  );
}

async function listWarehouses(context: WorkspaceContext, request: WorkspaceRequest): Promise<Reply> {
  const { userName } = await admit(context, request);
  const { warehouses, warehousesRefused } = context.scenario;
  if (warehousesRefused) {
    throw new WorkspaceRefusal(
      403,
      'This API is disabled for users without the databricks-sql-access entitlement.',
      { code: 'PERMISSION_DENIED' },
    );
  }
  const { host } = request;
  return jsonReply(
    warehouses.length === 0
      ? {}
      : { warehouses: warehouses.map((warehouse) => describeWarehouse(warehouse, host, userName)) },
  );
}

function describeWarehouse({ id, name, state, path }: SimulatedWarehouse, host: string, creator: string) {
  const hostname = host.replace(/:\d+$/, '');
  const httpPath = path ?? `/sql/1.0/warehouses/${id}`;
  return {
    id,
    name,
    state,
    size: 'SMALL',
    cluster_size: 'Small',
    creator_name: creator,
    warehouse_type: 'PRO',
    enable_serverless_compute: true,
    num_clusters: state === 'RUNNING' ? 1 : 0,
    jdbc_url: `jdbc:spark://${hostname}:443/default;transportMode=http;ssl=1;AuthMech=3;httpPath=${httpPath};`,
    odbc_params: { hostname, path: httpPath, protocol: 'https', port: 443 },
  };
}

function describe({ id, name, state }: SimulatedCluster, creator: string) {
  return {
    cluster_id: id,
    cluster_name: name,
    state,
    state_message: state === 'TERMINATED' ? 'Inactive cluster terminated (inactive for 120 minutes).' : '',
    spark_version: '15.4.x-scala2.12',
    node_type_id: 'Standard_DS3_v2',
    driver_node_type_id: 'Standard_DS3_v2',
    creator_user_name: creator,
    autoscale: { min_workers: 2, max_workers: 8 },
    autotermination_minutes: 120,
    cluster_source: 'UI',
    data_security_mode: 'USER_ISOLATION',
    start_time: 1_726_000_000_000,
  };
}

/** Databricks' own ID of a person or a group, a long number, always the same for the same name. */
function numberOf(name: string): string {
  const digest = createHash('sha256').update(name).digest();
  return String(1_000_000_000_000_000n + (digest.readBigUInt64BE() % 8_000_000_000_000_000n));
}
