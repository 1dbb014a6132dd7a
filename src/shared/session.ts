import { type Failure, kindOf } from './failures.ts';

/** Who is signed in, as Entra names them. */
export interface Account {
  /** `<object ID>.<tenant ID>`, MSAL's key of the account; of a service principal, which has none, the application ID's. */
  readonly homeAccountId: string;
  /** The user principal name; of a service principal the application ID, by which Databricks names it too. */
  readonly username: string;
  readonly name?: string;
  readonly tenantId: string;
}

/** What proves a service principal's identity, without what is secret of it. All epoch milliseconds. */
export type CredentialFacts = { readonly savedOn: number } & (
  | { readonly kind: 'secret' }
  | { readonly kind: 'certificate'; readonly notAfter: number }
);

/** Whom a session's tokens are for. A service principal has no credential until one is saved. */
export type Identity =
  | { readonly kind: 'person' }
  | { readonly kind: 'servicePrincipal'; readonly credential?: CredentialFacts | undefined };

/** A token's dates, without the token. All epoch milliseconds. */
export interface TokenDates {
  /** When the token came in. */
  readonly obtainedOn: number;
  readonly expiresOn: number;
  /** When the next refresh is due. */
  readonly refreshDue: number;
}

/** Where a sign-in stands. */
export type SignInStep =
  /** Entra is being asked. */
  | { readonly kind: 'asking' }
  /** The link has been handed to a browser or a person. */
  | { readonly kind: 'browser' }
  /** The person types this code at this address, on any device. */
  | { readonly kind: 'deviceCode'; readonly userCode: string; readonly verificationUri: string };

/** What the session is doing right now. */
export type Activity =
  | { readonly kind: 'idle' | 'refreshing' }
  /** `deadline` is when the sign-in gives up, epoch milliseconds. */
  | { readonly kind: 'signingIn'; readonly deadline: number; readonly step: SignInStep };

/** What a session knows, without the token. Every reader derives the state from this and its own clock. */
export interface SessionFacts {
  readonly identity: Identity;
  readonly account?: Account | undefined;
  /** Of the newest token; it may have expired. */
  readonly token?: TokenDates | undefined;
  /** When Entra's sign-in frequency will ask for the person again, where a refusal has told it. Epoch milliseconds. */
  readonly nextSignIn?: number | undefined;
  readonly activity: Activity;
  /** Why the last refresh, or reading the cache, failed; until one succeeds. It decides on what comes next. */
  readonly failure?: Failure | undefined;
  /** Why the last sign-in failed. It is only shown: a sign-in that fails takes nothing from the session. */
  readonly signInFailure?: Failure | undefined;
  /** Failed refreshes in a row. */
  readonly attempts: number;
  /** No automatic refresh before this. Epoch milliseconds. */
  readonly retryAt: number;
}

/** The facts of a session that has not read its cache yet. */
export const NO_FACTS: SessionFacts = {
  identity: { kind: 'person' },
  activity: { kind: 'idle' },
  attempts: 0,
  retryAt: 0,
};

/** What a state of any kind can be asked for. */
interface StateDetails {
  readonly account?: Account | undefined;
  /** `expired` and `refreshing` may have one that no longer works; every other kind only one that does. */
  readonly token?: TokenDates | undefined;
  /** When the session refreshes by itself, epoch milliseconds. */
  readonly nextRefresh?: number | undefined;
  readonly nextSignIn?: number | undefined;
  /** What to show: why the last sign-in failed, else the last refresh. */
  readonly failure?: Failure | undefined;
}

/** What a session is at a moment, as everything outside it sees it. Derived, never stored or sent. */
export type SessionState = StateDetails &
  (
    | { readonly kind: 'signedOut' }
    | (Activity & { readonly kind: 'signingIn' })
    | { readonly kind: 'fresh' | 'expiring'; readonly account: Account; readonly token: TokenDates }
    | { readonly kind: 'refreshing'; readonly account: Account }
    /** The token still works, but refreshing it does not. */
    | {
        readonly kind: 'offline';
        readonly account: Account;
        readonly token: TokenDates;
        readonly failure: Failure;
      }
    /** There is no token that works; a new one may still come by itself. */
    | { readonly kind: 'expired'; readonly account: Account }
    /** Only a person can go on. `failure` is why the last sign-in did not help. */
    | { readonly kind: 'signInRequired'; readonly account: Account; readonly reason: Failure }
    /** A service principal without a credential, or with one that Entra refuses: `reason`. */
    | { readonly kind: 'credentialRequired'; readonly reason?: Failure | undefined }
  );

/** Under this much life left a token is "expiring". Milliseconds. */
export const EXPIRING_BELOW_MS = 10 * 60_000;
/** A workspace refuses a token with about this much life left: it is not handed out. Milliseconds. */
export const MIN_USABLE_MS = 30_000;
/** The end of a certificate is announced this long before. Milliseconds. */
const CERTIFICATE_NOTICE_MS = 14 * 24 * 60 * 60_000;
/** A sign-in that will be asked for within this time is offered now. Milliseconds. */
const SIGN_IN_SOON_MS = 5 * 60 * 60_000;

/** The state at `now`, epoch milliseconds. */
export function deriveState(facts: SessionFacts, now: number): SessionState {
  const { identity, account, token, nextSignIn, activity, failure, signInFailure } = facts;
  const live = token && token.expiresOn > now ? token : undefined;
  const shown = signInFailure ?? failure;
  if (activity.kind === 'signingIn') return { ...activity, account, token: live };
  if (!account) {
    return { kind: identity.kind === 'person' ? 'signedOut' : 'credentialRequired', failure: shown };
  }
  if (failure && stopsRefreshing(failure)) {
    if (identity.kind === 'servicePrincipal') {
      return { kind: 'credentialRequired', account, token: live, reason: failure };
    }
    return { kind: 'signInRequired', account, token: live, reason: failure, failure: signInFailure };
  }
  if (activity.kind === 'refreshing') {
    const nextRefresh = token?.refreshDue;
    return { kind: 'refreshing', account, token, nextRefresh, nextSignIn, failure: shown };
  }
  if (!live) {
    const nextRefresh = failure && kindOf(failure) === 'transient' ? facts.retryAt : undefined;
    return { kind: 'expired', account, token, nextRefresh, failure: shown };
  }
  if (failure && kindOf(failure) === 'transient') {
    return { kind: 'offline', account, token: live, nextRefresh: facts.retryAt, nextSignIn, failure };
  }
  const kind = live.expiresOn - now < EXPIRING_BELOW_MS ? 'expiring' : 'fresh';
  return { kind, account, token: live, nextRefresh: live.refreshDue, nextSignIn, failure: shown };
}

/** True when only a person can go on: another try would be refused again. */
export function stopsRefreshing(failure: Failure): boolean {
  const kind = kindOf(failure);
  return kind === 'signInNeeded' || kind === 'refused';
}

/** When the certificate ends, epoch milliseconds, where that is so soon that it should be said. @param now likewise */
export function certificateEnd({ identity }: SessionFacts, now: number): number | undefined {
  const credential = identity.kind === 'servicePrincipal' ? identity.credential : undefined;
  if (credential?.kind !== 'certificate') return undefined;
  return credential.notAfter - now < CERTIFICATE_NOTICE_MS ? credential.notAfter : undefined;
}

/** True when Entra will ask for a sign-in so soon that one now may suit better. @param now epoch milliseconds */
export function isSignInSoon({ nextSignIn = 0 }: SessionState, now: number): boolean {
  return nextSignIn > now && nextSignIn - now < SIGN_IN_SOON_MS;
}
