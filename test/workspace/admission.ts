import { compactVerify, createLocalJWKSet } from 'jose';
import { DATABRICKS_RESOURCE_ID, MANAGEMENT_IDENTIFIERS } from '../entra/directory.ts';
import { accessTokenIssuer } from '../entra/tokens.ts';
import type { WorkspaceContext } from './context.ts';
import {
  expiredToken,
  invalidResource,
  invalidToken,
  missingCredential,
  noManagementToken,
  noRole,
  notMember,
  noWorkspace,
  otherResource,
  otherWorkspace,
  WorkspaceRefusal,
  wrongClaim,
} from './refusals.ts';
import { bearerToken, isSameResource, type WorkspaceRequest } from './requests.ts';

/** A token with less time left is as good as expired: what it asks for might take longer than it lives. */
const LEAST_LIFETIME_MS = 30_000;

const RESOURCE_ID =
  /^\/subscriptions\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/resourcegroups\/[^/]+\/providers\/microsoft\.databricks\/workspaces\/[^/]+$/i;

/** Somebody the workspace let in. */
export interface Caller {
  readonly objectId: string;
  readonly userName: string;
  readonly displayName: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly isAdmin: boolean;
}

/**
 * Decides who is calling, and whether they may.
 *
 * @throws WorkspaceRefusal for anybody who may not.
 */
export async function admit(context: WorkspaceContext, request: WorkspaceRequest): Promise<Caller> {
  const { blockedAddress } = context.scenario;
  if (blockedAddress !== undefined) {
    throw new WorkspaceRefusal(
      403,
      `Source IP address: ${blockedAddress} is blocked by Databricks IP ACL for workspace: ${context.workspaceId}`,
      { isTraced: true },
    );
  }
  if (!request.routing && isSharedHost(request.host)) throw noWorkspace();
  if (request.routing && request.routing.workspaceId !== context.workspaceId) {
    throw otherWorkspace(request.routing.workspaceId);
  }
  const token = bearerToken(request.authorization);
  if (token === undefined) throw missingCredential();
  const claims = await verifiedClaims(context, token);
  const text = (name: string) => String(claims[name] ?? '');
  const objectId = text('oid');
  // An app goes by its ID.
  const isApp = claims.idtyp === 'app';
  const userName = text(isApp ? 'appid' : 'unique_name');
  if (isApp && request.resourceId !== undefined) await requireManagementToken(context, request, objectId);
  return {
    objectId,
    userName,
    displayName: isApp ? userName : text('name'),
    givenName: text('given_name'),
    familyName: text('family_name'),
    isAdmin: isAdmitted(context, request, objectId, userName) === 'admin',
  };
}

/** Beside the resource ID a service principal shows that it is known to Azure, too. */
async function requireManagementToken(
  context: WorkspaceContext,
  { managementToken = '' }: WorkspaceRequest,
  objectId: string,
): Promise<void> {
  const claims = await readSigned(context, managementToken).catch(() => {
    throw noManagementToken();
  });
  const isLive = Number(claims.exp) * 1000 >= context.now() + LEAST_LIFETIME_MS;
  const isOurs = claims.oid === objectId && claims.tid === context.tenantId;
  const isForManagement = MANAGEMENT_IDENTIFIERS.includes(String(claims.aud).replace(/\/+$/, ''));
  if (!isLive || !isOurs || !isForManagement) throw noManagementToken();
}

/** A region's host, or an account's own: the name right before the domain is no workspace's. */
export function isSharedHost(host: string): boolean {
  return /^(?!adb-\d+\.)[\w-]+\.(?:azuredatabricks\.net|databricks\.azure\.(?:us|cn))(?::\d+)?$/.test(host);
}

/** Signature first: what a stranger wrote into a token is no reason for anything. */
async function verifiedClaims(context: WorkspaceContext, token: string): Promise<Record<string, unknown>> {
  const claims = await readSigned(context, token);
  const expiresAt = Number(claims.exp) * 1000;
  const notBefore = Number(claims.nbf ?? 0) * 1000;
  // In this direction, so that a token without a time to expire is refused too.
  if (!(expiresAt >= context.now() + LEAST_LIFETIME_MS)) throw expiredToken(context, expiresAt || 0);
  if (!(notBefore <= context.now())) throw invalidToken();
  const expected: Readonly<Record<string, string>> = {
    aud: DATABRICKS_RESOURCE_ID,
    iss: accessTokenIssuer(context.tenantId),
    tid: context.tenantId,
  };
  for (const [claim, value] of Object.entries(expected)) {
    if (claims[claim] !== value) throw wrongClaim(claim, value, claims[claim]);
  }
  return claims;
}

async function readSigned(context: WorkspaceContext, token: string): Promise<Record<string, unknown>> {
  try {
    const { payload } = await compactVerify(token, createLocalJWKSet(context.keys), {
      algorithms: ['RS256'],
    });
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    throw invalidToken();
  }
}

/** Whether a person of the tenant gets in: as a member, or by a role on the Azure resource that the header names. */
function isAdmitted(
  context: WorkspaceContext,
  { resourceId }: WorkspaceRequest,
  objectId: string,
  userName: string,
): 'user' | 'admin' {
  const { members, contributors } = context.scenario;
  if (resourceId === undefined) {
    if (context.admins.has(objectId)) return 'admin';
    if (members === 'all' || members.includes(objectId)) return 'user';
    throw notMember(context, userName);
  }
  if (!RESOURCE_ID.test(resourceId)) throw invalidResource();
  if (!isSameResource(resourceId, context.resourceId)) throw otherResource(context, resourceId);
  if (!contributors.includes(objectId)) throw noRole(context, userName);
  context.admins.add(objectId);
  return 'admin';
}
