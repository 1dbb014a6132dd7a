import type { AppState } from '../shared/app-state.ts';
import { type Failure, kindOf } from '../shared/failure.ts';
import { EXPIRING_BELOW_MS, type SessionState } from '../shared/session-state.ts';
import { minutesLeft } from '../shared/time.ts';

/** Something that is worth interrupting a person for. */
export type Interruption =
  /** Only a person can go on. */
  | { readonly kind: 'signInNeeded'; readonly reason: Failure }
  /** The token will die and cannot be refreshed. */
  | { readonly kind: 'expiresSoon'; readonly minutes: number; readonly reason: Failure }
  /** The trouble that was told of is over. */
  | { readonly kind: 'backToNormal'; readonly minutes: number }
  /** Entra will soon ask for a sign-in; now may suit better. `at` in epoch milliseconds. */
  | { readonly kind: 'signInSoon'; readonly at: number };

/** A sign-in that will be asked for within this time is offered now. Milliseconds. */
export const SIGN_IN_SOON_MS = 5 * 60 * 60_000;

/** Decides when to interrupt: once per cause, and "all is well" only to those who were told that it was not. */
export class NoticePolicy {
  /** What each profile's person has been told and still holds. */
  readonly #told = new Map<string, Set<string>>();

  /** What to tell now that the state is this. @param now epoch milliseconds */
  follow({ active }: AppState, now: number): Interruption | undefined {
    if (!active) return undefined;
    const told = this.#told.get(active.profile.id) ?? new Set<string>();
    this.#told.set(active.profile.id, told);
    const { session } = active;
    if (session.kind === 'signedOut') told.clear();
    if (session.kind === 'fresh') return this.#allIsWell(session.expiresOn, session.nextSignIn, told, now);
    const [cause, interruption] = trouble(session, now) ?? [];
    if (!cause || told.has(cause)) return undefined;
    told.add(cause);
    return interruption;
  }

  #allIsWell(
    expiresOn: number,
    nextSignIn: number | undefined,
    told: Set<string>,
    now: number,
  ): Interruption | undefined {
    const wasBlocked = told.has('expires');
    for (const cause of told) if (!cause.startsWith('soon')) told.delete(cause);
    if (wasBlocked) return { kind: 'backToNormal', minutes: minutesLeft(expiresOn, now) };
    if (nextSignIn === undefined || nextSignIn <= now || nextSignIn - now > SIGN_IN_SOON_MS) return undefined;
    const cause = `soon ${nextSignIn}`;
    if (told.has(cause)) return undefined;
    told.add(cause);
    return { kind: 'signInSoon', at: nextSignIn };
  }
}

function trouble(session: SessionState, now: number): [cause: string, Interruption] | undefined {
  if (session.kind === 'signInRequired') {
    const { reason } = session;
    return [
      `sign-in ${reason.code} ${reason.aadsts ?? reason.cause ?? ''}`,
      { kind: 'signInNeeded', reason },
    ];
  }
  const failure = 'failure' in session ? session.failure : undefined;
  const expiresOn = 'expiresOn' in session ? (session.expiresOn ?? 0) : 0;
  const isBlocked = failure && (kindOf(failure) === 'transient' || kindOf(failure) === 'cache');
  if (isBlocked && expiresOn > now && expiresOn - now < EXPIRING_BELOW_MS) {
    return ['expires', { kind: 'expiresSoon', minutes: minutesLeft(expiresOn, now), reason: failure }];
  }
  return undefined;
}
