import { isDeepStrictEqual } from 'node:util';
import type { AccessToken } from '../../shared/access-token.ts';
import { type Failure, kindOf } from '../../shared/failures.ts';
import {
  type Activity,
  type Identity,
  NO_FACTS,
  type SessionFacts,
  stopsRefreshing,
} from '../../shared/session.ts';
import { type CacheContent, type CacheNotes, cachedNotes } from '../entra/cache/cache-content.ts';
import type { TokenCache } from '../entra/cache/token-cache.ts';
import type { EntraClient } from '../entra/client.ts';
import { asFailure } from '../platform/as-failure.ts';
import { type Clock, clockChange, startedAt } from '../platform/clock.ts';
import { LOCKED_PAUSE_MS } from '../platform/keyring/keyring-calls.ts';
import { isServicePrincipal, type Profile } from '../profile/profile.ts';
import { tokenDates } from './schedule.ts';

/** For this long after a refusal no other process asks Entra the same again. */
const REFUSAL_COUNTS_MS = 60 * 60_000;

/** What a session is made of. */
export interface SessionDependencies {
  readonly profile: Profile;
  readonly client: EntraClient;
  readonly cache: TokenCache;
  readonly clock: Clock;
  /** Asks the profile's workspace for its tenant. @throws FailureError where that can't be learned */
  readonly confirmWorkspace?: (profile: Profile) => Promise<string>;
  /** From 0 to 1; spreads refreshes and retries. */
  readonly random?: () => number;
}

/** Whether a token, or that there is none, was found in the cache, or is this session's own doing. */
type TokenOrigin = 'read' | 'changed';

type FactsListener = (facts: SessionFacts) => void;
export type TokenListener = (token: AccessToken | undefined, origin: TokenOrigin) => void;

/** What changes without the cache. */
type OwnFacts = Omit<SessionFacts, 'token' | 'nextSignIn'>;

/**
 * A session's facts with the token that they are about: adopts what the cache holds, and moves the dates along when
 * the clock is set.
 */
export class FactStore {
  /** As the settings have it now. */
  profile: Profile;
  /** A refresh that began before the last of them brings nothing any more. */
  signOuts = 0;
  readonly #dependencies: SessionDependencies;
  readonly #listeners = new Set<FactsListener>();
  readonly #tokenListeners = new Set<TokenListener>();
  /** The secret that the token listeners know of; null before the cache has been read. */
  #emittedSecret: string | undefined | null = null;
  /** When the refusal came that a clock set since makes void; the cache may still hold it. Epoch milliseconds. */
  #overruled: number | undefined;
  /** When the computer started, by the clock that the dates are of. */
  #startedAt: number;
  #facts: SessionFacts;
  #token: AccessToken | undefined;
  #notes: CacheNotes = {};

  constructor(dependencies: SessionDependencies) {
    const { profile, clock } = dependencies;
    this.#dependencies = dependencies;
    this.profile = profile;
    this.#startedAt = startedAt(clock);
    this.#facts = { ...NO_FACTS, identity: withoutCredential(profile) };
  }

  get facts(): SessionFacts {
    return this.#facts;
  }

  /** The newest token; it may have expired. */
  get token(): AccessToken | undefined {
    return this.#token;
  }

  subscribe(listener: FactsListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  subscribeToken(listener: TokenListener): void {
    this.#tokenListeners.add(listener);
  }

  set(change: Partial<OwnFacts>): void {
    this.#replace({ ...this.#facts, ...change }, this.#token, this.#notes);
  }

  /** Calls the listeners: at least the time has changed. */
  emit(): void {
    for (const listener of this.#listeners) listener(this.#facts);
  }

  /** A refresh or a sign-in has brought a token. */
  succeed(token: AccessToken, activity: Activity): void {
    const notes = { ...this.#notes, refusal: undefined };
    const { identity } = this.#facts;
    this.#replace({ ...NO_FACTS, identity, account: token.account, activity }, token, notes);
    this.#emitToken('changed');
  }

  /** The account has been signed out, or the credential removed. */
  clear(): void {
    this.signOuts++;
    this.#replace({ ...NO_FACTS, identity: withoutCredential(this.profile) }, undefined, {});
    this.#emitToken('changed');
  }

  /** Remembers something with the sign-in. That this fails is no reason to withhold a token. */
  async note(change: (notes: CacheNotes) => CacheNotes): Promise<void> {
    this.#notes = change(this.#notes);
    await this.#dependencies.cache.note(change).catch(() => undefined);
  }

  /** Reads the cache; where that fails, the facts say why. */
  async reload(): Promise<void> {
    try {
      this.adopt(await this.#dependencies.cache.read());
    } catch (error) {
      const { failure } = this.#facts;
      // That only a person can go on stays true.
      if (failure && stopsRefreshing(failure)) return;
      const unread = asFailure(error);
      const pause =
        unread.code === 'keyring_locked' ? { retryAt: this.#dependencies.clock.now() + LOCKED_PAUSE_MS } : {};
      this.set({ failure: unread, ...pause });
    }
  }

  /** Takes in what the cache holds: another process may have refreshed, been refused, signed in or signed out. */
  adopt(content: CacheContent): void {
    const cached = this.#dependencies.client.cached(content);
    const { identity, account } = cached;
    const notes = cachedNotes(content);
    const dated = this.#dated(cached.token, notes);
    // A new credential is proved at once, while the token that the old one brought still lives.
    const token = dated && this.#isReplaced(identity) ? { ...dated, refreshOn: dated.obtainedOn } : dated;
    const { failure } = this.#facts;
    const isNewer = (token?.obtainedOn ?? 0) > (this.#token?.obtainedOn ?? 0);
    const isOther =
      account?.homeAccountId !== this.#facts.account?.homeAccountId ||
      !isDeepStrictEqual(identity, this.#facts.identity);
    const facts: OwnFacts = {
      ...this.#facts,
      identity,
      account,
      // A newer token, another account or another credential, put there by another process, settles what was wrong here.
      ...(isNewer || isOther
        ? { failure: undefined, signInFailure: undefined, attempts: 0, retryAt: 0 }
        : {}),
      // The cache could be read: what was wrong with the keyring is over.
      ...(failure && kindOf(failure) === 'cache' ? { failure: undefined, retryAt: 0 } : {}),
      // What another process was refused is refused to this one too.
      ...(account && this.#stillCounts(notes.refusal) ? { failure: notes.refusal } : {}),
    };
    this.#replace(facts, token, notes);
    this.#emitToken('read');
  }

  /** Moves the dates along when the clock was set. */
  followClock(): void {
    const started = startedAt(this.#dependencies.clock);
    const change = clockChange(this.#startedAt, started);
    if (change === 0) return;
    this.#startedAt = started;
    const { identity, activity, retryAt } = this.#facts;
    // A certificate's proof is dated by the clock: what was refused by the wrong one may be accepted by this one.
    const isProvedAnew = identity.kind === 'servicePrincipal' && identity.credential?.kind === 'certificate';
    if (isProvedAnew) {
      this.#overruled = this.#facts.failure?.at;
      void this.note((notes) => ({ ...notes, refusal: undefined }));
    }
    const facts: OwnFacts = {
      ...this.#facts,
      ...(isProvedAnew ? { failure: undefined } : {}),
      retryAt: retryAt + change,
      activity:
        activity.kind === 'signingIn' ? { ...activity, deadline: activity.deadline + change } : activity,
    };
    this.#replace(facts, this.#token && moved(this.#token, change), this.#notes);
  }

  #isReplaced(identity: Identity): boolean {
    const { identity: known } = this.#facts;
    const had = known.kind === 'servicePrincipal' && known.credential !== undefined;
    return had && !isDeepStrictEqual(identity, known);
  }

  /** The cache forgets a refusal with the next token that is saved. */
  #stillCounts(refusal: Failure | undefined): boolean {
    if (refusal === undefined || refusal.at === this.#overruled) return false;
    return Math.abs(this.#dependencies.clock.now() - refusal.at) < REFUSAL_COUNTS_MS;
  }

  /** A cached token with its dates by today's clock, where that was set since. */
  #dated(cached: AccessToken | undefined, { startedAt: started }: CacheNotes): AccessToken | undefined {
    if (!cached) return undefined;
    if (cached.secret === this.#token?.secret) return this.#token;
    // A later start of the computer is a restart as well as a clock set forward: then the dates stay, which at worst
    // refreshes too early. An earlier one can only be a clock set back.
    const change = started === undefined ? 0 : clockChange(started, this.#startedAt);
    return change < 0 ? moved(cached, change) : cached;
  }

  #replace(facts: OwnFacts, token: AccessToken | undefined, notes: CacheNotes): void {
    this.#token = token;
    this.#notes = notes;
    this.#facts = { ...facts, token: token && tokenDates(token), nextSignIn: nextSignIn(notes) };
    this.emit();
  }

  #emitToken(origin: TokenOrigin): void {
    const token = this.#token;
    if (token?.secret === this.#emittedSecret) return;
    this.#emittedSecret = token?.secret;
    for (const listener of this.#tokenListeners) listener(token, origin);
  }
}

function withoutCredential(profile: Profile): Identity {
  return { kind: isServicePrincipal(profile) ? 'servicePrincipal' : 'person' };
}

function nextSignIn({ signedInOn, maxSignInAgeMs }: CacheNotes): number | undefined {
  return signedInOn !== undefined && maxSignInAgeMs !== undefined ? signedInOn + maxSignInAgeMs : undefined;
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
