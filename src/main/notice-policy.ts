import type { AppState } from '../shared/app-state.ts';
import { type Failure, kindOf } from '../shared/failures.ts';
import {
  certificateEnd,
  deriveState,
  EXPIRING_BELOW_MS,
  isSignInSoon,
  NO_FACTS,
  type SessionState,
} from '../shared/session.ts';
import { minutesLeft } from '../shared/time.ts';

/** Something that is worth interrupting a person for. */
export type NotificationContent =
  /** Only a person can go on; of a service principal, Entra refuses the credential. */
  | { readonly kind: 'signInNeeded' | 'credentialNeeded'; readonly reason: Failure }
  /** The token will die and cannot be refreshed. */
  | { readonly kind: 'expiresSoon'; readonly minutes: number; readonly reason: Failure }
  /** The token that was to expire soon has been refreshed. */
  | { readonly kind: 'backToNormal'; readonly minutes: number }
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
const NEEDED = { signInRequired: 'signInNeeded', credentialRequired: 'credentialNeeded' } as const;

/** Decides when to notify: once per cause, and "all is well" only to those who were told that it was not. */
export class NoticePolicy {
  /** The causes that each profile's person has been notified of. */
  readonly #notified = new Map<string, Set<string>>();

  /** What to show now that the state is this. @param now epoch milliseconds */
  next(state: AppState, now: number): NotificationContent | undefined {
    return this.#ofActive(state, now) ?? this.#ofCertificates(state, now);
  }

  #ofActive({ active }: AppState, now: number): NotificationContent | undefined {
    if (!active) return undefined;
    const notified = this.#of(active.profile.id);
    const session = deriveState(active.session, now);
    if (session.kind === 'signedOut') notified.clear();
    if (session.kind === 'fresh') {
      const wasExpiring = notified.has(EXPIRES);
      for (const cause of notified) if (!cause.startsWith('soon')) notified.delete(cause);
      if (wasExpiring) return { kind: 'backToNormal', minutes: minutesLeft(session.token.expiresOn, now) };
    }
    const { cause, content } = occasionOf(session, now) ?? {};
    if (cause === undefined || notified.has(cause)) return undefined;
    notified.add(cause);
    return content;
  }

  /** Of every profile: a job on a server, which nobody looks at, is the one that it would stop. */
  #ofCertificates({ profiles, sessions }: AppState, now: number): NotificationContent | undefined {
    for (const { id, name } of profiles) {
      const at = certificateEnd(sessions[id] ?? NO_FACTS, now);
      const cause = `soon certificate ${at}`;
      if (at === undefined || at <= now || this.#of(id).has(cause)) continue;
      this.#of(id).add(cause);
      return { kind: 'certificateEnds', at, profile: name };
    }
    return undefined;
  }

  #of(profileId: string): Set<string> {
    const notified = this.#notified.get(profileId) ?? new Set<string>();
    this.#notified.set(profileId, notified);
    return notified;
  }
}

function occasionOf(session: SessionState, now: number): Occasion | undefined {
  if ((session.kind === 'signInRequired' || session.kind === 'credentialRequired') && session.reason) {
    const { kind, reason } = session;
    const cause = `${kind} ${reason.code} ${reason.aadsts ?? reason.cause ?? ''}`;
    return { cause, content: { kind: NEEDED[kind], reason } };
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
