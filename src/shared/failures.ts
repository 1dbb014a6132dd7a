import type { ProfileField } from './profile.ts';

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
  /** The keyring, the token cache, or the folder that holds the program's data cannot be used. */
  | 'cache'
  /** The person stopped it. */
  | 'cancelled'
  /** A defect, ours or a library's. */
  | 'unexpected';

/** Who can do something about a failure. */
export type Helper =
  /** The person at this computer, who reads it: it goes without saying. */
  | 'you'
  /** Whoever administers the tenant, the app registration or the workspace. */
  | 'admin'
  /** Nobody needs to: waiting helps. */
  | 'nobody';

interface FailureFacts {
  readonly kind: FailureKind;
  /** Left out where nobody can be named: nothing is said then. */
  readonly helper?: Helper;
  /** It knows better than the words of Entra's number that comes with it. */
  readonly outranksAadsts?: true;
}

/** Every failure code. The messages of every language have exactly these keys. */
export const FAILURES = {
  network_unreachable: { kind: 'transient', helper: 'you' },
  host_not_found: { kind: 'transient', helper: 'you' },
  network_timeout: { kind: 'transient', helper: 'you' },
  unexpected_answer: { kind: 'transient', helper: 'you' },
  answer_unusable: { kind: 'transient', helper: 'admin' },
  tls_untrusted: { kind: 'transient', helper: 'admin' },
  proxy_unusable: { kind: 'transient', helper: 'you' },
  proxy_unreachable: { kind: 'transient', helper: 'you' },
  proxy_sign_in_needed: { kind: 'transient', helper: 'you' },
  proxy_refused: { kind: 'transient', helper: 'you' },
  service_busy: { kind: 'transient', helper: 'nobody' },
  too_many_requests: { kind: 'transient', helper: 'nobody' },
  shorter_than_asked: { kind: 'transient', helper: 'you' },
  sign_in_needed: { kind: 'signInNeeded', helper: 'you' },
  not_signed_in: { kind: 'signInNeeded', helper: 'you' },
  credential_missing: { kind: 'signInNeeded', helper: 'you' },
  /** By a refusal that does not say what is wrong with it. */
  credential_refused: { kind: 'refused', helper: 'you' },
  certificate_expired: { kind: 'refused', helper: 'you', outranksAadsts: true },
  sign_in_impossible: { kind: 'configuration', helper: 'you' },
  sign_in_timed_out: { kind: 'signInNeeded', helper: 'you' },
  sign_in_pending: { kind: 'configuration', helper: 'you' },
  browser_not_opened: { kind: 'configuration', helper: 'you' },
  device_code_blocked: { kind: 'refused', helper: 'you', outranksAadsts: true },
  device_code_expired: { kind: 'signInNeeded', helper: 'you' },
  callback_not_form_post: { kind: 'refused', helper: 'admin' },
  callback_invalid: { kind: 'refused', helper: 'you' },
  authority_unusable: { kind: 'configuration', helper: 'you' },
  account_other: { kind: 'refused', helper: 'you' },
  loopback_unavailable: { kind: 'configuration', helper: 'you' },
  token_opaque: { kind: 'configuration', helper: 'you' },
  refused_by_entra: { kind: 'refused', helper: 'admin' },
  refresh_token_refused: { kind: 'refused', helper: 'you' },
  profile_unknown: { kind: 'configuration', helper: 'you' },
  profile_removed: { kind: 'configuration', helper: 'you' },
  profile_missing: { kind: 'configuration', helper: 'you' },
  /** As `profile_missing`, in a folder that the person has named. */
  profile_missing_here: { kind: 'configuration', helper: 'you' },
  profile_misspelled: { kind: 'configuration', helper: 'you' },
  client_id_is_tenant: { kind: 'configuration', helper: 'you' },
  profile_exists: { kind: 'configuration', helper: 'you' },
  profile_invalid: { kind: 'configuration', helper: 'you' },
  /** As `profile_invalid`, where tenant and client ID can be right. */
  profile_field_invalid: { kind: 'configuration', helper: 'you' },
  workspace_missing: { kind: 'configuration', helper: 'you' },
  address_is_portal: { kind: 'configuration', helper: 'you' },
  address_is_account_console: { kind: 'configuration', helper: 'you' },
  workspace_not_azure: { kind: 'configuration', helper: 'you' },
  workspace_not_found: { kind: 'configuration', helper: 'you' },
  workspace_id_missing: { kind: 'configuration', helper: 'you' },
  warehouse_unknown: { kind: 'configuration', helper: 'you' },
  workspace_other_cloud: { kind: 'configuration', helper: 'you' },
  workspace_unproven: { kind: 'configuration', helper: 'you' },
  workspace_unconfirmed: { kind: 'transient', helper: 'you' },
  workspace_other_tenant: { kind: 'configuration', helper: 'you' },
  workspace_token_expired: { kind: 'refused', helper: 'you' },
  workspace_token_refused: { kind: 'refused', helper: 'you' },
  workspace_not_member: { kind: 'refused', helper: 'admin' },
  workspace_resource_id_refused: { kind: 'refused', helper: 'admin' },
  workspace_address_blocked: { kind: 'refused', helper: 'admin' },
  workspace_forbidden: { kind: 'refused', helper: 'admin' },
  endpoint_running: { kind: 'configuration', helper: 'you' },
  endpoint_unavailable: { kind: 'configuration', helper: 'you' },
  tool_unwritable: { kind: 'configuration', helper: 'you' },
  tool_taken: { kind: 'configuration', helper: 'you' },
  tool_folder_missing: { kind: 'configuration', helper: 'you' },
  tool_edited: { kind: 'configuration', helper: 'you' },
  tool_gone: { kind: 'configuration', helper: 'you' },
  tool_input: { kind: 'configuration', helper: 'you' },
  tool_file_missing: { kind: 'configuration', helper: 'you' },
  tool_http_path_needed: { kind: 'configuration', helper: 'you' },
  tool_not_connected: { kind: 'configuration', helper: 'you' },
  tool_unknown: { kind: 'configuration', helper: 'you' },
  command_not_found: { kind: 'configuration', helper: 'you' },
  helpers_unsafe: { kind: 'cache', helper: 'you' },
  command_not_started: { kind: 'configuration', helper: 'you' },
  clipboard_busy: { kind: 'configuration', helper: 'you' },
  clipboard_needs_window: { kind: 'configuration', helper: 'you' },
  login_item_refused: { kind: 'configuration', helper: 'you' },
  folder_not_opened: { kind: 'configuration', helper: 'you' },
  import_placeholders: { kind: 'configuration', helper: 'you' },
  import_found_nothing: { kind: 'configuration', helper: 'you' },
  import_not_text: { kind: 'configuration', helper: 'you' },
  import_too_long: { kind: 'configuration', helper: 'you' },
  import_authority_unknown: { kind: 'configuration', helper: 'you' },
  settings_newer: { kind: 'configuration', helper: 'you' },
  usage: { kind: 'configuration', helper: 'you' },
  keyring_locked: { kind: 'cache', helper: 'you' },
  home_unknown: { kind: 'cache', helper: 'you' },
  data_folder_read_only: { kind: 'cache', helper: 'you' },
  data_folder_full: { kind: 'cache', helper: 'you' },
  data_folder_denied: { kind: 'cache', helper: 'you' },
  data_folder_loose: { kind: 'cache', helper: 'you' },
  data_folder_unusable: { kind: 'cache', helper: 'you' },
  keyring_unavailable: { kind: 'cache', helper: 'you' },
  keyring_timeout: { kind: 'cache', helper: 'you' },
  cache_busy: { kind: 'cache', helper: 'nobody' },
  cancelled: { kind: 'cancelled' },
  unexpected: { kind: 'unexpected' },
} as const satisfies Readonly<Record<string, FailureFacts>>;

export type FailureCode = keyof typeof FAILURES;

interface AadstsFacts {
  readonly helper: Helper;
  /** Consent is what is missing: a person, or an administrator for all, can give it. */
  readonly isConsent?: true;
  /** Tenant, client ID, redirect URI or resource are wrong in the profile: no sign-in can succeed. */
  readonly isRegistration?: true;
  /** It is this app that is not let in: another one may be. */
  readonly isOfApp?: true;
}

/**
 * Entra's numbers that people meet. Each has words of its own, which know better than those of the code that it comes
 * with. Source: Microsoft Learn, "Microsoft Entra authentication and authorization error codes".
 */
export const AADSTS = {
  50011: { helper: 'admin', isRegistration: true },
  50020: { helper: 'you' },
  50034: { helper: 'you' },
  50053: { helper: 'admin' },
  50055: { helper: 'you' },
  50057: { helper: 'admin' },
  50059: { helper: 'you', isRegistration: true },
  50072: { helper: 'you' },
  50074: { helper: 'you' },
  50076: { helper: 'you' },
  50078: { helper: 'you' },
  50079: { helper: 'you' },
  50105: { helper: 'admin', isOfApp: true },
  50126: { helper: 'you' },
  50173: { helper: 'you' },
  50196: { helper: 'nobody' },
  53000: { helper: 'you' },
  53001: { helper: 'admin' },
  53003: { helper: 'admin', isOfApp: true },
  65001: { helper: 'you', isConsent: true, isOfApp: true },
  65002: { helper: 'you', isOfApp: true },
  65004: { helper: 'you' },
  70043: { helper: 'you' },
  90002: { helper: 'you', isRegistration: true },
  90023: { helper: 'admin', isRegistration: true },
  90033: { helper: 'nobody' },
  90055: { helper: 'nobody' },
  90094: { helper: 'admin', isConsent: true, isOfApp: true },
  90095: { helper: 'admin', isConsent: true, isOfApp: true },
  500011: { helper: 'admin', isRegistration: true },
  700016: { helper: 'you', isRegistration: true, isOfApp: true },
  700024: { helper: 'you' },
  700027: { helper: 'you' },
  700082: { helper: 'you' },
  900021: { helper: 'you', isRegistration: true },
  900023: { helper: 'you', isRegistration: true },
  530084: { helper: 'admin', isOfApp: true },
  650057: { helper: 'admin', isRegistration: true, isOfApp: true },
  7000215: { helper: 'you' },
  7000218: { helper: 'admin' },
  7000222: { helper: 'you' },
  9002327: { helper: 'admin' },
} as const satisfies Readonly<Record<number, AadstsFacts>>;

export type AadstsNumber = keyof typeof AADSTS;

/** A failure as it travels: over IPC, into the log, onto the help desk's copy. Holds no secret. */
export interface Failure {
  readonly code: FailureCode;
  /** Values for the message, such as a profile's name or a field's complaint. */
  readonly params?: Readonly<Record<string, string>>;
  /** The fields of a profile that can't be right. */
  readonly fields?: readonly ProfileField[];
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

/** True for a number of Entra's that has words of its own in every language. */
export function isKnownAadsts(number: number | undefined): number is AadstsNumber {
  return number !== undefined && number in AADSTS;
}

function aadstsFacts(number: number | undefined): AadstsFacts | undefined {
  return isKnownAadsts(number) ? AADSTS[number] : undefined;
}

function factsOf({ code }: Failure): FailureFacts {
  return FAILURES[code];
}

/** The number whose words are those of `failure`; undefined where the failure has its own. */
export function speakingAadsts(failure: Failure): AadstsNumber | undefined {
  const { aadsts } = failure;
  return isKnownAadsts(aadsts) && !factsOf(failure).outranksAadsts ? aadsts : undefined;
}

/** Who can do something about `failure`; undefined where nobody can be named. */
export function helperOf(failure: Failure): Helper | undefined {
  return (aadstsFacts(speakingAadsts(failure)) ?? factsOf(failure)).helper;
}

/** Consent is what is missing: a person, or an administrator for all, can give it. */
export function isConsentMissing({ aadsts }: Failure): boolean {
  return aadstsFacts(aadsts)?.isConsent ?? false;
}

/** True where Entra does not let the app in, or gives no reason that we know: another app may be let in. */
export function isAppRefused({ code, aadsts }: Failure): boolean {
  return aadstsFacts(aadsts)?.isOfApp ?? (code === 'refused_by_entra' && !isKnownAadsts(aadsts));
}

/** True for a number that no sign-in can get past: the profile, or the app registration, has to be changed first. */
export function isRegistrationWrong(aadsts: number | undefined): boolean {
  return aadstsFacts(aadsts)?.isRegistration ?? false;
}

/** What to do about `failure`. */
export function kindOf(failure: Failure): FailureKind {
  return factsOf(failure).kind;
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
