import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The header by which a person comes in by a role on the Azure resource. */
export const RESOURCE_ID_HEADER = 'X-Databricks-Azure-Workspace-Resource-Id';

/** The header by which a service principal comes in by one: its token for Azure Resource Manager. */
const MANAGEMENT_TOKEN_HEADER = 'X-Databricks-Azure-SP-Management-Token';

/** The header that says which workspace behind a host is meant, and what it was called before 2026. */
const WORKSPACE_ID_HEADERS = ['X-Databricks-Workspace-Id', 'X-Databricks-Org-Id'] as const;

/** A request, read and ready for an endpoint. */
export interface WorkspaceRequest {
  readonly method: string;
  /** The `Host` header, in lower case. */
  readonly host: string;
  /** As it came, without query. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly resourceId: string | undefined;
  /** The workspace that is meant, behind a host that serves several. */
  readonly routing: Routing | undefined;
  readonly managementToken: string | undefined;
  /** What the answer calls this request. */
  readonly requestId: string;
}

/** A workspace's ID, and what said it. */
export interface Routing {
  readonly by: (typeof WORKSPACE_ID_HEADERS)[number] | '?o=';
  readonly workspaceId: string;
}

/** A request as tests may look at it afterwards. Holds no secret. */
export interface RecordedRequest {
  /** When it came in, epoch ms of the machine's clock. */
  readonly at: number;
  readonly method: string;
  /** The `Host` header. */
  readonly host: string;
  /** Without query. */
  readonly path: string;
  /** Whether a bearer token came along, good or not. */
  readonly hasBearer: boolean;
  /** Whose resource ID the header held, if it was there. */
  readonly resourceId?: 'own' | 'other';
  readonly routing?: Routing;
  /** A service principal's token for Azure Resource Manager came along, good or not. */
  readonly hasManagementToken?: true;
  /** The status answered; undefined while there is none, and for ever after a hang or a reset. */
  readonly status?: number;
  readonly userAgent?: string;
}

/** Reads a request. No endpoint has use for a body. */
export function readRequest(message: IncomingMessage): WorkspaceRequest {
  const resourceId = message.headers[RESOURCE_ID_HEADER.toLowerCase()];
  const managementToken = message.headers[MANAGEMENT_TOKEN_HEADER.toLowerCase()];
  return {
    method: message.method ?? 'GET',
    host: (message.headers.host ?? '').toLowerCase(),
    path: (message.url ?? '/').split('?')[0] || '/',
    authorization: message.headers.authorization,
    // Given twice, Node joins it by a comma: then it is no resource ID.
    resourceId: typeof resourceId === 'string' ? resourceId : undefined,
    routing: routingOf(message),
    managementToken: typeof managementToken === 'string' ? managementToken : undefined,
    requestId: randomUUID(),
  };
}

function routingOf({ headers, url = '' }: IncomingMessage): Routing | undefined {
  for (const by of WORKSPACE_ID_HEADERS) {
    const workspaceId = headers[by.toLowerCase()];
    if (typeof workspaceId === 'string') return { by, workspaceId };
  }
  const workspaceId = new URLSearchParams(url.split('?')[1]).get('o');
  return workspaceId === null ? undefined : { by: '?o=', workspaceId };
}

/** What may be kept of a request. */
export function recordRequest(
  message: IncomingMessage,
  request: WorkspaceRequest,
  ownResourceId: string,
): RecordedRequest {
  const userAgent = message.headers['user-agent'];
  return {
    at: Date.now(),
    method: request.method,
    host: request.host,
    path: request.path,
    hasBearer: bearerToken(request.authorization) !== undefined,
    ...(request.resourceId === undefined
      ? {}
      : { resourceId: isSameResource(request.resourceId, ownResourceId) ? 'own' : 'other' }),
    ...(request.managementToken === undefined ? {} : { hasManagementToken: true }),
    ...(request.routing ? { routing: request.routing } : {}),
    ...(userAgent === undefined ? {} : { userAgent }),
  };
}

/** The token of an `Authorization: Bearer` header. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^bearer +(\S.*)$/i.exec(authorization ?? '')?.[1];
}

/** Whether two resource IDs mean the same: Azure compares them without regard to case. */
export function isSameResource(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
