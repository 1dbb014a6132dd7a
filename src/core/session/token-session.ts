import { type Failure, FailureError, kindOf } from '../../shared/failure.ts';
import type { SessionState } from '../../shared/session-state.ts';
import type { EntraClient, SignInOptions } from '../auth/entra-client.ts';
import { toFailure } from '../auth/msal-failure.ts';
import { type AccessToken, cachedAccount, cachedToken } from '../cache/cache-content.ts';
import type { TokenCache } from '../cache/token-cache.ts';
import type { Profile } from '../profile/profile.ts';
import type { Clock } from './clock.ts';
import { deriveState, NO_FACTS, type SessionFacts, stopsRefreshing } from './derive-state.ts';
import { backoff, LOOK_EVERY_MS, MAX_JITTER_MS, refreshDue } from './schedule.ts';

/** A person waits no longer than this for a token. */
const HAND_OUT_LIMIT_MS = 10_000;

/** What a caller wants of a token. */
export interface TokenWish {
  /** Life left, in milliseconds. */
  readonly minValidMs: number;
  /** Refresh first, whatever the age of the token. */
  readonly refresh?: boolean;
}

/** A token that works now. `shortfall` says why it has less life left than was asked for. */
export interface HandedToken {
  readonly token: AccessToken;
  readonly shortfall?: Failure;
}

/** The parts that a session is made of. */
export interface SessionParts {
  readonly profile: Profile;
  readonly client: EntraClient;
  readonly cache: TokenCache;
  readonly clock: Clock;
  /** From 0 to 1; spreads refreshes and retries. */
  readonly random?: () => number;
}

/**
 * One profile's sign-in through the day: reads the cache, refreshes in time, and hands out tokens that work.
 * The tray keeps one running; the command line makes one for a single question.
 *
 * Times are wall-clock epochs: a timer only wakes the session up to look, so that sleep and clock changes change
 * nothing.
 */
export class TokenSession {
  readonly #parts: SessionParts;
  readonly #listeners = new Set<(state: SessionState) => void>();
  readonly #jitter: number;
  #facts: SessionFacts = NO_FACTS;
  #refreshing: Promise<AccessToken> | undefined;
  #signingIn: AbortController | undefined;
  #stopLooking: (() => void) | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#jitter = (parts.random ?? Math.random)() * MAX_JITTER_MS;
  }

  get profile(): Profile {
    return this.#parts.profile;
  }

  /** The state at this moment. */
  get state(): SessionState {
    return deriveState(this.#facts, this.#parts.clock.now());
  }

  /** Calls `listener` after every change, and after every look at the clock. Returns what ends that. */
  onChange(listener: (state: SessionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Looks at the cache and the clock now, and every 30 seconds from now on. */
  async start(): Promise<void> {
    this.#stopLooking ??= this.#parts.clock.every(LOOK_EVERY_MS, () => void this.look());
    await this.reload();
    await this.look();
  }

  /** Ends timers and a pending sign-in. Nothing saved is touched. */
  stop(): void {
    this.#stopLooking?.();
    this.#stopLooking = undefined;
    this.cancelSignIn();
  }

  /** Reads the cache again: another process may have refreshed, signed in or signed out. */
  async reload(): Promise<void> {
    try {
      this.#adopt(await this.#parts.cache.read());
    } catch (error) {
      this.#set({ failure: toFailure(error, 'silent', undefined) });
    }
  }

  /** Looks at the clock and refreshes if it is time. Never throws: failures are in the state. */
  async look(): Promise<void> {
    const { account, token, activity, failure, retryAt } = this.#facts;
    const due = !token || !this.#isFresh(token);
    const stopped = failure !== undefined && stopsRefreshing(failure);
    if (account && activity.kind === 'idle' && due && this.#parts.clock.now() >= retryAt && !stopped) {
      await this.#refreshIfStillDue().catch(() => undefined);
    } else {
      this.#tell();
    }
  }

  /** Refreshes now. @throws FailureError as {@link EntraClient.refresh} */
  async refresh(): Promise<void> {
    await this.#refresh();
  }

  /**
   * A token with at least the wished life left; a refresh is forced where the old one has less, for 10 seconds at
   * most. Where that fails and the old one still works, the old one with the reason. Never an expired one.
   * @throws FailureError `not_signed_in`, `sign_in_needed`, a network or cache failure
   */
  async token(wish: TokenWish): Promise<HandedToken> {
    const enough = (token: AccessToken | undefined): token is AccessToken =>
      token !== undefined && !wish.refresh && this.#livesFor(token) >= wish.minValidMs;
    if (!enough(this.#facts.token)) this.#adopt(await this.#parts.cache.read());
    if (!this.#facts.account) {
      throw new FailureError('not_signed_in', { params: { profile: this.profile.name } });
    }
    if (enough(this.#facts.token)) return { token: this.#facts.token };
    try {
      const fresh = await Promise.race([this.#refresh(), this.#tooLate()]);
      if (this.#livesFor(fresh) >= wish.minValidMs) return { token: fresh };
      return this.#usable(new FailureError('unexpected_answer', { cause: 'short-lived token' }).failure);
    } catch (error) {
      return this.#usable(toFailure(error, 'silent', undefined));
    }
  }

  /**
   * Signs in through the browser. The state is `signingIn` until it ends.
   * @throws FailureError `sign_in_pending`, or as {@link EntraClient.signIn}
   */
  async signIn(options: Omit<SignInOptions, 'signal' | 'loginHint' | 'claims'>): Promise<AccessToken> {
    if (this.#signingIn) throw new FailureError('sign_in_pending');
    const controller = new AbortController();
    this.#signingIn = controller;
    const { account, failure } = this.#facts;
    const deadline = this.#parts.clock.now() + options.timeoutMs;
    this.#set({ activity: { kind: 'signingIn', deadline, waitingForBrowser: false } });
    const loginHint = account?.username ?? this.profile.loginHint;
    try {
      const token = await this.#parts.client.signIn({
        ...options,
        openBrowser: async (url) => {
          await options.openBrowser(url);
          this.#set({ activity: { kind: 'signingIn', deadline, waitingForBrowser: true } });
        },
        signal: controller.signal,
        ...(loginHint ? { loginHint } : {}),
        ...(failure?.claims ? { claims: failure.claims } : {}),
      });
      this.#succeed(token);
      return token;
    } catch (error) {
      const newFailure = toFailure(error, 'interactive', undefined);
      // A sign-in that was only stopped changes nothing about what was wrong before.
      this.#set({
        activity: { kind: 'idle' },
        failure: kindOf(newFailure) === 'cancelled' ? failure : newFailure,
      });
      throw error;
    } finally {
      this.#signingIn = undefined;
    }
  }

  /** Ends a pending sign-in, if there is one. */
  cancelSignIn(): void {
    this.#signingIn?.abort();
  }

  /** Forgets the account on this machine. @throws FailureError a cache failure */
  async signOut(): Promise<void> {
    this.cancelSignIn();
    await this.#parts.client.signOut();
    this.#replace(NO_FACTS);
  }

  /** Forgets a sign-in that failed, for a person who has read it. What ails a signed-in session stays said. */
  dismissFailure(): void {
    if (!this.#facts.account) this.#set({ failure: undefined });
  }

  /** Refreshes, unless another process has done it since we last read the cache. */
  async #refreshIfStillDue(): Promise<void> {
    await this.reload();
    const { account, token } = this.#facts;
    if (account && !(token && this.#isFresh(token))) await this.#refresh();
  }

  /** One refresh at a time; callers that come meanwhile get the same one. */
  #refresh(): Promise<AccessToken> {
    this.#refreshing ??= this.#refreshOnce().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refreshOnce(): Promise<AccessToken> {
    if (this.#facts.activity.kind === 'idle') this.#set({ activity: { kind: 'refreshing' } });
    try {
      const token = await this.#parts.client.refresh();
      this.#succeed(token);
      return token;
    } catch (error) {
      this.#fail(toFailure(error, 'silent', undefined));
      throw error;
    }
  }

  #succeed(token: AccessToken): void {
    this.#replace({ ...NO_FACTS, account: token.account, token });
  }

  #fail(failure: Failure): void {
    const { clock, random = Math.random } = this.#parts;
    if (failure.code === 'not_signed_in') {
      this.#replace(NO_FACTS);
      return;
    }
    const attempts = this.#facts.attempts + 1;
    const throttled = failure.code === 'service_busy';
    const retryAt = clock.now() + backoff(attempts, throttled, failure.retryAfterMs, random());
    const { activity } = this.#facts;
    this.#set({
      failure,
      attempts,
      retryAt,
      activity: activity.kind === 'refreshing' ? { kind: 'idle' } : activity,
    });
  }

  #adopt(content: Parameters<typeof cachedToken>[0]): void {
    const account = cachedAccount(content, this.profile);
    const token = cachedToken(content, this.profile);
    const newer = (token?.obtainedOn ?? 0) > (this.#facts.token?.obtainedOn ?? 0);
    const other = account?.homeAccountId !== this.#facts.account?.homeAccountId;
    // A newer token or another account, put there by another process, settles what was wrong here.
    this.#set({ account, token, ...(newer || other ? { failure: undefined, attempts: 0, retryAt: 0 } : {}) });
  }

  #usable(shortfall: Failure): HandedToken {
    const { token, failure } = this.#facts;
    if (token && this.#livesFor(token) > 0) return { token, shortfall };
    throw new FailureError(shortfall.code, failure?.code === shortfall.code ? failure : shortfall);
  }

  async #tooLate(): Promise<never> {
    await this.#parts.clock.sleep(HAND_OUT_LIMIT_MS);
    throw new FailureError('network_timeout', {
      params: { host: 'Microsoft Entra ID', seconds: String(HAND_OUT_LIMIT_MS / 1000) },
    });
  }

  /** Milliseconds of life left. A clock that was turned back before the token came in tells nothing: none left. */
  #livesFor(token: AccessToken): number {
    const now = this.#parts.clock.now();
    return now < token.obtainedOn - 1000 ? 0 : token.expiresOn - now;
  }

  #isFresh(token: AccessToken): boolean {
    return this.#parts.clock.now() < refreshDue(token) - this.#jitterFor(token);
  }

  /** The jitter, smaller for tokens that live so short that a minute would matter. */
  #jitterFor(token: AccessToken): number {
    return Math.min(this.#jitter, (token.expiresOn - token.obtainedOn) / 20);
  }

  #set(change: Partial<SessionFacts>): void {
    this.#replace({ ...this.#facts, ...change });
  }

  #replace(facts: SessionFacts): void {
    this.#facts = facts;
    this.#tell();
  }

  #tell(): void {
    const { state } = this;
    for (const listener of this.#listeners) listener(state);
  }
}
