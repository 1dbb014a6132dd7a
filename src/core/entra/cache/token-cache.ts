import { AsyncLocalStorage } from 'node:async_hooks';
import type { TokenCacheContext } from '@azure/msal-node';
import { type Failure, FailureError } from '../../../shared/failures.ts';
import { asFailure } from '../../platform/as-failure.ts';
import { type Clock, startedAt } from '../../platform/clock.ts';
import { isUnwritable } from '../../platform/data-folder.ts';
import { acquireFileLock, withFileLock } from '../../platform/file-lock.ts';
import type { CacheKind, SecretStore } from '../../platform/keyring/secret-store.ts';
import { Mutex } from '../../platform/mutex.ts';
import {
  type CacheContent,
  type CacheNotes,
  type Credential,
  cachedNotes,
  EMPTY_CACHE,
  isSignedIn,
  parseCache,
  sameAccessTokens,
  withNotes,
} from './cache-content.ts';
import { isFrom, type Origin, originNote } from './origin.ts';
import { RequestMoments } from './request-moments.ts';

export interface TokenCacheOptions {
  readonly store: SecretStore;
  /** What is saved for another is as nothing to this cache, and stays until something else is saved in its place. */
  readonly origin: Origin;
  /** The path of the files beside the store, without their endings. */
  readonly files: string;
  readonly clock: Clock;
  /** Called when broken content was set aside, with where it is now. */
  readonly onSetAside: (place: string) => void;
  /** Called when what was saved proved to be gone from the keyring, with where it was. */
  readonly onLost: (place: string) => void;
  /** Called when a refresh brought what cannot be saved, with why. */
  readonly onUnsaved: (failure: Failure) => void;
}

/**
 * True within a refresh, which a folder that cannot be written to must not stop: it goes on without locks there, and what
 * it brings is kept in memory. Entra leaves the refresh token that was used valid, so that what stays saved stays good.
 */
const refreshing = new AsyncLocalStorage<true>();

/**
 * One profile's token cache: what MSAL's cache plugin does, and our own reader. Safe with several processes at once:
 * every change reads the newest content and replaces it under a lock that survives its holder's death.
 */
export class TokenCache {
  readonly #options: TokenCacheOptions;
  readonly #store: SecretStore;
  readonly #lockFile: string;
  /** Of use within {@link refreshAlone}. */
  readonly requests: RequestMoments;
  /** What could not be saved, and what is saved instead: it counts until somebody saves something else. */
  #unsaved: { readonly text: string; readonly instead: string | undefined } | undefined;
  /** MSAL's reads and writes share one memory: a read between the two halves of a write would undo the write. */
  readonly #mutex = new Mutex();
  /** The store's revision when a content was read. */
  readonly #revisions = new WeakMap<CacheContent, string>();
  readonly #entered = new WeakMap<TokenCacheContext, { before: CacheContent; turn: AsyncDisposable }>();

  constructor(options: TokenCacheOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#lockFile = `${options.files}.lock`;
    this.requests = new RequestMoments(`${options.files}.requests`);
  }

  get kind(): CacheKind {
    return this.#store.kind;
  }

  /** Where it is kept, for people. */
  get place(): string {
    return this.#store.place;
  }

  /**
   * The content now; empty where there proved to be none, or none of this origin. Broken content is set aside, reported, and read as empty.
   * @throws FailureError `keyring_locked`, `keyring_unavailable`, `keyring_timeout`
   */
  async read(): Promise<CacheContent> {
    // Perhaps there is room by now.
    if (this.#unsaved) await this.note((notes) => ({ ...notes })).catch(() => undefined);
    const revision = this.#store.revision();
    const { content } = await this.#loadValid('unlocked');
    this.#remember(content, revision);
    return content;
  }

  /** False where certainly nothing is saved; asks no keyring. */
  holdsSomething(): boolean {
    return this.#store.holdsSomething();
  }

  /** Proves that a sign-in can be kept. @throws FailureError as {@link read} */
  async probe(): Promise<void> {
    // Under the lock, which proves that the folder can be written to.
    await this.#exclusively(() => this.#store.probe());
  }

  /** Deletes everything: the sign-out. */
  async clear(): Promise<void> {
    await this.#exclusively(() => this.#store.remove());
    this.requests.forget();
    this.#unsaved = undefined;
  }

  /**
   * Deletes the refresh tokens of `used`, which Entra called bad. MSAL drops one from its memory but not through the
   * plugin, so that it would come back from the store. One that another process has got meanwhile stays.
   */
  async dropRefreshTokens(used: CacheContent): Promise<void> {
    const bad = new Set(Object.values(used.RefreshToken).map(({ secret }) => secret));
    await this.#change((content) => {
      const all = Object.entries(content.RefreshToken);
      const good = all.filter(([, { secret }]) => !bad.has(secret));
      return good.length === all.length ? content : { ...content, RefreshToken: Object.fromEntries(good) };
    });
  }

  /** Changes what is remembered of a sign-in; nothing is written where nobody is signed in. */
  async note(change: (notes: CacheNotes) => CacheNotes): Promise<void> {
    await this.#change((content) =>
      isSignedIn(content) ? withNotes(content, change(cachedNotes(content))) : content,
    );
  }

  /** Saves a service principal's credential in the place of the old one. Its tokens stay: they are the principal's still. */
  async saveCredential(credential: Credential): Promise<void> {
    const origin = originNote(this.#options.origin);
    await this.#change((content) =>
      withNotes(content, { ...cachedNotes(content), origin, credential, refusal: undefined }),
    );
  }

  /** Runs `work`, a refresh, while no other process refreshes the same sign-in. */
  async refreshAlone<T>(work: () => Promise<T>): Promise<T> {
    return refreshing.run(true, async () => {
      await using _lock = await this.#lock(`${this.#options.files}.refresh.lock`);
      return await work();
    });
  }

  /**
   * MSAL's hook before it looks at the cache.
   * @param forget empties MSAL's memory, which `deserialize` only adds to
   * @param known the content, where it was read a moment ago; a change reads it again where another process has written
   */
  async beforeCacheAccess(
    context: TokenCacheContext,
    forget: () => void,
    known?: CacheContent,
  ): Promise<void> {
    // MSAL creates the context of a change with `hasChanged` already true.
    await using turn = new AsyncDisposableStack();
    turn.use(await this.#enter(context.cacheHasChanged));
    const { text, content } =
      known && (!context.cacheHasChanged || this.#isUnchanged(known))
        ? { text: JSON.stringify(known), content: known }
        : await this.#loadValid(context.cacheHasChanged ? 'locked' : 'unlocked');
    forget();
    context.tokenCache.deserialize(text);
    this.#entered.set(context, { before: content, turn: turn.move() });
  }

  /** MSAL's hook after it looked at, or changed, the cache. */
  async afterCacheAccess(context: TokenCacheContext): Promise<void> {
    const entered = this.#entered.get(context);
    // beforeCacheAccess failed: MSAL calls this all the same, from its `finally`.
    if (!entered) return;
    this.#entered.delete(context);
    await using _turn = entered.turn;
    if (context.cacheHasChanged) await this.#keep(context.tokenCache.serialize(), entered.before);
  }

  /**
   * Saves what MSAL changed, and of a new access token, whose it is and by which clock it is dated. Where nobody is signed
   * in nothing is kept.
   */
  async #keep(text: string, before: CacheContent): Promise<void> {
    const content = parseCache(text);
    if (!content) throw new FailureError('unexpected', { cause: 'MSAL wrote a cache of another form' });
    if (!isSignedIn(content)) {
      if (isSignedIn(before)) await this.#store.remove();
      this.#unsaved = undefined;
      return;
    }
    const notes = sameAccessTokens(content, before)
      ? cachedNotes(content)
      : {
          ...cachedNotes(content),
          origin: originNote(this.#options.origin),
          startedAt: startedAt(this.#options.clock),
          refusal: undefined,
        };
    const failure = await this.#save(withNotes(content, notes));
    if (failure) this.#options.onUnsaved(failure);
  }

  /** @returns why a refresh could only keep it in memory; undefined where it is saved */
  async #save(content: CacheContent): Promise<Failure | undefined> {
    const text = JSON.stringify(content);
    try {
      await this.#store.save(text);
      this.#unsaved = undefined;
      return undefined;
    } catch (error) {
      const failure = asFailure(error);
      if (!refreshing.getStore() || !isUnwritable(failure)) throw error;
      this.#unsaved = { text, instead: await this.#store.load() };
      return failure;
    }
  }

  async #load(): Promise<string | undefined> {
    const saved = await this.#store.load();
    if (this.#unsaved && this.#unsaved.instead !== saved) this.#unsaved = undefined;
    return this.#unsaved?.text ?? saved;
  }

  #remember(content: CacheContent, revision: string | undefined): void {
    if (revision !== undefined) this.#revisions.set(content, revision);
  }

  /** Under the lock: whether nothing was written since `content` was read. */
  #isUnchanged(content: CacheContent): boolean {
    const revision = this.#revisions.get(content);
    return revision !== undefined && revision === this.#store.revision();
  }

  async #loadValid(lock: 'locked' | 'unlocked'): Promise<{ text: string; content: CacheContent }> {
    const text = await this.#load();
    const content = text === undefined ? undefined : parseCache(text);
    if (text !== undefined && content && isFrom(content, this.#options.origin)) return { text, content };
    if (content) return nothing();
    if (text !== undefined || this.#store.holdsSomething()) {
      // Forgotten or set aside only under the lock, and only what is still so there: another process may just have
      // saved.
      if (lock === 'unlocked') return withFileLock(this.#lockFile, () => this.#loadValid('locked'));
      if (text !== undefined) this.#options.onSetAside(await this.#store.setAside());
      else if (await this.#store.forgetLost()) this.#options.onLost(this.#store.place);
    }
    return nothing();
  }

  async #change(change: (content: CacheContent) => CacheContent): Promise<void> {
    await this.#exclusively(async () => {
      const { content } = await this.#loadValid('locked');
      const changed = change(content);
      if (changed !== content) await this.#save(changed);
    });
  }

  async #exclusively<T>(work: () => Promise<T>): Promise<T> {
    await using _turn = await this.#enter(true);
    return await work();
  }

  async #enter(changing: boolean): Promise<AsyncDisposable> {
    await using turn = new AsyncDisposableStack();
    turn.use(await this.#mutex.acquire());
    if (changing) turn.use(await this.#lock(this.#lockFile));
    return turn.move();
  }

  async #lock(file: string): Promise<AsyncDisposable> {
    try {
      return await acquireFileLock(file);
    } catch (error) {
      if (!refreshing.getStore() || !isUnwritable(asFailure(error))) throw error;
      return new AsyncDisposableStack();
    }
  }
}

function nothing(): { text: string; content: CacheContent } {
  return { text: EMPTY_CACHE, content: parseCache(EMPTY_CACHE) as CacheContent };
}
