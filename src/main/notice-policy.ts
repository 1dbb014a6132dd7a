import type { ActiveProfile, AppState } from '../shared/app-state.ts';
import { type Failure, kindOf } from '../shared/failures.ts';
import {
  certificateEnd,
  deriveState,
  EXPIRING_BELOW_MS,
  isSignInSoon,
  type SessionState,
} from '../shared/session.ts';
import { minutesLeft } from '../shared/time.ts';

/** Something that is worth interrupting a person for. */
export type NotificationContent =
  /** Only a person can go on. */
  | { readonly kind: 'signInNeeded'; readonly reason: Failure }
  /** The token will die and cannot be refreshed. */
  | { readonly kind: 'expiresSoon'; readonly minutes: number; readonly reason: Failure }
  /** The token that was to expire soon has been refreshed. */
  | { readonly kind: 'backToNormal'; readonly minutes: number }
  /** Entra refuses a service principal's credential. */
  | { readonly kind: 'credentialNeeded'; readonly reason: Failure }
  /** A service principal's certificate ends soon. `at` in epoch milliseconds. */
  | { readonly kind: 'certificateEnds'; readonly at: number; readonly profile: string }
  /** Entra will soon ask for a sign-in; now may suit better. `at` in epoch milliseconds. */
  | { readonly kind: 'signInSoon'; readonly at: number };

/** A notification, and what it is shown for: once until all is well again. */
interface Occasion {
  readonly cause: string;
  readonly content: NotificationContent;
}

const EXPIRES = 'expires';

/** Decides when to notify: once per cause, and "all is well" only to those who were told that it was not. */
export class NoticePolicy {
  /** The causes that each profile's person has been notified of. */
  readonly #notified = new Map<string, Set<string>>();

  /** What to show now that the state is this. @param now epoch milliseconds */
  next({ active }: AppState, now: number): NotificationContent | undefined {
    if (!active) return undefined;
    const notified = this.#notified.get(active.profile.id) ?? new Set<string>();
    this.#notified.set(active.profile.id, notified);
    const session = deriveState(active.session, now);
    if (session.kind === 'signedOut') notified.clear();
    if (session.kind === 'fresh') {
      const wasExpiring = notified.has(EXPIRES);
      for (const cause of notified) if (!cause.startsWith('soon')) notified.delete(cause);
      if (wasExpiring) return { kind: 'backToNormal', minutes: minutesLeft(session.token.expiresOn, now) };
    }
    const { cause, content } = occasionOf(session, now) ?? endOf(active, now) ?? {};
    if (cause === undefined || notified.has(cause)) return undefined;
    notified.add(cause);
    return content;
  }
}

/** The end of a certificate, while all is well otherwise. */
function endOf({ profile, session }: ActiveProfile, now: number): Occasion | undefined {
  const at = certificateEnd(session, now);
  if (at === undefined || at <= now) return undefined;
  return { cause: `soon certificate ${at}`, content: { kind: 'certificateEnds', at, profile: profile.name } };
}

function occasionOf(session: SessionState, now: number): Occasion | undefined {
  if (session.kind === 'signInRequired') {
    const { reason } = session;
    return {
      cause: `sign-in ${reason.code} ${reason.aadsts ?? reason.cause ?? ''}`,
      content: { kind: 'signInNeeded', reason },
    };
  }
  if (session.kind === 'credentialRequired' && session.reason) {
    const { reason } = session;
    return {
      cause: `credential ${reason.code} ${reason.aadsts ?? reason.cause ?? ''}`,
      content: { kind: 'credentialNeeded', reason },
    };
  }
  const { failure, token, nextSignIn } = session;
  if (session.kind === 'fresh' && nextSignIn !== undefined && isSignInSoon(session, now)) {
    return { cause: `soon ${nextSignIn}`, content: { kind: 'signInSoon', at: nextSignIn } };
  }
  const isBlocked = failure && (kindOf(failure) === 'transient' || kindOf(failure) === 'cache');
  const leftMs = (token?.expiresOn ?? 0) - now;
  if (isBlocked && token && leftMs > 0 && leftMs < EXPIRING_BELOW_MS) {
    const minutes = minutesLeft(token.expiresOn, now);
    return { cause: EXPIRES, content: { kind: 'expiresSoon', minutes, reason: failure } };
  }
  return undefined;
}
