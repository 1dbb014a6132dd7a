import type { Failure } from './failure.ts';

/** Who is signed in, as Entra names them. */
export interface Account {
  /** `<object ID>.<tenant ID>`, MSAL's key of the account. */
  readonly homeAccountId: string;
  /** The user principal name. */
  readonly username: string;
  readonly name?: string;
  readonly tenantId: string;
}

/** A token's dates, without the token. All epoch milliseconds. */
export interface TokenDates {
  /** When the token came in. */
  readonly obtainedOn: number;
  readonly expiresOn: number;
  /** When the next refresh is due. */
  readonly refreshDue: number;
  /** When Entra will ask for a new sign-in, where a refusal has once told its sign-in frequency. */
  readonly nextSignIn?: number;
}

/** Where a sign-in stands. */
export type SignInStep =
  /** Entra is being asked. */
  | { readonly kind: 'asking' }
  /** The link has been handed to a browser or a person. */
  | { readonly kind: 'browser' }
  /** The person types this code at this address, on any device. */
  | { readonly kind: 'deviceCode'; readonly userCode: string; readonly verificationUri: string };

/**
 * What a session is, as everything outside it sees it. Derived from the session's facts and the wall clock
 * by `deriveState`; never stored.
 */
export type SessionState =
  | { readonly kind: 'signedOut'; readonly failure?: Failure }
  | {
      readonly kind: 'signingIn';
      /** Epoch milliseconds at which the sign-in gives up. */
      readonly deadline: number;
      readonly step: SignInStep;
      /** Who was signed in before, and until when their token still works. */
      readonly account?: Account;
      readonly expiresOn?: number;
    }
  | ({
      readonly kind: 'fresh' | 'expiring' | 'refreshing';
      readonly account: Account;
      readonly failure?: Failure;
    } & TokenDates)
  /** The token still works, but refreshing it does not. */
  | ({
      readonly kind: 'offline';
      readonly account: Account;
      readonly failure: Failure;
      readonly retryAt: number;
    } & TokenDates)
  /** The token is dead, and nothing says that a new one may not come by itself. */
  | {
      readonly kind: 'expired';
      readonly account: Account;
      readonly expiresOn: number;
      readonly failure?: Failure;
    }
  /** Only a person can go on. `expiresOn` is set while the old token still works. */
  | {
      readonly kind: 'signInRequired';
      readonly account: Account;
      readonly reason: Failure;
      readonly expiresOn?: number;
      /** Why the last sign-in did not help. */
      readonly failure?: Failure;
    };

export type SessionKind = SessionState['kind'];

/** Under this much life left a token is "expiring". Milliseconds. */
export const EXPIRING_BELOW_MS = 10 * 60_000;

/**
 * What a state has become by `now`, epoch milliseconds, through the passing of time alone: the session looks at the
 * clock every 30 seconds, and the window, which counts every second, shall not contradict its own countdown.
 */
export function kindAt(state: SessionState, now: number): SessionKind {
  if (state.kind !== 'fresh' && state.kind !== 'expiring' && state.kind !== 'offline') return state.kind;
  if (state.expiresOn <= now) return 'expired';
  return state.kind === 'fresh' && state.expiresOn - now < EXPIRING_BELOW_MS ? 'expiring' : state.kind;
}
