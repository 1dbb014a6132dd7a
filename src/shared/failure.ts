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
  callback_not_form_post: 'refused',
  loopback_unavailable: 'configuration',
  refused_by_entra: 'refused',
  profile_unknown: 'configuration',
  profile_missing: 'configuration',
  profile_exists: 'configuration',
  profile_invalid: 'configuration',
  workspace_missing: 'configuration',
  workspace_not_found: 'configuration',
  workspace_other_cloud: 'configuration',
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
