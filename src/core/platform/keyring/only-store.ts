import type { CacheKind, SecretStore } from './secret-store.ts';

/** A store that sees to it that the other place, in use before the setting was changed, holds nothing any more. */
export class OnlyStore implements SecretStore {
  readonly #used: SecretStore;
  readonly #other: SecretStore;
  #hasSeenToOther = false;

  constructor(used: SecretStore, other: SecretStore) {
    this.#used = used;
    this.#other = other;
  }

  get kind(): CacheKind {
    return this.#used.kind;
  }

  get place(): string {
    return this.#used.place;
  }

  probe(): Promise<void> {
    return this.#used.probe();
  }

  load(): Promise<string | undefined> {
    return this.#used.load();
  }

  async save(text: string): Promise<void> {
    await this.#used.save(text);
    if (this.#hasSeenToOther) return;
    // Once: a keyring that cannot be reached is often why the other place is in use.
    this.#hasSeenToOther = true;
    await this.#emptyOther().catch(() => undefined);
  }

  async remove(): Promise<void> {
    try {
      await this.#used.remove();
    } finally {
      await this.#emptyOther();
    }
  }

  forgetLost(): Promise<boolean> {
    return this.#used.forgetLost();
  }

  setAside(): Promise<string> {
    return this.#used.setAside();
  }

  async #emptyOther(): Promise<void> {
    if (this.#other.holdsSomething()) await this.#other.remove();
  }

  holdsSomething(): boolean {
    return this.#used.holdsSomething();
  }

  revision(): string | undefined {
    return this.#used.revision();
  }
}
