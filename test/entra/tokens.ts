import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { EntraContext } from './context.ts';
import type { RegisteredClient, RequestedAccess, SimulatedPrincipal, SimulatedUser } from './directory.ts';
import type { Authentication } from './grants.ts';

/** Entra dates tokens back by five minutes, for resources whose clock is slow. */
const BACKDATING_SECONDS = 300;

/** What tokens are issued for. */
export interface TokenGrant {
  readonly client: RegisteredClient;
  readonly access: RequestedAccess;
  readonly authentication: Authentication;
  readonly nonce?: string | undefined;
  /** The authority's host, for the ID token's issuer. */
  readonly host: string;
  readonly remoteAddress: string;
  /** Whether the client asked for `client_info`. */
  readonly clientInfo: boolean;
  /** Whether a refresh token is due whatever the scope says, as in an answer to a refresh. */
  readonly renewRefreshToken: boolean;
}

/** A successful token answer (RFC 6749 §5.1 with Entra's additions); lifetimes in seconds. */
export interface TokenResponse {
  readonly token_type: 'Bearer';
  /** Not for an app. */
  readonly scope?: string;
  readonly expires_in: number;
  readonly ext_expires_in: number;
  readonly refresh_in?: number;
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly foci?: string;
  readonly id_token?: string;
  readonly client_info?: string;
}

/** Issues the tokens of a grant. */
export async function issueTokens(context: EntraContext, grant: TokenGrant): Promise<TokenResponse> {
  const issuedAt = Math.floor(context.now() / 1000);
  const lifetime = drawLifetime(context);
  const { refreshInSeconds } = context.scenario;
  const { access, authentication, client } = grant;

  const accessToken = await context.signing.sign(accessTokenClaims(context, grant, issuedAt, lifetime));
  const idToken = access.idToken
    ? await context.signing.sign(idTokenClaims(context, grant, issuedAt))
    : undefined;
  const refreshToken =
    access.refreshToken || grant.renewRefreshToken
      ? context.grants.addRefreshGrant({ client, access, authentication, issuedAt: context.now() })
      : undefined;

  return {
    token_type: 'Bearer',
    scope: access.grantedScope,
    expires_in: lifetime,
    ext_expires_in: lifetime,
    ...(refreshInSeconds === undefined ? {} : { refresh_in: refreshInSeconds }),
    access_token: context.grants.rememberSecret(accessToken),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    ...(client.familyId === undefined ? {} : { foci: client.familyId }),
    ...(idToken === undefined ? {} : { id_token: context.grants.rememberSecret(idToken) }),
    ...(grant.clientInfo ? { client_info: clientInfo(context, authentication.user) } : {}),
  };
}

/** Issues the token of an app that has proved itself: the app's own, of no person. */
export async function issueAppToken(
  context: EntraContext,
  {
    principal: { clientId, objectId },
    access,
    proof,
  }: {
    readonly principal: SimulatedPrincipal;
    readonly access: RequestedAccess;
    readonly proof: 'secret' | 'certificate';
  },
): Promise<TokenResponse> {
  const issuedAt = Math.floor(context.now() / 1000);
  const lifetime = drawLifetime(context);
  const { refreshInSeconds } = context.scenario;
  const { tenantId } = context.directory;
  const accessToken = await context.signing.sign({
    aud: access.audience,
    iss: accessTokenIssuer(tenantId),
    iat: issuedAt - BACKDATING_SECONDS,
    nbf: issuedAt - BACKDATING_SECONDS,
    exp: issuedAt + lifetime,
    aio: randomBytes(48).toString('base64'),
    appid: clientId,
    appidacr: proof === 'secret' ? '1' : '2',
    idp: accessTokenIssuer(tenantId),
    idtyp: 'app',
    oid: objectId,
    rh: `1.${randomBytes(36).toString('base64url')}.`,
    sub: objectId,
    tid: tenantId,
    uti: randomBytes(16).toString('base64url'),
    ver: '1.0',
  });
  return {
    token_type: 'Bearer',
    expires_in: lifetime,
    ext_expires_in: lifetime,
    ...(refreshInSeconds === undefined ? {} : { refresh_in: refreshInSeconds }),
    access_token: context.grants.rememberSecret(accessToken),
  };
}

/** `client_info`: who the user is, base64url JSON; MSAL builds the home account ID from it. */
export function clientInfo(context: EntraContext, user: SimulatedUser): string {
  const value = { uid: user.objectId, utid: context.directory.tenantId };
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}

/** `iss` of the tenant's v1 access tokens, the same in every cloud and under every host name. */
export function accessTokenIssuer(tenantId: string): string {
  return `https://sts.windows.net/${tenantId}/`;
}

function drawLifetime(context: EntraContext): number {
  const { accessTokenLifetimeSeconds: lifetime } = context.scenario;
  // 60 to 90 minutes at random: learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes
  return lifetime === 'random' ? 3600 + Math.floor(context.random() * 1801) : lifetime;
}

/** The claims of a v1 access token: Azure Databricks and Azure Resource Manager ask for that version. */
function accessTokenClaims(context: EntraContext, grant: TokenGrant, issuedAt: number, lifetime: number) {
  const { access, authentication, client } = grant;
  const { user, methods } = authentication;
  const tenantId = context.directory.tenantId;
  return {
    aud: access.audience,
    iss: accessTokenIssuer(tenantId),
    iat: issuedAt - BACKDATING_SECONDS,
    nbf: issuedAt - BACKDATING_SECONDS,
    exp: issuedAt + lifetime,
    acr: '1',
    aio: randomBytes(48).toString('base64'),
    amr: methods,
    appid: client.clientId,
    appidacr: '0',
    ...personalNames(user),
    idtyp: 'user',
    ipaddr: grant.remoteAddress,
    name: user.name,
    oid: user.objectId,
    puid: digest(user.objectId).toString('hex').slice(0, 16).toUpperCase(),
    scp: access.permissions,
    sid: authentication.sessionId,
    sub: pairwiseSubject(user, access.audience),
    tid: tenantId,
    unique_name: user.username,
    upn: user.username,
    uti: randomBytes(16).toString('base64url'),
    ver: '1.0',
  };
}

/** The claims of a v2 ID token (learn.microsoft.com/entra/identity-platform/id-token-claims-reference). */
function idTokenClaims(context: EntraContext, grant: TokenGrant, issuedAt: number) {
  const { authentication, client } = grant;
  const { user } = authentication;
  const tenantId = context.directory.tenantId;
  return {
    aud: client.clientId,
    iss: `https://${grant.host}/${tenantId}/v2.0`,
    iat: issuedAt - BACKDATING_SECONDS,
    nbf: issuedAt - BACKDATING_SECONDS,
    // An hour, whatever the access token's lifetime.
    exp: issuedAt + 3600,
    name: user.name,
    ...(grant.nonce === undefined ? {} : { nonce: grant.nonce }),
    oid: user.objectId,
    preferred_username: user.username,
    rh: `1.${randomBytes(36).toString('base64url')}.`,
    sid: authentication.sessionId,
    sub: pairwiseSubject(user, client.clientId),
    tid: tenantId,
    uti: randomUUID().replaceAll('-', ''),
    ver: '2.0',
  };
}

function personalNames(user: SimulatedUser): { given_name: string; family_name: string } {
  const [givenName = user.name, ...rest] = user.name.split(' ');
  return { given_name: givenName, family_name: rest.join(' ') || givenName };
}

/** Subjects differ per audience, so that two applications cannot match their users by them. */
function pairwiseSubject(user: SimulatedUser, audience: string): string {
  return digest(`${user.objectId} ${audience}`).toString('base64url');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
