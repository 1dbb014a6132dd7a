import { type Failure, type FailureCode, FailureError } from '../../shared/failures.ts';
import { plainText } from '../../shared/plain-text.ts';
import { causeOf } from '../platform/as-failure.ts';
import { parseForeignJson } from '../platform/foreign-json.ts';
import { redact, withoutSecrets } from '../platform/redact.ts';

/** Whether a person is signing in: the same answer means other things to a person than to a timer. */
export type Interaction = 'interactive' | 'silent';

/**
 * What each error code of MSAL and OAuth means. A code that is not here is unexpected; `test/unit/msal-codes.test.ts`
 * holds this against the codes that MSAL exports.
 * Sources: `*ErrorCodes` of @azure/msal-common and @azure/msal-node 7; RFC 6749, section 5.2; RFC 8628, section 3.5.
 */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  ...all('sign_in_again', [
    'invalid_grant',
    'interaction_required',
    'login_required',
    'consent_required',
    'no_tokens_found',
    'refresh_token_expired',
    'no_account_in_silent_request',
    'no_account_found',
    'native_account_unavailable',
    'token_refresh_required',
    'interrupted_user',
    'ui_not_allowed',
    'ux_not_allowed',
    'bad_token',
  ]),
  ...all('service_busy', ['temporarily_unavailable', 'server_error', 'request_timeout']),
  // What the network module saw says more, where it saw anything.
  ...all('unexpected_answer', [
    'network_error',
    'endpoints_resolution_error',
    'openid_config_error',
    'post_request_failed',
    'get_request_failed',
    'no_network_connectivity',
    'token_parsing_error',
    'null_or_empty_token',
    'client_info_decoding_error',
    'client_info_empty_error',
  ]),
  ...all('refused_by_entra', [
    'access_denied',
    'authorization_declined',
    'unauthorized_client',
    'invalid_client',
    'invalid_resource',
    'invalid_request',
    'invalid_scope',
    'unsupported_grant_type',
    'unsupported_response_type',
    'invalid_tenant',
  ]),
  ...all('authority_unusable', [
    'untrusted_authority',
    'authority_uri_insecure',
    'authority_mismatch',
    'invalid_cloud_discovery_metadata',
    'invalid_authority_metadata',
    'issuer_validation_failed',
    'cannot_set_OIDCOptions',
    'invalid_cache_environment',
    'missing_tenant_id_error',
    'url_parse_error',
    'empty_url_error',
  ]),
  ...all('callback_invalid', [
    'hash_not_deserialized',
    'invalid_state',
    'state_mismatch',
    'state_not_found',
    'nonce_mismatch',
    'authorization_code_missing_from_server_response',
    'no_auth_code_in_response',
    'unable_to_load_redirectUrl',
  ]),
  ...all('loopback_unavailable', [
    'invalid_loopback_server_address_type',
    'no_loopback_server_exists',
    'loopback_server_already_exists',
    'loopback_server_timeout',
    'EADDRINUSE',
    'EACCES',
  ]),
  ...all('device_code_expired', [
    'device_code_expired',
    'user_timeout_reached',
    'expired_token',
    'code_expired',
  ]),
  ...all('cancelled', ['device_code_polling_cancelled', 'user_canceled']),
  loopback_server_query_response_not_supported: 'callback_not_form_post',
};

/** A failure, or: the saved sign-in is no good any more, which to a person who has just signed in means a refusal. */
type Meaning = FailureCode | 'sign_in_again';

function all(meaning: Meaning, codes: readonly string[]): Record<string, Meaning> {
  return Object.fromEntries(codes.map((code) => [code, meaning]));
}

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
 * @param secrets what was sent and the answer might repeat
 */
export function toFailure(
  error: unknown,
  interaction: Interaction,
  network: Failure | undefined,
  secrets: readonly string[] = [],
): Failure {
  if (error instanceof FailureError) return error.failure;
  const { name, errorCode, correlationId, claims, code } = (error instanceof Error ? error : {}) as MsalError;
  const cause = causeOf(errorCode, code, name);
  const details = {
    cause: withoutSecrets(cause, secrets),
    ...(isGuid(correlationId) ? { correlationId } : {}),
    ...aadstsOf(error),
    ...descriptionOf(error, secrets),
    ...signInFrequencyOf(error),
    ...(isClaimsChallenge(claims) ? { claims } : {}),
  };
  if (network)
    return { ...network, ...(details.correlationId ? { correlationId: details.correlationId } : {}) };
  return new FailureError(failureCode(cause, name, interaction), details).failure;
}

function failureCode(cause: string, name: string | undefined, interaction: Interaction): FailureCode {
  const known = Object.hasOwn(MEANINGS, cause) ? MEANINGS[cause] : undefined;
  const meaning = name === 'InteractionRequiredAuthError' ? 'sign_in_again' : known;
  // A person has just signed in and was refused: asking for another sign-in would send them in circles.
  if (meaning === 'sign_in_again') return interaction === 'silent' ? 'sign_in_needed' : 'refused_by_entra';
  if (meaning) return meaning;
  if (/^\d+$/.test(cause)) return 'service_busy';
  return name === 'ServerError' ? 'refused_by_entra' : 'unexpected';
}

/** True when Entra called the refresh token bad, which MSAL does not write to the cache. */
export function isBadToken(error: unknown): boolean {
  return error instanceof Error && (error as MsalError).subError === 'bad_token';
}

/** Entra's own words, for whoever asks for details: one line, without what looks like a secret. */
function descriptionOf(error: unknown, secrets: readonly string[]): { description?: string } {
  const { name, message } = error instanceof Error ? error : {};
  if (name !== 'ServerError' && name !== 'InteractionRequiredAuthError') return {};
  const told = withoutSecrets(message ?? '', secrets).slice(0, 4 * MAX_DESCRIPTION);
  const words = redact(plainText(told)).replace(/\s+/g, ' ').slice(0, MAX_DESCRIPTION);
  return words ? { description: words } : {};
}

const MAX_DESCRIPTION = 1_000;

function aadstsOf(error: unknown): { aadsts?: number } {
  const { errorNo } = (error ?? {}) as MsalError;
  // What is no text and no number may not even be convertible to one.
  const told = typeof errorNo === 'string' || typeof errorNo === 'number' ? errorNo : undefined;
  const number = Number(told ?? aadstsIn(error instanceof Error ? error.message : ''));
  return Number.isInteger(number) && number > 0 && number < 1e8 ? { aadsts: number } : {};
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

/**
 * What an OAuth error answer to a sign-in means (RFC 6749, section 5.2, with Entra's additions), where MSAL would lose
 * its words.
 * @returns undefined where the answer is none
 */
export function oauthFailure(body: unknown): Failure | undefined {
  const { error, error_description, error_codes, correlation_id } = (body ?? {}) as Record<string, unknown>;
  if (typeof error !== 'string') return undefined;
  const refusal = Object.assign(new Error(text(error_description) ?? error), {
    name: 'ServerError',
    errorCode: error,
    errorNo: Array.isArray(error_codes) ? error_codes[0] : undefined,
    correlationId: correlation_id,
  });
  return toFailure(refusal, 'interactive', undefined);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Every correlation ID of Entra's and of MSAL's is one; a help desk finds nothing by anything else. */
function isGuid(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
}

/** A claims request (OpenID Connect Core 1.0, section 5.5): MSAL would refuse a sign-in that passes on anything else. */
function isClaimsChallenge(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > MAX_CLAIMS) return false;
  const json = parseForeignJson(value);
  return typeof json === 'object' && json !== null;
}

const MAX_CLAIMS = 8_192;
