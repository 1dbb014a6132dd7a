/** How the operating system protects the cache, as `status` names it. */
export type CacheKind = 'dpapi' | 'keychain' | 'libsecret' | 'plaintext-file';

/** Where one profile's token cache is kept: one text that is replaced as a whole. */
export interface SecretStore {
  readonly kind: CacheKind;
  /** False where certainly nothing is saved; asks no keyring. */
  holdsSomething(): boolean;
  /**
   * Asks whether the protection works, before anything is to be saved. Throws as `load` does.
   */
  probe(): Promise<void>;
  /**
   * The saved text, undefined where nothing is saved.
   * @throws FailureError `keyring_unavailable`, `keyring_timeout`
   */
  load(): Promise<string | undefined>;
  /** Replaces the saved text; a crash leaves the old or the new. Throws as `load` does. */
  save(text: string): Promise<void>;
  /** Removes all of it, set-aside content included. Throws as `load` does. */
  remove(): Promise<void>;
  /**
   * Moves content that cannot be used to where nobody reads it, as protected as before.
   * @returns the place, for people
   */
  setAside(): Promise<string>;
}
