import type { FaultKind as EntraFaultKind } from '../entra/scenario.ts';

/** The endpoints that a fault can be laid on. */
export type FaultyEndpoint = 'hostMetadata' | 'aadAuth' | 'me' | 'clusters' | 'warehouses';

/** How an endpoint misbehaves instead of answering: all that a connection or a gateway can do to Entra, and more. */
export type FaultKind =
  | Exclude<EntraFaultKind, { readonly kind: 'error' | 'forged' }>
  /** The workspace's own sign-in page, 200, as for a request without any session. */
  | { readonly kind: 'signInPage' }
  /** Front-end Private Link met from outside: a redirect to the sign-in page, with the error in its address. */
  | { readonly kind: 'privateLink' };

/** A fault, and how many requests it hits (without `times`: all of them). */
export type Fault = FaultKind & { readonly times?: number };

/** A cluster of the workspace. */
export interface SimulatedCluster {
  readonly id: string;
  readonly name: string;
  readonly state:
    | 'PENDING'
    | 'RUNNING'
    | 'RESTARTING'
    | 'RESIZING'
    | 'TERMINATING'
    | 'TERMINATED'
    | 'ERROR'
    | 'UNKNOWN';
}

/** A SQL warehouse of the workspace. */
export interface SimulatedWarehouse {
  readonly id: string;
  readonly name: string;
  readonly state: 'STARTING' | 'RUNNING' | 'STOPPING' | 'STOPPED' | 'DELETED' | 'DELETING';
  /** The HTTP path that it is given, where that is another than the usual one. */
  readonly path?: string;
}

/** How the simulated workspace behaves. The defaults are a healthy one that everybody of the tenant belongs to. */
export interface Scenario {
  /** Who belongs to the workspace, by object ID. Given anew, it also forgets who came in by an Azure role. */
  readonly members: 'all' | readonly string[];
  /** Object IDs of the people who are Contributor or Owner of the Azure resource. */
  readonly contributors: readonly string[];
  /** How many groups each person is in, `admins` not counted. */
  readonly groupCount: number;
  readonly clusters: readonly SimulatedCluster[];
  /** Nobody has the entitlement that the clusters API wants. */
  readonly clustersRefused: boolean;
  readonly warehouses: readonly SimulatedWarehouse[];
  /** Nobody has the entitlement that the warehouses API wants. */
  readonly warehousesRefused: boolean;
  /**
   * What the host says of itself under `/.well-known`. `none`: 404, as before 2026. `workspace`: which workspace it leads
   * to. `unified`: that it serves an account's.
   */
  readonly hostMetadata: 'none' | 'workspace' | 'unified';
  /** The address that the IP access list blocks all callers for. */
  readonly blockedAddress?: string | undefined;
  /** The server's clock minus the machine's, in seconds: the `Date` header and the check of expiries. */
  readonly clockOffsetSeconds: number;
  /**
   * The form of refusals about the token and the workspace, which come from a gateway and changed over the years.
   * `json`: `error_code` is the status, a number. `jsonWithStringCode`: the same as a string. `page`: an HTML page
   * with the reason in its title. `text`: the reason alone, called `text/html`.
   */
  readonly refusalFormat: 'json' | 'jsonWithStringCode' | 'page' | 'text';
  /**
   * How a token that has expired, or will within half a minute, is refused. `invalidAccessToken`, `expiring`: 403.
   * `jwtException`: 400 ExpiredJwtException. `unauthorized`: 401.
   */
  readonly expiredAnswer: 'invalidAccessToken' | 'expiring' | 'jwtException' | 'unauthorized';
  /** How a person who does not belong to the workspace is refused, always 403. */
  readonly notMemberAnswer: 'unauthorizedOrg' | 'userNotAuthorized' | 'permissionDenied';
  /** How the resource ID of another workspace is refused: 403, 404, or 400 as one that is none. */
  readonly otherResourceAnswer: 'forbidden' | 'notFound' | 'invalid';
  /** How a person without a role on the Azure resource is refused, always 403; `worded` names the roles. */
  readonly noRoleAnswer: 'userNotAuthorized' | 'worded';
  /**
   * Where `/aad/auth` leads. `authority`: to the sign-in page of the workspace's tenant. `common`: to one of no
   * tenant. `otherAuthority`: to a host that is no authority of any cloud. `loginPage`: to a sign-in page of
   * Databricks on another host. `nowhere`: a redirect without `Location`. `notFound`: no redirect, 404.
   */
  readonly signInRedirect: 'authority' | 'common' | 'otherAuthority' | 'loginPage' | 'nowhere' | 'notFound';
  readonly signInRedirectStatus: 302 | 303;
  /** Endpoints that misbehave. */
  readonly faults: Readonly<Partial<Record<FaultyEndpoint, Fault>>>;
}

/** Everything works. */
export const HEALTHY_SCENARIO: Scenario = {
  members: 'all',
  contributors: [],
  groupCount: 2,
  clusters: [
    { id: '0923-164208-meows279', name: 'Shared Autoscaling', state: 'RUNNING' },
    { id: '0314-071530-purrs481', name: 'Nightly reports', state: 'TERMINATED' },
  ],
  clustersRefused: false,
  warehouses: [
    { id: '1a2b3c4d5e6f7a8b', name: 'Starter Warehouse', state: 'RUNNING' },
    { id: '9c8d7e6f5a4b3c2d', name: 'BI (large)', state: 'STOPPED' },
  ],
  warehousesRefused: false,
  hostMetadata: 'none',
  clockOffsetSeconds: 0,
  refusalFormat: 'json',
  expiredAnswer: 'invalidAccessToken',
  notMemberAnswer: 'unauthorizedOrg',
  otherResourceAnswer: 'forbidden',
  noRoleAnswer: 'userNotAuthorized',
  signInRedirect: 'authority',
  signInRedirectStatus: 302,
  faults: {},
};
