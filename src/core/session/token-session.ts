import { type Failure, FailureError, isConsentMissing, kindOf } from '../../shared/failure.ts';
import type { SessionState, SignInStep } from '../../shared/session-state.ts';
import type { EntraClient } from '../auth/entra-client.ts';
import { asFailure } from '../auth/msal-failure.ts';
import type { AccountChoice, SignInMethod } from '../auth/sign-in-method.ts';
import { tokenClaims } from '../auth/token-claims.ts';
import {
  type AccessToken,
  type CacheContent,
  type CacheNotes,
  cachedAccount,
  cachedNotes,
  cachedToken,
} from '../cache/cache-content.ts';
import type { TokenCache } from '../cache/token-cache.ts';
import { type Clock, clockChange, startedAt } from '../clock.ts';
import { tenantMismatch, tenantOf } from '../databricks/tenant-match.ts';
import type { Profile } from '../profile/profile.ts';
import { deriveState, NO_FACTS, type SessionFacts, stopsRefreshing } from './derive-state.ts';
import {
  backoff,
  HourlyLimit,
  LOOK_EVERY_MS,
  MAX_JITTER_MS,
  MAX_REQUESTS_PER_HOUR,
  refreshDue,
} from './schedule.ts';

/** Entra's device codes last 15 minutes; they end by themselves before this. Milliseconds. */
const DEVICE_CODE_LIMIT_MS = 20 * 60_000;
/** A person waits no longer than this for a token. */
const HAND_OUT_LIMIT_MS = 10_000;
/** A workspace refuses a token with about this much life left: it counts as expired. */
const MIN_USABLE_MS = 30_000;
/** MSAL rounds to seconds, and the clock's nudges are not followed. */
const FUTURE_TOLERANCE_MS = 10_000;
/** For this long after a refusal no other process asks Entra the same again. */
const REFUSAL_COUNTS_MS = 60 * 60_000;

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

/** Whether a token, or that there is none, was found in the cache, or is this session's own doing. */
export type TokenOrigin = 'read' | 'changed';

type TokenListener = (token: AccessToken | undefined, origin: TokenOrigin) => void;

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
 * Times are wall-clock epochs: a timer only wakes the session up to look, so that sleep changes nothing. When the
 * clock is set, the dates that were taken by it move along.
 */
export class TokenSession {
  readonly #parts: SessionParts;
  #profile: Profile;
  readonly #listeners = new Set<(state: SessionState) => void>();
  readonly #tokenListeners = new Set<TokenListener>();
  /** The secret that the token listeners know of; null before the cache has been read. */
  #toldSecret: string | undefined | null = null;
  readonly #jitter: number;
  /** A refresh that began before the last of them brings nothing any more. */
  #signOuts = 0;
  readonly #requests = new HourlyLimit(MAX_REQUESTS_PER_HOUR);
  /** When the computer started, by the clock that the facts' dates are of. */
  #startedAt: number;
  #facts: SessionFacts = NO_FACTS;
  #refreshing: Promise<AccessToken> | undefined;
  #signingIn: { readonly controller: AbortController; readonly done: Promise<AccessToken> } | undefined;
  #stopLooking: (() => void) | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#profile = parts.profile;
    this.#jitter = (parts.random ?? Math.random)() * MAX_JITTER_MS;
    this.#startedAt = startedAt(parts.clock);
  }

  get profile(): Profile {
    return this.#profile;
  }

  /** The profile's name, workspace or targets are others now; who signs in, and where, is the same. */
  describeBy(profile: Profile): void {
    this.#profile = profile;
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

  /**
   * Calls `listener` with every new token, and with undefined when there is none any more; first when the cache has
   * been read. The token may have expired, or be of no use to the workspace: only {@link token} hands out one that works.
   */
  onToken(listener: TokenListener): void {
    this.#tokenListeners.add(listener);
  }

  /** The claims of the token as it is now; undefined where there is none that can be read. */
  get claims(): Record<string, unknown> | undefined {
    const { token } = this.#facts;
    return token && tokenClaims(token.secret);
  }

  /** Looks at the cache and the clock now, and every 30 seconds from now on. */
  async start(): Promise<void> {
    this.#stopLooking ??= this.#parts.clock.every(LOOK_EVERY_MS, () => this.look());
    await this.reload();
    await this.look();
  }

  /** Ends timers and a pending sign-in. Nothing saved is touched. */
  stop(): void {
    this.#stopLooking?.();
    this.#stopLooking = undefined;
    void this.cancelSignIn();
  }

  /** Reads the cache again: another process may have refreshed, signed in or signed out. */
  async reload(): Promise<void> {
    try {
      this.#adopt(await this.#parts.cache.read());
    } catch (error) {
      const { failure } = this.#facts;
      // That only a person can go on stays true.
      if (!failure || !stopsRefreshing(failure)) this.#set({ failure: asFailure(error) });
    }
  }

  /** Looks at the clock and refreshes if it is time. Never throws: failures are in the state. */
  async look(): Promise<void> {
    this.#followClock();
    // A keyring that was not ready, at the start of the desktop for one, may be by now.
    if (this.#facts.failure && kindOf(this.#facts.failure) === 'cache') await this.reload();
    const { account, token, activity, failure, retryAt } = this.#facts;
    const due = !token || !this.#isFresh(token);
    const stopped = failure !== undefined && stopsRefreshing(failure);
    if (account && activity.kind === 'idle' && due && this.#parts.clock.now() >= retryAt && !stopped) {
      await this.#refreshIfStillDue().catch(() => undefined);
    } else {
      this.#tell();
    }
  }

  /** Looks, without waiting for the next try: something that was in the way, such as the network, is back. */
  async lookAgain(): Promise<void> {
    this.#set({ retryAt: 0 });
    await this.look();
  }

  /** Refreshes now. @throws FailureError as {@link EntraClient.refresh} */
  async refresh(): Promise<void> {
    await this.#refresh();
  }

  /**
   * A token with at least the wished life left; a refresh is forced where the old one has less, for 10 seconds at
   * most. Where that fails and the old one still works, the old one with the reason. Never an expired one.
   * @throws FailureError `not_signed_in`, `sign_in_needed`, `workspace_other_tenant`, a network or cache failure
   */
  async token(wish: TokenWish): Promise<HandedToken> {
    const handed = await this.#liveToken(wish);
    const mismatch = tenantMismatch(this.profile, tenantOf(handed.token));
    if (mismatch) throw new FailureError(mismatch.code, mismatch);
    return handed;
  }

  async #liveToken(wish: TokenWish): Promise<HandedToken> {
    const wantedMs = Math.max(wish.minValidMs, MIN_USABLE_MS);
    const enough = (token: AccessToken | undefined): token is AccessToken =>
      token !== undefined && !wish.refresh && this.#livesFor(token) >= wantedMs;
    this.#followClock();
    try {
      // Another process's sign-out counts at once, whether or not anybody has told us of it.
      const isForgotten = this.#facts.token !== undefined && !this.#parts.cache.holdsSomething();
      if (isForgotten || !enough(this.#facts.token)) this.#adopt(await this.#parts.cache.read());
    } catch (error) {
      return this.#usable(asFailure(error));
    }
    const { account, token, failure } = this.#facts;
    if (!account) throw new FailureError('not_signed_in', { params: { profile: this.profile.name } });
    if (enough(token)) return { token };
    // Asking again would be refused again.
    if (failure && stopsRefreshing(failure) && !wish.refresh) return this.#usable(failure);
    try {
      const fresh = await Promise.race([this.#refresh(), this.#tooLate()]);
      if (this.#livesFor(fresh) >= wantedMs) return { token: fresh };
      return this.#usable(new FailureError('shorter_than_asked').failure);
    } catch (error) {
      return this.#usable(asFailure(error));
    }
  }

  /**
   * Signs in. The state is `signingIn` until it ends. A sign-in that fails takes nothing from the session: who was
   * signed in stays it.
   * @param timeoutMs how long it may take, milliseconds; a device code has its own time instead
   * @throws FailureError `sign_in_pending`, or as {@link EntraClient.signIn}
   */
  async signIn(
    method: SignInMethod,
    timeoutMs: number,
    choice: AccountChoice = { kind: 'last' },
  ): Promise<AccessToken> {
    if (this.#signingIn) throw new FailureError('sign_in_pending');
    const controller = new AbortController();
    const limitMs = method.kind === 'deviceCode' ? DEVICE_CODE_LIMIT_MS : timeoutMs;
    const done = this.#signInOnce(method, limitMs, choice, controller.signal).finally(() => {
      this.#signingIn = undefined;
    });
    this.#signingIn = { controller, done };
    return done;
  }

  /** Ends a pending sign-in, if there is one; resolves when that has ended. */
  async cancelSignIn(): Promise<void> {
    const pending = this.#signingIn;
    pending?.controller.abort();
    await pending?.done.catch(() => undefined);
  }

  /** Forgets the account on this machine. @throws FailureError a cache failure */
  async signOut(): Promise<void> {
    // What a sign-in still saves must not come after what a sign-out removes.
    await this.cancelSignIn();
    await this.#parts.client.signOut();
    this.#signOuts++;
    this.#replace(NO_FACTS);
    this.#tellToken('changed');
  }

  /** Forgets a sign-in that failed, for a person who has read it. What ails a signed-in session stays said. */
  dismissFailure(): void {
    this.#set({ signInFailure: undefined, ...(this.#facts.account ? {} : { failure: undefined }) });
  }

  async #signInOnce(
    method: SignInMethod,
    timeoutMs: number,
    choice: AccountChoice,
    signal: AbortSignal,
  ): Promise<AccessToken> {
    const { failure, signInFailure } = this.#facts;
    const claims = signInFailure?.claims ?? failure?.claims;
    const deadline = this.#parts.clock.now() + timeoutMs;
    this.#set({
      activity: { kind: 'signingIn', deadline, step: { kind: 'asking' } },
      signInFailure: undefined,
    });
    const loginHint = this.#loginHint(choice);
    let isOver = false;
    const follow = (step: SignInStep, until = deadline) => {
      // A browser may take longer to start than the sign-in lasted.
      if (!isOver) this.#set({ activity: { kind: 'signingIn', deadline: until, step } });
    };
    try {
      const token = await this.#parts.client.signIn(followed(method, follow), {
        signal,
        timeoutMs,
        ...(loginHint ? { loginHint } : {}),
        ...(claims ? { claims } : {}),
        ...([failure, signInFailure].some((one) => one && isConsentMissing(one))
          ? { asksConsent: true }
          : {}),
      });
      await this.#note((notes) => ({ ...notes, signedInOn: this.#parts.clock.now(), refusal: undefined }));
      this.#succeed(token, { kind: 'idle' });
      return token;
    } catch (error) {
      const signInFailure = asFailure(error);
      // Whoever cancels knows that it was cancelled.
      const told = kindOf(signInFailure) === 'cancelled' ? {} : { signInFailure };
      this.#set({ activity: { kind: 'idle' }, ...told });
      throw error;
    } finally {
      isOver = true;
    }
  }

  #loginHint(choice: AccountChoice): string | undefined {
    switch (choice.kind) {
      case 'last':
        return this.#facts.account?.username ?? this.profile.loginHint;
      case 'hint':
        return choice.username;
      case 'choose':
        return undefined;
    }
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
    const { cache, client, clock } = this.#parts;
    const before = this.#facts.token;
    const signOuts = this.#signOuts;
    const waitMs = this.#requests.take(clock.uptime());
    if (this.#facts.activity.kind === 'idle') this.#set({ activity: { kind: 'refreshing' } });
    try {
      if (waitMs > 0) {
        const params = { count: String(MAX_REQUESTS_PER_HOUR) };
        throw new FailureError('too_many_requests', { params, retryAfterMs: waitMs });
      }
      const token = await cache.refreshAlone(async () => {
        const content = await cache.read();
        this.#adopt(content);
        const { token: now } = this.#facts;
        // Another process has refreshed while this one waited for its turn.
        return now && now.secret !== before?.secret && this.#isFresh(now) ? now : client.refresh(content);
      });
      if (signOuts !== this.#signOuts) {
        throw new FailureError('not_signed_in', { params: { profile: this.profile.name } });
      }
      this.#succeed(token, this.#afterRefresh());
      return token;
    } catch (error) {
      await this.#fail(asFailure(error));
      throw error;
    }
  }

  #succeed(token: AccessToken, activity: SessionFacts['activity']): void {
    const notes = { ...this.#facts.notes, refusal: undefined };
    this.#replace({ ...NO_FACTS, notes, account: token.account, token, activity });
    this.#tellToken('changed');
  }

  async #fail(failure: Failure): Promise<void> {
    const { clock, random = Math.random } = this.#parts;
    // Entra was not asked.
    if (failure.code === 'network_unreachable' || kindOf(failure) === 'cache') this.#requests.giveBack();
    if (failure.code === 'not_signed_in') {
      // Another process has signed out, or in as somebody else.
      this.#set({ activity: this.#afterRefresh() });
      await this.reload();
      return;
    }
    if (stopsRefreshing(failure)) {
      const { maxSignInAgeMs } = failure;
      await this.#note((notes) => ({
        ...notes,
        refusal: failure,
        ...(maxSignInAgeMs ? { maxSignInAgeMs } : {}),
      }));
    }
    const attempts = this.#facts.attempts + 1;
    const throttled = failure.code === 'service_busy';
    const retryAt = clock.now() + backoff(attempts, throttled, failure.retryAfterMs, random());
    this.#set({ failure, attempts, retryAt, activity: this.#afterRefresh() });
  }

  /** A sign-in that began during a refresh goes on after it. */
  #afterRefresh(): SessionFacts['activity'] {
    const { activity } = this.#facts;
    return activity.kind === 'refreshing' ? { kind: 'idle' } : activity;
  }

  /** Remembers something with the sign-in. That this fails is no reason to withhold a token. */
  async #note(change: (notes: CacheNotes) => CacheNotes): Promise<void> {
    this.#facts = { ...this.#facts, notes: change(this.#facts.notes ?? {}) };
    await this.#parts.cache.note(change).catch(() => undefined);
  }

  #adopt(content: CacheContent): void {
    const account = cachedAccount(content, this.profile);
    const notes = cachedNotes(content);
    const token = this.#dated(cachedToken(content, this.profile), notes);
    const newer = (token?.obtainedOn ?? 0) > (this.#facts.token?.obtainedOn ?? 0);
    const { failure } = this.#facts;
    const other = account?.homeAccountId !== this.#facts.account?.homeAccountId;
    this.#set({
      account,
      notes,
      token,
      // A newer token or another account, put there by another process, settles what was wrong here.
      ...(newer || other ? { failure: undefined, signInFailure: undefined, attempts: 0, retryAt: 0 } : {}),
      // It could be read: what was wrong with the keyring is over.
      ...(failure && kindOf(failure) === 'cache' ? { failure: undefined } : {}),
      // What another process was refused is refused to this one too.
      ...(account && this.#stillCounts(notes.refusal) ? { failure: notes.refusal } : {}),
    });
    this.#tellToken('read');
  }

  /** The cache forgets a refusal with the next token that is saved. */
  #stillCounts(refusal: Failure | undefined): boolean {
    return refusal !== undefined && Math.abs(this.#parts.clock.now() - refusal.at) < REFUSAL_COUNTS_MS;
  }

  /** A cached token with its dates by today's clock, where that was set since. */
  #dated(cached: AccessToken | undefined, notes: CacheNotes): AccessToken | undefined {
    const { token: known } = this.#facts;
    if (!cached) return undefined;
    if (cached.secret === known?.secret) return known;
    // A later start of the computer is a restart as well as a clock set forward: then the dates stay, which at worst
    // refreshes too early. An earlier one can only be a clock set back.
    const change = notes.startedAt === undefined ? 0 : clockChange(notes.startedAt, this.#startedAt);
    return change < 0 ? moved(cached, change) : cached;
  }

  /** Moves the facts' dates along when the clock was set. */
  #followClock(): void {
    const started = startedAt(this.#parts.clock);
    const change = clockChange(this.#startedAt, started);
    if (change === 0) return;
    this.#startedAt = started;
    const { token, retryAt, activity } = this.#facts;
    this.#set({
      token: token && moved(token, change),
      retryAt: retryAt + change,
      activity:
        activity.kind === 'signingIn' ? { ...activity, deadline: activity.deadline + change } : activity,
    });
  }

  #usable(shortfall: Failure): HandedToken {
    const { token, failure } = this.#facts;
    if (token && this.#livesFor(token) > MIN_USABLE_MS) return { token, shortfall };
    throw new FailureError(shortfall.code, failure?.code === shortfall.code ? failure : shortfall);
  }

  async #tooLate(): Promise<never> {
    await this.#parts.clock.sleep(HAND_OUT_LIMIT_MS);
    throw new FailureError('network_timeout', {
      params: { host: 'Microsoft Entra ID', seconds: String(HAND_OUT_LIMIT_MS / 1000) },
    });
  }

  /** Milliseconds of life left. A token from the future comes from a clock that was wrong: it has none. */
  #livesFor(token: AccessToken): number {
    const now = this.#parts.clock.now();
    return now < token.obtainedOn - FUTURE_TOLERANCE_MS ? 0 : token.expiresOn - now;
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

  #tellToken(origin: TokenOrigin): void {
    const { token } = this.#facts;
    if (token?.secret === this.#toldSecret) return;
    this.#toldSecret = token?.secret;
    for (const listener of this.#tokenListeners) listener(token, origin);
  }
}

/** The same way to sign in, which tells where it stands. */
function followed(method: SignInMethod, follow: (step: SignInStep, deadline?: number) => void): SignInMethod {
  switch (method.kind) {
    case 'browser':
      return {
        ...method,
        openBrowser: async (url) => {
          await method.openBrowser(url);
          follow({ kind: 'browser' });
        },
      };
    case 'deviceCode':
      return {
        ...method,
        showCode: (code) => {
          const { userCode, verificationUri, expiresOn } = code;
          follow({ kind: 'deviceCode', userCode, verificationUri }, expiresOn);
          method.showCode(code);
        },
      };
    default:
      return method;
  }
}

/** The token with its dates moved by `change` milliseconds. */
function moved(token: AccessToken, change: number): AccessToken {
  const { obtainedOn, expiresOn, refreshOn } = token;
  return {
    ...token,
    obtainedOn: obtainedOn + change,
    expiresOn: expiresOn + change,
    ...(refreshOn === undefined ? {} : { refreshOn: refreshOn + change }),
  };
}
