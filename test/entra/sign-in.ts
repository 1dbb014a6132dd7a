import { randomUUID } from 'node:crypto';
import type { EntraContext } from './context.ts';
import { describeError, EntraError } from './errors.ts';
import { type EntraRequest, type Reply, redirectReply, withHeaders } from './exchange.ts';
import type { Authentication, SignIn, SignInDestination, SignInStage } from './grants.ts';
import { formPostPage, messagePage, signInPage } from './pages.ts';
import { clientInfo } from './tokens.ts';

/** Entra's own session cookie has this name. */
const SESSION_COOKIE = 'ESTSAUTH';

/** The person signed in in this browser, unless sign-in frequency wants them to prove it again. */
export function sessionOf(context: EntraContext, request: EntraRequest): Authentication | undefined {
  const session = context.grants.findSession(request.cookies.get(SESSION_COOKIE));
  const maxAgeSeconds = context.scenario.signInFrequencySeconds;
  if (session && maxAgeSeconds !== undefined && context.now() - session.at > maxAgeSeconds * 1000) {
    return undefined;
  }
  return session;
}

/** Ends this browser's session. */
export function endSession(context: EntraContext, request: EntraRequest): void {
  context.grants.endSession(request.cookies.get(SESSION_COOKIE));
}

/** Asks the person the next question. */
export function showStage(signIn: SignIn, stage: SignInStage): Reply {
  signIn.stage = stage;
  return signInPage(signIn);
}

/**
 * The buttons of the sign-in pages.
 *
 * @param refusal What a fault of the scenario answers instead.
 * @throws EntraError 90013 for a button that the page in question does not have.
 */
export function answerSignInPage(context: EntraContext, request: EntraRequest, refusal?: EntraError): Reply {
  const signIn = context.grants.findSignIn(request.form.get('ctx') ?? '');
  if (!signIn) {
    return messagePage('Start again', 'This sign-in is over. Go back to the application and start again.');
  }
  if (refusal) return endWithRefusal(context, request, signIn, refusal);

  const { stage } = signIn;
  const action = request.form.get('action') ?? '';
  if (action === 'cancel') return endWithRefusal(context, request, signIn, new EntraError(65004));

  // A form sent with the Enter key comes without any button where it has only text fields.
  if (stage.kind === 'credentials' && (action === 'sign-in' || action === '')) {
    return checkCredentials(context, request, signIn);
  }
  if (stage.kind === 'account' && action === 'use-account') {
    return continueAuthenticated(context, request, signIn, stage.authentication);
  }
  if (stage.kind === 'account' && action === 'another-account') {
    return showStage(signIn, { kind: 'credentials', username: '' });
  }
  if (stage.kind === 'mfa' && action === 'approve') {
    return startSession(context, request, signIn, {
      user: stage.user,
      at: context.now(),
      methods: ['pwd', 'mfa'],
      sessionId: randomUUID(),
    });
  }
  if (stage.kind === 'consent' && action === 'accept') {
    context.grants.giveConsent(stage.authentication.user, signIn.client);
    return finish(context, signIn, stage.authentication);
  }
  throw new EntraError(90013);
}

function checkCredentials(context: EntraContext, request: EntraRequest, signIn: SignIn): Reply {
  const username = request.form.get('username') ?? '';
  try {
    const user = context.directory.authenticate(username, request.form.get('password') ?? '');
    if (user.mfa) return showStage(signIn, { kind: 'mfa', user });
    return startSession(context, request, signIn, {
      user,
      at: context.now(),
      methods: ['pwd'],
      sessionId: randomUUID(),
    });
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    return showStage(signIn, { kind: 'credentials', username, problem: error.message });
  }
}

function startSession(
  context: EntraContext,
  request: EntraRequest,
  signIn: SignIn,
  authentication: Authentication,
): Reply {
  const cookie = context.grants.addSession(authentication);
  return withHeaders(continueAuthenticated(context, request, signIn, authentication), {
    // SameSite=None as at Entra: the form post leaves for another site and sign-in pages are reached from others.
    'Set-Cookie': `${SESSION_COOKIE}=${cookie}; Path=/; Secure; HttpOnly; SameSite=None`,
  });
}

/** Goes on once it is known who the person is: consent, then the answer. */
export function continueAuthenticated(
  context: EntraContext,
  request: EntraRequest,
  signIn: SignIn,
  authentication: Authentication,
  { silently = false } = {},
): Reply {
  const { consent } = context.scenario;
  if (consent === 'declined-by-user') {
    return endWithRefusal(context, request, signIn, new EntraError(65004));
  }
  const isMissing = consent === 'required' && !context.grants.hasConsent(authentication.user, signIn.client);
  if (isMissing && silently) {
    const values = { clientId: signIn.client.clientId, clientName: signIn.client.name };
    const refusal = new EntraError(65001, { error: 'consent_required', values });
    return endWithRefusal(context, request, signIn, refusal);
  }
  if (isMissing || signIn.forceConsent) return showStage(signIn, { kind: 'consent', authentication });
  return finish(context, signIn, authentication);
}

function finish(context: EntraContext, signIn: SignIn, authentication: Authentication): Reply {
  const { client, access, destination } = signIn;
  context.grants.endSignIn(signIn);
  if (destination.kind === 'device') {
    destination.grant.decision = { kind: 'approved', authentication };
    return messagePage(
      client.name,
      `You have signed in to the ${client.name} application on your device. You may now close this window.`,
    );
  }

  const code = context.grants.addCode({
    client,
    access,
    authentication,
    redirectUri: destination.redirectUri,
    codeChallenge: destination.codeChallenge,
    nonce: destination.nonce,
    issuedAt: context.now(),
    redeemed: false,
  });
  return answerApplication(destination, {
    code,
    ...(destination.clientInfo ? { client_info: clientInfo(context, authentication.user) } : {}),
    ...(destination.state === undefined ? {} : { state: destination.state }),
    session_state: authentication.sessionId,
  });
}

function endWithRefusal(
  context: EntraContext,
  request: EntraRequest,
  signIn: SignIn,
  refusal: EntraError,
): Reply {
  context.grants.endSignIn(signIn);
  return refuseSignIn(context, request, signIn.destination, refusal);
}

/** Tells the application, or the waiting device, that there will be no sign-in (RFC 6749 §4.1.2.1). */
export function refuseSignIn(
  context: EntraContext,
  request: EntraRequest,
  destination: SignInDestination,
  refusal: EntraError,
): Reply {
  if (destination.kind === 'device') {
    destination.grant.decision = { kind: 'declined' };
    return messagePage('Not signed in', 'The sign-in was cancelled. You may now close this window.');
  }
  const described = describeError(refusal, {
    at: context.now(),
    correlationId: request.correlationId,
    authorityHost: request.host,
  });
  return answerApplication(destination, {
    error: described.error,
    ...(refusal.aadsts === 65004 ? { error_subcode: 'cancel' } : {}),
    error_description: described.error_description,
    error_uri: described.error_uri,
    ...(refusal.claims === undefined ? {} : { claims: refusal.claims }),
    ...(destination.state === undefined ? {} : { state: destination.state }),
  });
}

/** Sends the parameters by the response mode that the application asked for. */
function answerApplication(
  destination: Extract<SignInDestination, { kind: 'application' }>,
  parameters: Readonly<Record<string, string>>,
): Reply {
  const { redirectUri, responseMode } = destination;
  if (responseMode === 'form_post') return formPostPage(redirectUri, parameters);
  const encoded = new URLSearchParams(parameters).toString();
  return redirectReply(`${redirectUri}${responseMode === 'query' ? '?' : '#'}${encoded}`);
}
