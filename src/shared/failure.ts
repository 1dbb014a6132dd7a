/**
 * Everything that can go wrong, as data: what the core throws, the command line prints, and the window shows.
 * Words for each code live in `messages/`; nothing here or there ever holds a token.
 */

/** What to do about a failure; the session and the exit codes decide on this, never on an AADSTS number. */
export type FailureKind =
  /** The network or Entra is out of reach for now: wait and try again. */
  | 'transient'
  /** Entra wants the person: only a new sign-in helps. */
  | 'signInNeeded'
  /** Entra refused, and signing in again would be refused again: somebody has to change something. */
  | 'refused'
  /** What we were told (profile, settings, arguments) cannot work. */
  | 'configuration'
  /** The keyring or the token cache cannot be used. */
  | 'cache'
  /** The person stopped it. */
  | 'cancelled'
  /** A defect, ours or a library's. */
  | 'unexpected';

/** Every failure code with its kind. The messages of every language have exactly these keys. */
export const FAILURE_KINDS = {
  network_unreachable: 'transient',
  network_timeout: 'transient',
  unexpected_answer: 'transient',
  tls_untrusted: 'transient',
  service_busy: 'transient',
  too_many_requests: 'transient',
  shorter_than_asked: 'transient',
  sign_in_needed: 'signInNeeded',
  not_signed_in: 'signInNeeded',
  sign_in_timed_out: 'signInNeeded',
  sign_in_pending: 'configuration',
  browser_not_opened: 'configuration',
  device_code_expired: 'signInNeeded',
  callback_not_form_post: 'refused',
  callback_invalid: 'refused',
  authority_unusable: 'configuration',
  loopback_unavailable: 'configuration',
  refused_by_entra: 'refused',
  profile_unknown: 'configuration',
  profile_missing: 'configuration',
  profile_exists: 'configuration',
  profile_invalid: 'configuration',
  workspace_missing: 'configuration',
  workspace_not_found: 'configuration',
  workspace_other_cloud: 'configuration',
  workspace_unproven: 'configuration',
  workspace_other_tenant: 'configuration',
  workspace_token_expired: 'refused',
  workspace_token_refused: 'refused',
  workspace_not_member: 'refused',
  workspace_resource_id_refused: 'refused',
  workspace_address_blocked: 'refused',
  workspace_forbidden: 'refused',
  endpoint_running: 'configuration',
  endpoint_unavailable: 'configuration',
  target_unwritable: 'configuration',
  target_taken: 'configuration',
  target_unknown: 'configuration',
  command_not_started: 'configuration',
  folder_not_opened: 'configuration',
  import_found_nothing: 'configuration',
  settings_newer: 'configuration',
  settings_unwritable: 'configuration',
  usage: 'configuration',
  keyring_unavailable: 'cache',
  keyring_timeout: 'cache',
  cache_busy: 'cache',
  cancelled: 'cancelled',
  unexpected: 'unexpected',
} as const satisfies Record<string, FailureKind>;

export type FailureCode = keyof typeof FAILURE_KINDS;

/** A failure as it travels: over IPC, into the log, onto the help desk's copy. Holds no secret. */
export interface Failure {
  readonly code: FailureCode;
  /** Values for the message, such as a profile's name or a field's complaint. */
  readonly params?: Readonly<Record<string, string>>;
  /** Entra's own number ("AADSTS50076" → 50076). For wording only, as Microsoft asks. */
  readonly aadsts?: number;
  /** The library's or the system's error code, for the log and the help desk. */
  readonly cause?: string;
  /** Entra's own words, in English, for whoever asks for details. Never a headline. */
  readonly description?: string;
  readonly correlationId?: string;
  /** When it happened, epoch milliseconds. */
  readonly at: number;
  /** How long the server asked us to wait, milliseconds. */
  readonly retryAfterMs?: number;
  /** The sign-in frequency that Entra enforces, where its refusal told it, milliseconds. */
  readonly maxSignInAgeMs?: number;
  /** A claims challenge to pass on to the next interactive sign-in. */
  readonly claims?: string;
}

/** Who can do something about a failure. */
export type Helper =
  /** The person at this computer. */
  | 'you'
  /** Whoever administers the tenant, the app registration or the workspace. */
  | 'admin'
  /** Nobody needs to: waiting helps. */
  | 'nobody';

const HELPERS: Readonly<Record<FailureCode, Helper>> = {
  network_unreachable: 'you',
  network_timeout: 'you',
  unexpected_answer: 'you',
  tls_untrusted: 'admin',
  service_busy: 'nobody',
  too_many_requests: 'nobody',
  shorter_than_asked: 'you',
  sign_in_needed: 'you',
  not_signed_in: 'you',
  sign_in_timed_out: 'you',
  sign_in_pending: 'you',
  browser_not_opened: 'you',
  device_code_expired: 'you',
  callback_not_form_post: 'admin',
  callback_invalid: 'you',
  authority_unusable: 'you',
  loopback_unavailable: 'you',
  refused_by_entra: 'admin',
  profile_unknown: 'you',
  profile_missing: 'you',
  profile_exists: 'you',
  profile_invalid: 'you',
  workspace_missing: 'you',
  workspace_not_found: 'you',
  workspace_other_cloud: 'you',
  workspace_unproven: 'you',
  workspace_other_tenant: 'you',
  workspace_token_expired: 'you',
  workspace_token_refused: 'you',
  workspace_not_member: 'admin',
  workspace_resource_id_refused: 'admin',
  workspace_address_blocked: 'admin',
  workspace_forbidden: 'admin',
  endpoint_running: 'you',
  endpoint_unavailable: 'you',
  target_unwritable: 'you',
  target_taken: 'you',
  target_unknown: 'you',
  command_not_started: 'you',
  folder_not_opened: 'you',
  import_found_nothing: 'you',
  settings_newer: 'you',
  settings_unwritable: 'you',
  usage: 'you',
  keyring_unavailable: 'you',
  keyring_timeout: 'you',
  cache_busy: 'nobody',
  cancelled: 'you',
  unexpected: 'you',
};

/** The same for Entra's numbers, which know better than the code that they come with. */
const AADSTS_HELPERS: Readonly<Record<number, Helper>> = {
  50011: 'admin',
  50020: 'you',
  50034: 'you',
  50053: 'admin',
  50055: 'you',
  50057: 'admin',
  50072: 'you',
  50074: 'you',
  50076: 'you',
  50078: 'you',
  50079: 'you',
  50105: 'admin',
  50126: 'you',
  50173: 'you',
  50196: 'nobody',
  53000: 'you',
  53001: 'admin',
  53003: 'admin',
  65001: 'you',
  65002: 'you',
  65004: 'you',
  70043: 'you',
  90002: 'you',
  90033: 'nobody',
  90055: 'nobody',
  90094: 'admin',
  90095: 'admin',
  500011: 'admin',
  700016: 'you',
  700082: 'you',
  900023: 'you',
  7000218: 'admin',
};

/** True for a number of Entra's that has words of its own in every language. */
export function isKnownAadsts(number: number | undefined): boolean {
  return number !== undefined && number in AADSTS_HELPERS;
}

/** Who can do something about `failure`. */
export function helperOf({ code, aadsts }: Failure): Helper {
  return AADSTS_HELPERS[aadsts ?? 0] ?? HELPERS[code];
}

/** Consent is what is missing: a person, or an administrator for all, can give it. */
export function isConsentMissing({ aadsts }: Failure): boolean {
  return aadsts === 65001 || aadsts === 90094 || aadsts === 90095;
}

/** What to do about `failure`. */
export function kindOf(failure: Failure): FailureKind {
  return FAILURE_KINDS[failure.code];
}

/**
 * The error type that core functions throw. Its message is the code, for the log; people get `explain()`.
 */
export class FailureError extends Error {
  override readonly name = 'FailureError';
  readonly failure: Failure;

  constructor(code: FailureCode, details: Partial<Omit<Failure, 'code'>> = {}) {
    super(code);
    this.failure = { at: Date.now(), ...details, code };
  }
}
