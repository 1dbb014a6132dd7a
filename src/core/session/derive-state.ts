import { type Failure, kindOf } from '../../shared/failure.ts';
import {
  type Account,
  EXPIRING_BELOW_MS,
  type SessionState,
  type SignInStep,
} from '../../shared/session-state.ts';
import type { AccessToken, CacheNotes } from '../cache/cache-content.ts';
import { refreshDue } from './schedule.ts';

/** What the session is doing right now. */
export type Activity =
  | { readonly kind: 'idle' }
  | { readonly kind: 'refreshing' }
  | { readonly kind: 'signingIn'; readonly deadline: number; readonly step: SignInStep };

/** What the session knows. The state follows from this and the clock. */
export interface SessionFacts {
  readonly account?: Account | undefined;
  readonly token?: AccessToken | undefined;
  readonly notes?: CacheNotes | undefined;
  readonly activity: Activity;
  /** Why the last refresh, or reading the cache, failed; until one succeeds. It decides on what comes next. */
  readonly failure?: Failure | undefined;
  /** Why the last sign-in failed. It is only told: a sign-in that fails takes nothing from the session. */
  readonly signInFailure?: Failure | undefined;
  /** Failed refreshes in a row. */
  readonly attempts: number;
  /** No refresh by itself before this. Epoch milliseconds. */
  readonly retryAt: number;
}

/** The facts of a session that has not looked at its cache yet. */
export const NO_FACTS: SessionFacts = { activity: { kind: 'idle' }, attempts: 0, retryAt: 0 };

/** The state at `now`, epoch milliseconds. */
export function deriveState(facts: SessionFacts, now: number): SessionState {
  const { account, token, activity, failure, signInFailure } = facts;
  const alive = token !== undefined && token.expiresOn > now;
  if (activity.kind === 'signingIn') {
    return { ...activity, ...(account ? { account } : {}), ...(alive ? { expiresOn: token.expiresOn } : {}) };
  }
  const told = withFailure(signInFailure ?? failure);
  if (!account) return { kind: 'signedOut', ...told };
  if (failure && stopsRefreshing(failure)) {
    return {
      kind: 'signInRequired',
      account,
      reason: failure,
      ...(alive ? { expiresOn: token.expiresOn } : {}),
      ...withFailure(signInFailure),
    };
  }
  if (!alive && activity.kind !== 'refreshing') {
    return { kind: 'expired', account, expiresOn: token?.expiresOn ?? 0, ...told };
  }
  const dates = {
    obtainedOn: token?.obtainedOn ?? 0,
    expiresOn: token?.expiresOn ?? 0,
    refreshDue: token ? refreshDue(token) : 0,
    ...nextSignIn(facts.notes),
  };
  if (activity.kind === 'refreshing') return { kind: 'refreshing', account, ...dates, ...told };
  if (failure && kindOf(failure) === 'transient') {
    return { kind: 'offline', account, failure, retryAt: facts.retryAt, ...dates };
  }
  const kind = dates.expiresOn - now < EXPIRING_BELOW_MS ? 'expiring' : 'fresh';
  return { kind, account, ...dates, ...told };
}

/** True when only a person can go on: trying again by itself would be refused again. */
export function stopsRefreshing(failure: Failure): boolean {
  const kind = kindOf(failure);
  return kind === 'signInNeeded' || kind === 'refused';
}

/** When Entra's sign-in frequency will ask for the person again. */
function nextSignIn(notes: CacheNotes | undefined): { nextSignIn?: number } {
  const { signedInOn, maxSignInAgeMs } = notes ?? {};
  return signedInOn !== undefined && maxSignInAgeMs !== undefined
    ? { nextSignIn: signedInOn + maxSignInAgeMs }
    : {};
}

function withFailure(failure: Failure | undefined): { failure?: Failure } {
  return failure ? { failure } : {};
}
