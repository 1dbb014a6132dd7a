import { keysOf } from './keys-of.ts';
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
  helpers_path_unfit: { kind: 'cache', helper: 'you' },
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

/**
 * Entra's numbers that people meet, by who can do something about them. Each has words of its own, which know better than
 * those of the code that it comes with. Source: Microsoft Learn, "Microsoft Entra authentication and authorization error
 * codes".
 */
export const AADSTS = {
  you: [
    50020, 50034, 50055, 50059, 50072, 50074, 50076, 50078, 50079, 50126, 50173, 53000, 65001, 65002, 65004,
    70043, 90002, 700016, 700024, 700027, 700082, 900021, 900023, 7000215, 7000222,
  ],
  admin: [
    50011, 50053, 50057, 50105, 53001, 53003, 90023, 90094, 90095, 500011, 530084, 650057, 7000218, 9002327,
  ],
  nobody: [50196, 90033, 90055],
} as const satisfies Readonly<Record<Helper, readonly number[]>>;

export type AadstsNumber = (typeof AADSTS)[Helper][number];

/** Consent is what is missing: a person, or an administrator for all, can give it. */
const CONSENT_MISSING: readonly AadstsNumber[] = [65001, 90094, 90095];
/** Tenant, client ID, redirect URI or resource are wrong in the profile: no sign-in can succeed. */
const REGISTRATION_WRONG: readonly AadstsNumber[] = [
  50011, 50059, 90002, 90023, 500011, 650057, 700016, 900021, 900023,
];
/** It is this app that is not let in: another one may be. */
const APP_REFUSED: readonly AadstsNumber[] = [
  50105, 53003, 65001, 65002, 90094, 90095, 530084, 650057, 700016,
];

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

function helperOfAadsts(number: number | undefined): Helper | undefined {
  return keysOf(AADSTS).find((helper) => isOneOf(number, AADSTS[helper]));
}

function isOneOf(number: number | undefined, numbers: readonly number[]): boolean {
  return number !== undefined && numbers.includes(number);
}

/** True for a number of Entra's that has words of its own in every language. */
export function isKnownAadsts(number: number | undefined): number is AadstsNumber {
  return helperOfAadsts(number) !== undefined;
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
  return helperOfAadsts(speakingAadsts(failure)) ?? factsOf(failure).helper;
}

/** Consent is what is missing: a person, or an administrator for all, can give it. */
export function isConsentMissing({ aadsts }: Failure): boolean {
  return isOneOf(aadsts, CONSENT_MISSING);
}

/** True where Entra does not let the app in, or gives no reason that we know: another app may be let in. */
export function isAppRefused({ code, aadsts }: Failure): boolean {
  return isOneOf(aadsts, APP_REFUSED) || (code === 'refused_by_entra' && !isKnownAadsts(aadsts));
}

/** True for a number that no sign-in can get past: the profile, or the app registration, has to be changed first. */
export function isRegistrationWrong(aadsts: number | undefined): boolean {
  return isOneOf(aadsts, REGISTRATION_WRONG);
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
