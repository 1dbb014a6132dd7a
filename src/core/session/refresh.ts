import type { AccessToken } from '../../shared/access-token.ts';
import { type Failure, FailureError, kindOf } from '../../shared/failures.ts';
import { type Activity, stopsRefreshing } from '../../shared/session.ts';
import { asFailure } from '../platform/as-failure.ts';
import { LOCKED_PAUSE_MS } from '../platform/keyring/keyring-calls.ts';
import { notSignedIn } from '../profile/profile.ts';
import type { FactStore, SessionDependencies } from './facts.ts';
import {
  backoff,
  HourlyLimit,
  MAX_JITTER_MS,
  MAX_REQUESTS_PER_HOUR,
  waitForPlace,
  withinHour,
} from './schedule.ts';

/** Refreshes a session's token: in time, one at a time, and never more often than Entra should be asked. */
export class Refresher {
  readonly #dependencies: SessionDependencies;
  readonly #store: FactStore;
  readonly #random: () => number;
  readonly #jitter: number;
  readonly #requests = new HourlyLimit();
  /** When the refresh under way asked Entra; undefined until it does. */
  #askedAt: number | undefined;
  #pending: Promise<AccessToken> | undefined;

  constructor(dependencies: SessionDependencies, store: FactStore) {
    this.#dependencies = dependencies;
    this.#store = store;
    this.#random = dependencies.random ?? Math.random;
    this.#jitter = this.#random() * MAX_JITTER_MS;
  }

  /** Refreshes if it is time, unless another process already has. Never throws: failures are in the facts. */
  async refreshIfDue(): Promise<void> {
    if (!this.#isDue) return;
    await this.#store.reload();
    if (this.#isDue) await this.refresh().catch(() => undefined);
  }

  /** Refreshes now; callers that come meanwhile get the same refresh. @throws FailureError as `EntraClient.refresh` */
  refresh(): Promise<AccessToken> {
    this.#pending ??= this.#refreshOnce().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  /** False while another process has its turn. */
  get asksEntra(): boolean {
    return this.#askedAt !== undefined;
  }

  get #isDue(): boolean {
    const { account, activity, failure, retryAt } = this.#store.facts;
    if (!account || activity.kind !== 'idle' || (failure && stopsRefreshing(failure))) return false;
    return !this.#isFresh && this.#dependencies.clock.now() >= retryAt;
  }

  get #isFresh(): boolean {
    const { token } = this.#store.facts;
    if (!token) return false;
    // Smaller for tokens that live so short that a minute would matter.
    const jitter = Math.min(this.#jitter, (token.expiresOn - token.obtainedOn) / 20);
    return this.#dependencies.clock.now() < token.refreshDue - jitter;
  }

  async #refreshOnce(): Promise<AccessToken> {
    const store = this.#store;
    const { cache, client, clock } = this.#dependencies;
    const { token: before, signOuts } = store;
    const waitMs = this.#requests.take(clock.uptime());
    this.#askedAt = undefined;
    if (store.facts.activity.kind === 'idle') store.set({ activity: { kind: 'refreshing' } });
    try {
      if (waitMs > 0) throw tooMany(waitMs);
      const token = await cache.refreshAlone(async () => {
        const content = await cache.read();
        store.adopt(content);
        const { token: now } = store;
        // Another process has refreshed while this one waited for its turn.
        if (now && now.secret !== before?.secret && this.#isFresh) return now;
        this.#countWithOthers();
        try {
          return await client.refresh(content);
        } catch (error) {
          // Before the next process has its turn.
          await this.#noteFailure(asFailure(error), this.#askedAt);
          throw error;
        }
      });
      if (signOuts !== store.signOuts) {
        throw notSignedIn(store.profile);
      }
      store.succeed(token, this.#activityAfter());
      return token;
    } catch (error) {
      await this.#fail(asFailure(error));
      throw error;
    }
  }

  /**
   * Takes a place of the hour for all processes, which refresh one after the other: before Entra is asked, since a
   * process may end at any moment.
   */
  #countWithOthers(): void {
    const { cache, clock } = this.#dependencies;
    const now = clock.now();
    const requests = withinHour(cache.requests.read(), now);
    const waitMs = waitForPlace(requests, now);
    if (waitMs > 0) throw tooMany(waitMs);
    this.#askedAt = now;
    cache.requests.write([...requests, now]);
  }

  async #fail(failure: Failure): Promise<void> {
    const store = this.#store;
    const isBeforehand = kindOf(failure) === 'cache' && this.#askedAt === undefined;
    if (isBeforehand || isUnasked(failure)) this.#requests.giveBack();
    if (failure.code === notSignedIn(store.profile).failure.code) {
      // Another process has signed out, or in as somebody else.
      store.set({ activity: this.#activityAfter() });
      await store.reload();
      return;
    }
    const attempts = store.facts.attempts + 1;
    const isThrottled = failure.code === 'service_busy';
    const waitMs =
      failure.code === 'keyring_locked'
        ? LOCKED_PAUSE_MS
        : backoff(attempts, isThrottled, failure.retryAfterMs, this.#random());
    const retryAt = this.#dependencies.clock.now() + waitMs;
    store.set({ failure, attempts, retryAt, activity: this.#activityAfter() });
  }

  /** For the other processes: that Entra was not asked after all, or what only a person can settle. */
  async #noteFailure(failure: Failure, askedAt: number | undefined): Promise<void> {
    if (isUnasked(failure)) {
      const { requests } = this.#dependencies.cache;
      requests.write(requests.read().filter((moment) => moment !== askedAt));
    } else if (stopsRefreshing(failure)) {
      const { maxSignInAgeMs } = failure;
      const learned = maxSignInAgeMs ? { maxSignInAgeMs } : {};
      await this.#store.note((notes) => ({ ...notes, refusal: failure, ...learned }));
    }
  }

  /** A sign-in that began during a refresh goes on after it. */
  #activityAfter(): Activity {
    const { activity } = this.#store.facts;
    return activity.kind === 'refreshing' ? { kind: 'idle' } : activity;
  }
}

/** How undici, the system and Chromium say that a connection ended which there had been. */
const CUT_OFF = /RESET|UND_ERR_SOCKET|EPIPE|ABORTED|CLOSED|EMPTY_RESPONSE/;

/** True where nothing has reached Entra. */
function isUnasked({ code, cause = '' }: Failure): boolean {
  return (code === 'network_unreachable' && !CUT_OFF.test(cause)) || code.startsWith('proxy_');
}

function tooMany(retryAfterMs: number): FailureError {
  const params = { count: String(MAX_REQUESTS_PER_HOUR) };
  return new FailureError('too_many_requests', { params, retryAfterMs });
}
