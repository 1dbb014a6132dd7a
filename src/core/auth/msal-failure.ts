import { type Failure, type FailureCode, FailureError } from '../../shared/failure.ts';

/** Which way of getting a token failed: the same answer means other things to a person than to a timer. */
export type Flow = 'interactive' | 'silent';

/** MSAL's and OAuth's codes that say: the saved sign-in is no good any more. */
const SIGN_IN_AGAIN = new Set([
  'invalid_grant',
  'interaction_required',
  'login_required',
  'consent_required',
  'no_tokens_found',
  'refresh_token_expired',
  'no_account_in_silent_request',
  'native_account_unavailable',
  'ux_not_allowed',
  'bad_token',
]);
const TRANSIENT = new Set(['temporarily_unavailable', 'server_error', 'request_timeout']);
const NETWORK = new Set([
  'network_error',
  'endpoints_resolution_error',
  'openid_config_error',
  'post_request_failed',
  'get_request_failed',
  'no_network_connectivity',
]);
const REFUSED = new Set([
  'access_denied',
  'unauthorized_client',
  'invalid_client',
  'invalid_resource',
  'invalid_request',
  'invalid_scope',
  'unsupported_grant_type',
  'unsupported_response_type',
  'untrusted_authority',
  'invalid_tenant',
]);
const LOOPBACK = new Set([
  'invalid_loopback_server_address_type',
  'unable_to_load_redirectUrl',
  'no_loopback_server_exists',
  'loopback_server_already_exists',
  'loopback_server_timeout',
  'EADDRINUSE',
  'EACCES',
]);

/** MSAL's errors by shape, so that this module does not load MSAL. */
interface MsalError extends Error {
  errorCode?: unknown;
  subError?: unknown;
  correlationId?: unknown;
  errorNo?: unknown;
  claims?: unknown;
  code?: unknown;
}

/**
 * What an error of MSAL means. Decided on `errorCode` and `name`; the AADSTS number only chooses words, as
 * Microsoft asks ("Error codes … may change", Microsoft Learn, "Microsoft Entra authentication and authorization
 * error codes").
 * @param network what the network module saw go wrong, which MSAL hides behind `network_error`
 */
export function toFailure(error: unknown, flow: Flow, network: Failure | undefined): Failure {
  if (error instanceof FailureError) return error.failure;
  const { name, errorCode, correlationId, claims, code } = (error instanceof Error ? error : {}) as MsalError;
  const cause = text(errorCode) ?? text(code) ?? text(name) ?? 'unknown';
  const details = {
    cause,
    ...(text(correlationId) ? { correlationId: text(correlationId) as string } : {}),
    ...aadstsOf(error),
    ...signInFrequencyOf(error),
    ...(text(claims) ? { claims: text(claims) as string } : {}),
  };
  if (network)
    return { ...network, ...(details.correlationId ? { correlationId: details.correlationId } : {}) };
  return new FailureError(failureCode(cause, name, flow), details).failure;
}

/** An error that comes from no conversation with Entra: ours as it is, any other as unexpected. */
export function asFailure(error: unknown): Failure {
  return toFailure(error, 'silent', undefined);
}

function failureCode(cause: string, name: string | undefined, flow: Flow): FailureCode {
  if (cause === 'loopback_server_query_response_not_supported') return 'callback_not_form_post';
  if (LOOPBACK.has(cause)) return 'loopback_unavailable';
  if (name === 'InteractionRequiredAuthError' || SIGN_IN_AGAIN.has(cause)) {
    // A person has just signed in and was refused: asking for another sign-in would send them in circles.
    return flow === 'silent' ? 'sign_in_needed' : 'refused_by_entra';
  }
  if (NETWORK.has(cause) || cause === 'token_parsing_error') return 'unexpected_answer';
  if (TRANSIENT.has(cause) || /^\d+$/.test(cause)) return 'service_busy';
  if (REFUSED.has(cause) || name === 'ServerError') return 'refused_by_entra';
  return 'unexpected';
}

/** True when Entra called the refresh token bad, which MSAL forgets to write down. */
export function isBadToken(error: unknown): boolean {
  return error instanceof Error && (error as MsalError).subError === 'bad_token';
}

function aadstsOf(error: unknown): { aadsts?: number } {
  const number = Number(
    (error as MsalError | undefined)?.errorNo ?? aadstsIn(error instanceof Error ? error.message : ''),
  );
  return Number.isInteger(number) && number > 0 ? { aadsts: number } : {};
}

/**
 * The sign-in frequency in the text of AADSTS70043: "The token was issued on {time} and the maximum allowed lifetime
 * for this request is {seconds}." Only shown and used to offer an early sign-in; nothing depends on it.
 */
function signInFrequencyOf(error: unknown): { maxSignInAgeMs?: number } {
  const seconds = /maximum allowed lifetime for this request is (\d{1,9})/.exec(
    error instanceof Error ? error.message : '',
  )?.[1];
  return seconds === undefined || Number(seconds) === 0 ? {} : { maxSignInAgeMs: Number(seconds) * 1000 };
}

/** The first AADSTS number in a text of Entra's. */
export function aadstsIn(message: string): number | undefined {
  const digits = /AADSTS(\d{3,8})/.exec(message)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
