/** How the operating system protects the cache, as `status` names it. */
export type CacheKind = 'dpapi' | 'keychain' | 'libsecret' | 'plaintext-file';

/** Where one profile's token cache is kept: one text that is replaced as a whole. */
export interface SecretStore {
  readonly kind: CacheKind;
  /** Where the text is, for people. */
  readonly place: string;
  /** False where certainly nothing is saved; asks no keyring. */
  holdsSomething(): boolean;
  /**
   * Differs after each `save` and `remove`, of any process, from before; asks no keyring. Undefined where nothing is
   * saved.
   */
  revision(): string | undefined;
  /** Proves that a text can be written, read and removed, by doing so with one of no worth. Throws as `load` does. */
  probe(): Promise<void>;
  /**
   * The saved text, undefined where there proved to be none.
   * @throws FailureError `keyring_locked`, `keyring_unavailable`, `keyring_timeout`
   */
  load(): Promise<string | undefined>;
  /**
   * Forgets that something was saved, after `load` has proved that it is gone.
   * @returns false where nothing was thought to be there
   */
  forgetLost(): Promise<boolean>;
  /** Replaces the saved text; a crash leaves the old or the new. Throws as `load` does. */
  save(text: string): Promise<void>;
  /** Removes all of it, set-aside content included; what cannot be removed is not forgotten. Throws as `load` does. */
  remove(): Promise<void>;
  /**
   * Moves content that cannot be used to where nobody reads it, as protected as before.
   * @returns the place, for people
   */
  setAside(): Promise<string>;
}
