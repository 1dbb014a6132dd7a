import type { EntraContext } from '../context.ts';
import { EntraError } from '../errors.ts';
import { type EntraRequest, type Reply, requiredParameter } from '../exchange.ts';
import type { Authentication, CodeChallenge, SignInDestination, SignInStage } from '../grants.ts';
import { continueAuthenticated, refuseSignIn, sessionOf, showStage } from '../sign-in.ts';

const PROMPTS = ['', 'none', 'login', 'select_account', 'consent'] as const;
type Prompt = (typeof PROMPTS)[number];

const RESPONSE_MODES = ['query', 'fragment', 'form_post'] as const;

type ApplicationDestination = Extract<SignInDestination, { kind: 'application' }>;

/**
 * The authorization endpoint (RFC 6749 §4.1.1, learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow).
 *
 * Errors about who asks, and where the answer should go, are thrown and become a page: an answer must not be sent
 * to an address nobody registered. All later ones go to the redirect URI.
 *
 * @param refusal What a fault of the scenario answers instead.
 */
export function authorize(context: EntraContext, request: EntraRequest, refusal?: EntraError): Reply {
  context.directory.resolveTenant(request.segments[0] ?? '');
  const parameters = request.method === 'POST' ? request.form : request.query;
  const client = context.directory.requireClient(requiredParameter(parameters, 'client_id'));
  const destination = readDestination(parameters, client.clientId);
  const prompt = readPrompt(parameters);

  let access: ReturnType<typeof context.directory.parseScope>;
  try {
    if (refusal) throw refusal;
    const responseType = requiredParameter(parameters, 'response_type');
    if (responseType !== 'code') throw new EntraError(700054, { values: { responseType } });
    access = context.directory.parseScope(requiredParameter(parameters, 'scope'));
    requireJson(parameters, 'claims');
  } catch (error) {
    if (error instanceof EntraError) return refuseSignIn(context, request, destination, error);
    throw error;
  }

  const session = sessionOf(context, request);
  const loginHint = parameters.get('login_hint') ?? '';
  const isHinted = !loginHint || loginHint.toLowerCase() === session?.user.username.toLowerCase();
  const signIn = context.grants.addSignIn({
    client,
    access,
    destination,
    forceConsent: prompt === 'consent',
    stage: firstStage(prompt, session, loginHint),
  });

  if (prompt === 'none') {
    context.grants.endSignIn(signIn);
    if (!session || !isHinted) {
      return refuseSignIn(context, request, destination, new EntraError(50058));
    }
    return continueAuthenticated(context, request, signIn, session, { silently: true });
  }
  const isSingleSignOn = session && isHinted && prompt !== 'login' && prompt !== 'select_account';
  return isSingleSignOn
    ? continueAuthenticated(context, request, signIn, session)
    : showStage(signIn, signIn.stage);
}

function firstStage(prompt: Prompt, session: Authentication | undefined, loginHint: string): SignInStage {
  if (prompt === 'select_account' && session) return { kind: 'account', authentication: session };
  const username = loginHint || (prompt === 'login' && session ? session.user.username : '');
  return { kind: 'credentials', username };
}

function readDestination(parameters: URLSearchParams, clientId: string): ApplicationDestination {
  const redirectUri = parameters.get('redirect_uri') ?? '';
  if (!redirectUri) throw new EntraError(900971);
  if (!isLoopbackRedirect(redirectUri)) throw new EntraError(50011, { values: { redirectUri, clientId } });

  const asked = parameters.get('response_mode') || 'query';
  const responseMode = RESPONSE_MODES.find((mode) => mode === asked);
  if (!responseMode) throw new EntraError(70007, { values: { responseMode: asked } });

  return {
    kind: 'application',
    redirectUri,
    responseMode,
    state: parameters.get('state') ?? undefined,
    nonce: parameters.get('nonce') ?? undefined,
    codeChallenge: readCodeChallenge(parameters),
    clientInfo: parameters.get('client_info') === '1',
  };
}

/** `http://localhost` registered for a public client matches any port (RFC 8252 §7.3), but no path. */
function isLoopbackRedirect(redirectUri: string): boolean {
  return /^http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?\/?$/.test(redirectUri) && URL.canParse(redirectUri);
}

/** Optional for a native public client at Entra; when given, RFC 7636 §4.2 rules its form. */
function readCodeChallenge(parameters: URLSearchParams): CodeChallenge | undefined {
  const value = parameters.get('code_challenge');
  if (value === null) return undefined;
  const method = parameters.get('code_challenge_method') ?? 'plain';
  if (method !== 'S256' && method !== 'plain') {
    throw new EntraError(90023, { values: { parameter: 'code_challenge_method' } });
  }
  if (!/^[\w.~-]{43,128}$/.test(value)) throw new EntraError(501491);
  return { method, value };
}

function readPrompt(parameters: URLSearchParams): Prompt {
  const asked = parameters.get('prompt') ?? '';
  const prompt = PROMPTS.find((known) => known === asked);
  if (prompt === undefined) throw new EntraError(90023, { values: { parameter: 'prompt' } });
  return prompt;
}

function requireJson(parameters: URLSearchParams, name: string): void {
  const text = parameters.get(name);
  if (!text) return;
  try {
    JSON.parse(text);
  } catch {
    throw new EntraError(90023, { values: { parameter: name } });
  }
}
