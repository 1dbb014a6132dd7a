import type { TokenCacheStore } from '../../src/core/cache/token-cache-store.ts';

/** A token cache's place in memory: another edge for the real cache, where thousands of writes would wear a keyring. */
export class MemoryStore implements TokenCacheStore {
  readonly kind = 'plaintext-file';
  content: string | undefined;
  setAsideContents: string[] = [];

  async probe(): Promise<void> {
    // Memory is always there.
  }

  async load(): Promise<string | undefined> {
    return this.content;
  }

  async save(text: string): Promise<void> {
    this.content = text;
  }

  async remove(): Promise<void> {
    this.content = undefined;
  }

  async setAside(): Promise<string> {
    if (this.content !== undefined) this.setAsideContents.push(this.content);
    this.content = undefined;
    return 'memory';
  }
}
