import type { ICachePlugin, TokenCacheContext } from '@azure/msal-node';
import { type Clock, startedAt } from '../clock.ts';
import { acquireFileLock, withFileLock } from '../file-lock.ts';
import { Mutex } from '../mutex.ts';
import {
  type CacheContent,
  type CacheNotes,
  cachedNotes,
  EMPTY_CACHE,
  parseCache,
  sameAccessTokens,
  withNotes,
} from './cache-content.ts';
import type { CacheKind, TokenCacheStore } from './token-cache-store.ts';

/** Tells that broken content was set aside, and where it is now. */
export type CacheSetAsideListener = (place: string) => void;

/**
 * One profile's token cache: MSAL's cache plugin, and our own reader. Safe with several processes at once: every
 * change reads the newest content and replaces it under a lock that survives its holder's death.
 */
export class TokenCache implements ICachePlugin {
  readonly #store: TokenCacheStore;
  readonly #lockFile: string;
  readonly #refreshLockFile: string;
  readonly #clock: Clock;
  readonly #onSetAside: CacheSetAsideListener;
  /** MSAL's reads and writes share one memory: a read between the two halves of a write would undo the write. */
  readonly #mutex = new Mutex();
  readonly #entered = new WeakMap<
    TokenCacheContext,
    { before: CacheContent; release: () => Promise<void> }
  >();

  /** @param parts `files` is the path of the lock files, without their endings */
  constructor(parts: {
    store: TokenCacheStore;
    files: string;
    clock: Clock;
    onSetAside: CacheSetAsideListener;
  }) {
    this.#store = parts.store;
    this.#lockFile = `${parts.files}.lock`;
    this.#refreshLockFile = `${parts.files}.refresh.lock`;
    this.#clock = parts.clock;
    this.#onSetAside = parts.onSetAside;
  }

  get kind(): CacheKind {
    return this.#store.kind;
  }

  /**
   * The content now. Broken content is set aside, reported, and read as empty.
   * @throws FailureError `keyring_unavailable`, `keyring_timeout`
   */
  async read(): Promise<CacheContent> {
    const { content } = await this.#loadValid();
    return content;
  }

  /** Asks whether a sign-in could be kept. @throws FailureError `keyring_unavailable`, `keyring_timeout` */
  async probe(): Promise<void> {
    await this.#store.probe();
  }

  /** Forgets everything: the sign-out. */
  async clear(): Promise<void> {
    await this.#exclusively(() => this.#store.remove());
  }

  /**
   * Forgets the refresh tokens that Entra called bad. MSAL drops one from its memory but does not tell the plugin,
   * so that it would come back from the store.
   */
  async dropRefreshTokens(): Promise<void> {
    await this.#change((content) => ({ ...content, RefreshToken: {} }));
  }

  /** Changes what is remembered of a sign-in; nothing is written where nobody is signed in. */
  async note(change: (notes: CacheNotes) => CacheNotes): Promise<void> {
    await this.#change((content) =>
      Object.keys(content.Account).length > 0 ? withNotes(content, change(cachedNotes(content))) : content,
    );
  }

  /** Runs `work`, a refresh, while no other process refreshes the same sign-in. */
  async refreshAlone<T>(work: () => Promise<T>): Promise<T> {
    return withFileLock(this.#refreshLockFile, work);
  }

  /** MSAL's hook before it looks at the cache. */
  async beforeCacheAccess(context: TokenCacheContext): Promise<void> {
    // MSAL creates the context of a change with `hasChanged` already true.
    const release = await this.#enter(context.cacheHasChanged);
    try {
      const { text, content } = await this.#loadValid();
      context.tokenCache.deserialize(text);
      this.#entered.set(context, { before: content, release });
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** MSAL's hook after it looked at, or changed, the cache. */
  async afterCacheAccess(context: TokenCacheContext): Promise<void> {
    const entered = this.#entered.get(context);
    // beforeCacheAccess failed: MSAL calls this all the same, from its `finally`.
    if (!entered) return;
    this.#entered.delete(context);
    try {
      if (context.cacheHasChanged)
        await this.#store.save(this.#dated(context.tokenCache.serialize(), entered.before));
    } finally {
      await entered.release();
    }
  }

  /** Notes by which clock a new access token's dates are. */
  #dated(text: string, before: CacheContent): string {
    const content = parseCache(text);
    if (!content || sameAccessTokens(content, before)) return text;
    return JSON.stringify(withNotes(content, { ...cachedNotes(content), startedAt: startedAt(this.#clock) }));
  }

  async #loadValid(): Promise<{ text: string; content: CacheContent }> {
    const text = (await this.#store.load()) ?? EMPTY_CACHE;
    const content = parseCache(text);
    if (content) return { text, content };
    this.#onSetAside(await this.#store.setAside());
    return { text: EMPTY_CACHE, content: parseCache(EMPTY_CACHE) as CacheContent };
  }

  async #change(change: (content: CacheContent) => CacheContent): Promise<void> {
    await this.#exclusively(async () => {
      const { content } = await this.#loadValid();
      const changed = change(content);
      if (changed !== content) await this.#store.save(JSON.stringify(changed));
    });
  }

  async #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.#enter(true);
    try {
      return await work();
    } finally {
      await release();
    }
  }

  async #enter(changing: boolean): Promise<() => Promise<void>> {
    const leave = await this.#mutex.acquire();
    if (!changing) return async () => leave();
    try {
      const unlock = await acquireFileLock(this.#lockFile);
      return async () => {
        await unlock().finally(leave);
      };
    } catch (error) {
      leave();
      throw error;
    }
  }
}
