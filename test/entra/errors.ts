import { randomUUID } from 'node:crypto';

/** Error fields that a particular case sets or replaces. */
export interface EntraErrorDetails {
  /** Values for the `{placeholders}` of the catalogued description. */
  readonly values?: Readonly<Record<string, string>>;
  /** A description in place of the catalogued one. */
  readonly description?: string | undefined;
  readonly error?: string;
  readonly suberror?: string | undefined;
  readonly claims?: string | undefined;
}

interface CataloguedError {
  readonly error: string;
  readonly description: string;
  readonly suberror?: string;
  readonly status?: number;
}

/**
 * AADSTS errors as Entra answers them. Texts, OAuth codes and suberrors follow Microsoft's error code reference
 * (learn.microsoft.com/entra/identity-platform/reference-error-codes) and answers quoted in public issue reports.
 */
const CATALOGUE: Readonly<Record<number, CataloguedError>> = {
  50011: {
    error: 'invalid_request',
    description:
      "The redirect URI '{redirectUri}' specified in the request does not match the redirect URIs configured for the application '{clientId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.",
  },
  50034: {
    error: 'invalid_grant',
    description:
      'The user account {username} does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.',
  },
  50049: { error: 'invalid_instance', description: 'Unknown or invalid instance.' },
  50058: {
    error: 'login_required',
    description:
      'A silent sign-in request was sent but no user is signed in. The cookies used to represent the user session were not sent in the request to Azure AD.',
  },
  50076: {
    error: 'interaction_required',
    suberror: 'basic_action',
    description:
      "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{resource}'.",
  },
  50126: {
    error: 'invalid_grant',
    description: 'Error validating credentials due to invalid username or password.',
  },
  50173: {
    error: 'invalid_grant',
    suberror: 'bad_token',
    description:
      "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '{issuedAt}' and the TokensValidFrom date (before which tokens are not valid) for this user is '{validFrom}'.",
  },
  53003: {
    error: 'invalid_grant',
    suberror: 'message_only',
    description:
      'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  },
  50027: { error: 'invalid_request', description: 'JWT token is invalid or malformed.' },
  54005: {
    error: 'invalid_grant',
    description:
      'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  },
  65001: {
    error: 'invalid_grant',
    suberror: 'consent_required',
    description:
      "The user or administrator has not consented to use the application with ID '{clientId}' named '{clientName}'. Send an interactive authorization request for this user and resource.",
  },
  65004: { error: 'access_denied', description: 'User declined to consent to access the app.' },
  70000: {
    error: 'invalid_grant',
    description: 'The provided authorization code or refresh token was issued to a different client.',
  },
  70003: {
    error: 'unsupported_grant_type',
    description: "The app requested an unsupported grant type '{grantType}'.",
  },
  70007: {
    error: 'invalid_request',
    description:
      "'{responseMode}' is not a supported value of 'response_mode' when requesting an authorization code.",
  },
  70008: {
    error: 'invalid_grant',
    description:
      'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  },
  70011: {
    error: 'invalid_scope',
    description:
      "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid.",
  },
  70016: {
    error: 'authorization_pending',
    description: 'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  },
  70018: { error: 'bad_verification_code', description: 'Bad verification code.' },
  70020: {
    error: 'expired_token',
    description:
      "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
  },
  70043: {
    error: 'invalid_grant',
    suberror: 'token_expired',
    description:
      'The refresh token has expired or is invalid due to sign-in frequency checks by conditional access. The token was issued on {issuedAt} and the maximum allowed lifetime for this request is {seconds}.',
  },
  90002: {
    error: 'invalid_tenant',
    description:
      "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  },
  90013: { error: 'invalid_request', description: 'Invalid input received from the user.' },
  90023: { error: 'invalid_request', description: "Unsupported '{parameter}' value." },
  90033: {
    error: 'temporarily_unavailable',
    description: 'A transient error has occurred. Please try again.',
  },
  90055: {
    error: 'temporarily_unavailable',
    description: 'There are too many incoming requests. Please try again later.',
  },
  28000: {
    error: 'invalid_request',
    description:
      'Provided value for the input parameter scope is not valid because it contains more than one resource. Scope {scope} is not valid.',
  },
  500011: {
    error: 'invalid_resource',
    description:
      'The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.',
  },
  500112: {
    error: 'invalid_client',
    description:
      "The reply address '{redirectUri}' does not match the reply address '{expected}' provided when requesting Authorization code.",
  },
  501481: {
    error: 'invalid_grant',
    description: 'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  },
  501491: { error: 'invalid_request', description: 'Invalid size of Code_Challenge parameter.' },
  700016: {
    error: 'unauthorized_client',
    description:
      "Application with identifier '{clientId}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  },
  700024: {
    error: 'invalid_client',
    description: 'Client assertion is not within its valid time range.',
  },
  700027: {
    error: 'invalid_client',
    description:
      'The certificate with identifier used to sign the client assertion is not registered on application. [Reason - {reason}.]',
  },
  700025: {
    error: 'invalid_client',
    description:
      "Client '{clientId}' is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  },
  700054: {
    error: 'unsupported_response_type',
    description: "response_type '{responseType}' is not enabled for the application.",
  },
  700082: {
    error: 'invalid_grant',
    suberror: 'bad_token',
    description:
      'The refresh token has expired due to inactivity. The token was issued on {issuedAt} and was inactive for 90.00:00:00.',
  },
  900023: {
    error: 'invalid_request',
    description:
      "Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain.",
  },
  900144: {
    error: 'invalid_request',
    description: "The request body must contain the following parameter: '{parameter}'.",
  },
  900561: {
    error: 'invalid_request',
    description: 'The endpoint only accepts {allowed} requests. Received a {method} request.',
    status: 405,
  },
  900971: { error: 'invalid_request', description: 'No reply address provided.' },
  9001023: {
    error: 'invalid_request',
    description:
      'The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.',
  },
  7000215: {
    error: 'invalid_client',
    description:
      "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{clientId}'.",
  },
  7000216: {
    error: 'invalid_client',
    description:
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
  },
  7000222: {
    error: 'invalid_client',
    description:
      "The provided client secret keys for app '{clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.",
  },
  1002012: {
    error: 'invalid_scope',
    description:
      'The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  },
  9000411: {
    error: 'invalid_request',
    description: "The request is not properly formatted. The parameter '{parameter}' is duplicated.",
  },
  9002313: {
    error: 'invalid_grant',
    description: 'Invalid request. Request is malformed or invalid.',
  },
};

/** A refusal by Entra: an AADSTS number and its OAuth error. */
export class EntraError extends Error {
  readonly aadsts: number;
  /** The OAuth error code. */
  readonly error: string;
  /** The sentence after `AADSTS…:`. */
  readonly description: string;
  readonly suberror: string | undefined;
  readonly claims: string | undefined;
  /** The HTTP status of a JSON answer. */
  readonly status: number;

  /** @param aadsts A number of the catalogue, or any other with `details.error` and `details.description`. */
  constructor(aadsts: number, details: EntraErrorDetails = {}) {
    const known = CATALOGUE[aadsts];
    const template = details.description ?? known?.description ?? 'The request was refused.';
    const description = template.replace(/\{(\w+)\}/g, (all, name: string) => details.values?.[name] ?? all);
    super(`AADSTS${aadsts}: ${description}`);
    this.name = 'EntraError';
    this.aadsts = aadsts;
    this.error = details.error ?? known?.error ?? 'invalid_request';
    this.description = description;
    this.suberror = details.suberror ?? known?.suberror;
    this.claims = details.claims;
    // Entra answers 401 to a client that fails to authenticate, 400 to nearly all else.
    this.status = known?.status ?? (this.error === 'invalid_client' ? 401 : 400);
  }
}

/** What surrounds an error when it is told: whom, when, where. */
export interface ErrorCircumstances {
  /** Server time, epoch ms. */
  readonly at: number;
  readonly correlationId: string;
  /** Host of the authority, for `error_uri`. */
  readonly authorityHost: string;
}

/** The members of Entra's JSON error answer. */
export interface EntraErrorBody {
  readonly error: string;
  readonly error_description: string;
  readonly error_codes: readonly number[];
  readonly timestamp: string;
  readonly trace_id: string;
  readonly correlation_id: string;
  readonly error_uri: string;
  readonly suberror?: string;
  readonly claims?: string;
}

/** Words an error as the token endpoint does. */
export function describeError(error: EntraError, circumstances: ErrorCircumstances): EntraErrorBody {
  const traceId = randomUUID();
  const timestamp = `${new Date(circumstances.at).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return {
    error: error.error,
    error_description:
      `AADSTS${error.aadsts}: ${error.description} Trace ID: ${traceId} ` +
      `Correlation ID: ${circumstances.correlationId} Timestamp: ${timestamp}`,
    error_codes: [error.aadsts],
    timestamp,
    trace_id: traceId,
    correlation_id: circumstances.correlationId,
    error_uri: `https://${circumstances.authorityHost}/error?code=${error.aadsts}`,
    ...(error.suberror === undefined ? {} : { suberror: error.suberror }),
    ...(error.claims === undefined ? {} : { claims: error.claims }),
  };
}

/** A time as Entra writes it inside descriptions: ISO 8601 with seven decimals. */
export function descriptionTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '0000Z');
}
