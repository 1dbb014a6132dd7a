import type { EntraContext } from '../context.ts';
import type { RegisteredClient, RequestedAccess } from '../directory.ts';
import { EntraError } from '../errors.ts';
import { type EntraRequest, jsonReply, type Reply, requiredParameter } from '../exchange.ts';
import { type Authentication, createUserCode } from '../grants.ts';
import { deviceCodePage } from '../pages.ts';
import { sessionOf, showStage } from '../sign-in.ts';

/** The device authorization endpoint (RFC 8628 §3.1). */
export function deviceAuthorization(context: EntraContext, request: EntraRequest): Reply {
  context.directory.resolveTenant(request.segments[0] ?? '');
  const client = context.directory.requireClient(requiredParameter(request.form, 'client_id'));
  const access = context.directory.parseScope(requiredParameter(request.form, 'scope'));
  const { deviceCodeLifetimeSeconds, deviceCodeIntervalSeconds } = context.scenario;

  const userCode = createUserCode();
  const deviceCode = context.grants.addDeviceGrant({
    userCode,
    client,
    access,
    expiresAt: context.now() + deviceCodeLifetimeSeconds * 1000,
    intervalSeconds: deviceCodeIntervalSeconds,
    decision: { kind: 'pending' },
  });
  const verificationUri = `https://${request.host}/common/oauth2/deviceauth`;
  return jsonReply({
    user_code: userCode,
    device_code: deviceCode,
    verification_uri: verificationUri,
    expires_in: deviceCodeLifetimeSeconds,
    interval: deviceCodeIntervalSeconds,
    message: `To sign in, use a web browser to open the page ${verificationUri} and enter the code ${userCode} to authenticate.`,
  });
}

/** The page where a person enters the code and then signs in. */
export function deviceAuthorizationPage(context: EntraContext, request: EntraRequest): Reply {
  const userCode = request.form.get('otc') ?? '';
  if (request.method !== 'POST') return deviceCodePage(undefined, request.query.get('otc') ?? '');
  const grant = context.grants.findDeviceGrantByUserCode(userCode);
  if (grant?.decision.kind !== 'pending' || context.now() > grant.expiresAt) {
    return deviceCodePage(
      'That code didn’t work. Check the code and try again, or start again on the device.',
      userCode,
    );
  }

  const signIn = context.grants.addSignIn({
    client: grant.client,
    access: grant.access,
    destination: { kind: 'device', grant },
    forceConsent: false,
    stage: { kind: 'credentials', username: '' },
  });
  const session = sessionOf(context, request);
  return session
    ? showStage(signIn, { kind: 'account', authentication: session })
    : showStage(signIn, signIn.stage);
}

/**
 * The device code grant at the token endpoint (RFC 8628 §3.4, §3.5).
 *
 * @throws EntraError 70016 while the person has not decided, and for every other reason to wait or to give up.
 */
export function redeemDeviceCode(
  context: EntraContext,
  request: EntraRequest,
  client: RegisteredClient,
): { access: RequestedAccess; authentication: Authentication } {
  const grant = context.grants.findDeviceGrant(requiredParameter(request.form, 'device_code'));
  if (!grant || grant.client !== client) throw new EntraError(70018);
  const now = context.now();
  if (now > grant.expiresAt || grant.decision.kind === 'redeemed') throw new EntraError(70020);

  const sincePollMs = grant.lastPolledAt === undefined ? undefined : now - grant.lastPolledAt;
  grant.lastPolledAt = now;
  switch (grant.decision.kind) {
    case 'approved': {
      const { authentication } = grant.decision;
      grant.decision = { kind: 'redeemed' };
      return { access: grant.access, authentication };
    }
    case 'declined':
      throw new EntraError(65004, {
        error: 'authorization_declined',
        description: 'User declined to consent to access the app.',
      });
    case 'pending':
      // Half the interval is let pass: a client whose timer fires a little early does no harm.
      if (sincePollMs !== undefined && sincePollMs < grant.intervalSeconds * 500) {
        grant.intervalSeconds += 5;
        throw new EntraError(70016, { error: 'slow_down', description: 'Polling too often. Slow down.' });
      }
      throw new EntraError(70016);
  }
}
