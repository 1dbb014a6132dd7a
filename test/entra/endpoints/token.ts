import { createHash, randomUUID } from 'node:crypto';
import type { EntraContext } from '../context.ts';
import type { RegisteredClient, RequestedAccess } from '../directory.ts';
import { descriptionTime, EntraError } from '../errors.ts';
import { type EntraRequest, jsonReply, type Reply, requiredParameter } from '../exchange.ts';
import type { Authentication, AuthorizationCode, RefreshGrant } from '../grants.ts';
import { issueTokens } from '../tokens.ts';
import { clientCredentials } from './client-credentials.ts';
import { redeemDeviceCode } from './device-code.ts';

/** Authorization codes live this long, milliseconds. */
const CODE_LIFETIME_MS = 10 * 60 * 1000;

/** A refresh token unused for this long is dead, milliseconds. */
const REFRESH_TOKEN_INACTIVITY_MS = 90 * 24 * 60 * 60 * 1000;

/** What a grant comes to: who may act for whom on what. */
interface RedeemedGrant {
  readonly access: RequestedAccess;
  readonly authentication: Authentication;
  readonly nonce?: string | undefined;
  readonly renewRefreshToken?: boolean;
}

/** The token endpoint (RFC 6749 §3.2). */
export async function token(context: EntraContext, request: EntraRequest): Promise<Reply> {
  const tenant = request.segments[0] ?? '';
  context.directory.resolveTenant(tenant);
  const grantType = requiredParameter(request.form, 'grant_type');
  if (grantType === 'client_credentials') return clientCredentials(context, request);
  const client = context.directory.requireClient(requiredParameter(request.form, 'client_id'));
  if (request.form.has('client_secret')) {
    throw new EntraError(700025, { values: { clientId: client.clientId } });
  }

  const redeemed = redeem(context, request, client, grantType);
  requireConsent(context, client, redeemed.authentication);
  const response = await issueTokens(context, {
    ...redeemed,
    client,
    host: request.host,
    remoteAddress: request.remoteAddress,
    clientInfo: request.form.get('client_info') === '1',
    renewRefreshToken: redeemed.renewRefreshToken ?? false,
  });
  return jsonReply(response);
}

function redeem(
  context: EntraContext,
  request: EntraRequest,
  client: RegisteredClient,
  grantType: string,
): RedeemedGrant {
  switch (grantType) {
    case 'authorization_code':
      return redeemCode(context, request, client);
    case 'refresh_token':
      return redeemRefreshToken(context, request, client);
    case 'password':
      return redeemPassword(context, request);
    case 'urn:ietf:params:oauth:grant-type:device_code':
    case 'device_code':
      return redeemDeviceCode(context, request, client);
    default:
      throw new EntraError(70003, { values: { grantType } });
  }
}

/** RFC 6749 §4.1.3 and RFC 7636 §4.6: once, in time, by the client that asked, with its proof. */
function redeemCode(context: EntraContext, request: EntraRequest, client: RegisteredClient): RedeemedGrant {
  const code = context.grants.findCode(requiredParameter(request.form, 'code'));
  if (!code) throw new EntraError(9002313);
  if (code.client !== client) throw new EntraError(70000);
  const redirectUri = requiredParameter(request.form, 'redirect_uri');
  if (redirectUri !== code.redirectUri) {
    throw new EntraError(500112, { values: { redirectUri, expected: code.redirectUri } });
  }
  if (code.redeemed) throw new EntraError(54005);
  if (context.now() - code.issuedAt > CODE_LIFETIME_MS) throw new EntraError(70008);
  verifyCodeChallenge(code, request.form.get('code_verifier'));
  const access = readAccess(context, request, code.access);

  code.redeemed = true;
  return { access, authentication: code.authentication, nonce: code.nonce };
}

function verifyCodeChallenge(code: AuthorizationCode, verifier: string | null): void {
  if (!code.codeChallenge) {
    // A proof without a challenge means that the challenge was lost on the way: a downgrade, so refused.
    if (verifier !== null) throw new EntraError(501481);
    return;
  }
  const { method, value } = code.codeChallenge;
  const computed =
    method === 'S256' && verifier !== null
      ? createHash('sha256').update(verifier).digest('base64url')
      : verifier;
  if (computed !== value) throw new EntraError(501481);
}

/** RFC 6749 §6. The old refresh token stays good, as at Entra: clients replace it, but a lost answer is no loss. */
function redeemRefreshToken(
  context: EntraContext,
  request: EntraRequest,
  client: RegisteredClient,
): RedeemedGrant {
  const grant = context.grants.findRefreshGrant(requiredParameter(request.form, 'refresh_token'));
  if (!grant) throw new EntraError(9002313);
  if (grant.client !== client) throw new EntraError(70000);
  requireLiveGrant(context, grant);
  return {
    access: readAccess(context, request, grant.access),
    authentication: grant.authentication,
    renewRefreshToken: true,
  };
}

function requireLiveGrant(context: EntraContext, grant: RefreshGrant): void {
  const { signInFrequencySeconds } = context.scenario;
  const signedInAt = grant.authentication.at;
  if (grant.revokedAt !== undefined) {
    throw new EntraError(50173, {
      values: { issuedAt: descriptionTime(signedInAt), validFrom: descriptionTime(grant.revokedAt) },
    });
  }
  if (signInFrequencySeconds !== undefined && context.now() - signedInAt > signInFrequencySeconds * 1000) {
    throw new EntraError(70043, {
      values: { issuedAt: descriptionTime(signedInAt), seconds: String(signInFrequencySeconds) },
    });
  }
  if (context.now() - grant.issuedAt > REFRESH_TOKEN_INACTIVITY_MS) {
    throw new EntraError(700082, { values: { issuedAt: descriptionTime(grant.issuedAt) } });
  }
}

/** RFC 6749 §4.3: user name and password in the request. Never past a second factor. */
function redeemPassword(context: EntraContext, request: EntraRequest): RedeemedGrant {
  if ((request.segments[0] ?? '').toLowerCase() === 'common') throw new EntraError(9001023);
  const username = requiredParameter(request.form, 'username');
  const access = readAccess(context, request);
  const user = context.directory.authenticate(username, requiredParameter(request.form, 'password'));
  if (user.mfa) {
    throw new EntraError(50076, {
      values: { resource: access.audience },
      claims: JSON.stringify({
        access_token: { capolids: { essential: true, values: ['c04b3e3a-8d4e-4a3c-9f0e-5b8b6d1f7a2e'] } },
      }),
    });
  }
  const sessionId = randomUUID();
  return { access, authentication: { user, at: context.now(), methods: ['pwd'], sessionId } };
}

function requireConsent(context: EntraContext, client: RegisteredClient, { user }: Authentication): void {
  if (context.scenario.consent !== 'granted' && !context.grants.hasConsent(user, client)) {
    throw new EntraError(65001, { values: { clientId: client.clientId, clientName: client.name } });
  }
}

/** The scope of this request, or without one that of the grant it builds on. */
function readAccess(
  context: EntraContext,
  request: EntraRequest,
  granted?: RequestedAccess,
): RequestedAccess {
  if (granted && !request.form.get('scope')) return granted;
  return context.directory.parseScope(requiredParameter(request.form, 'scope'));
}
