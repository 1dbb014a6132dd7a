import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FailureError } from '../../../shared/failures.ts';
import { replaceFile, temporaryName } from '../atomic-file.ts';
import { callKeyring } from './keyring-calls.ts';
import type { CacheKind, SecretStore } from './secret-store.ts';

/** The keyring's service name of every item of ours. */
const KEYRING_SERVICE = 'entra-token-tray';

/** The part of msal-node-extensions' persistence classes that is used here. */
interface Persistence {
  save(contents: string): Promise<void>;
  load(): Promise<string | null>;
}

/** The protection that a cache gets on this machine. */
function cacheKind(allowPlaintext: boolean): CacheKind {
  if (process.platform === 'win32') return 'dpapi';
  if (process.platform === 'darwin') return 'keychain';
  return allowPlaintext ? 'plaintext-file' : 'libsecret';
}

/**
 * The store of one profile on this operating system, over the persistence of @azure/msal-node-extensions.
 *
 * Not over its `PersistenceCreator`, which at every start writes and deletes a test item under one fixed name: two
 * of our processes at once would take it from each other and report a broken keyring.
 */
export function openSystemStore(directory: string, profileId: string, allowPlaintext: boolean): SecretStore {
  const kind = cacheKind(allowPlaintext);
  const file = join(directory, `${profileId}.cache`);
  if (kind === 'dpapi') return new FileStore(kind, file);
  if (kind === 'keychain') return new KeyringStore(kind, file, profileId);
  const keyring = new KeyringStore('libsecret', file, profileId);
  const plaintext = new FileStore('plaintext-file', join(directory, `${profileId}.plain.cache`));
  return kind === 'libsecret' ? new OnlyStore(keyring, plaintext) : new OnlyStore(plaintext, keyring);
}

/** A store that sees to it that the other place, in use before the setting was changed, holds nothing any more. */
class OnlyStore implements SecretStore {
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

  setAside(): Promise<string> {
    return this.#used.setAside();
  }

  async #emptyOther(): Promise<void> {
    if (this.#other.holdsSomething()) await this.#other.remove();
  }

  holdsSomething(): boolean {
    return this.#used.holdsSomething();
  }
}

/** Keychain or Secret Service: one item a profile. The file beside it only carries the time of the last change. */
class KeyringStore implements SecretStore {
  readonly kind: 'keychain' | 'libsecret';
  readonly #file: string;
  readonly #item: string;
  readonly #opened = new Map<string, Promise<Persistence>>();

  constructor(kind: 'keychain' | 'libsecret', file: string, profileId: string) {
    this.kind = kind;
    this.#file = file;
    this.#item = profileId;
  }

  holdsSomething(): boolean {
    return existsSync(this.#file);
  }

  async probe(): Promise<void> {
    const held = this.holdsSomething();
    try {
      await this.#use('', (item) => item.load());
    } finally {
      // Opening the item makes the file, which says that something was saved.
      if (!held) await rm(this.#file, { force: true });
    }
  }

  async load(): Promise<string | undefined> {
    // Nothing was ever saved: the keyring need not be asked, nor unlocked.
    if (!this.holdsSomething()) return undefined;
    return (await this.#use('', (item) => item.load())) || undefined;
  }

  async save(text: string): Promise<void> {
    await this.#use('', (item) => item.save(text));
  }

  async remove(): Promise<void> {
    // The item first: the library's own delete() begins with the file, and without it nobody would look again for an
    // item that could not be deleted.
    for (const suffix of ['.broken', ''] as const) {
      if (!existsSync(`${this.#file}${suffix}`)) continue;
      await this.#delete(suffix);
      await rm(`${this.#file}${suffix}`, { force: true });
    }
  }

  async setAside(): Promise<string> {
    const content = await this.load();
    if (content !== undefined) await this.#use('.broken', (item) => item.save(content));
    await this.#delete('');
    return `${KEYRING_SERVICE} / ${this.#item}.broken`;
  }

  async #use<T>(suffix: '' | '.broken', action: (item: Persistence) => Promise<T>): Promise<T> {
    const item = await this.#open(suffix).catch(asKeyringFailure);
    return callKeyring(() => action(item)).catch(asKeyringFailure);
  }

  /** The item of `suffix`; creating it makes the file beside it, so that is done once. */
  #open(suffix: '' | '.broken'): Promise<Persistence> {
    const open = async () => {
      const { KeychainPersistence, LibSecretPersistence } = await loadExtensions();
      const create = this.kind === 'keychain' ? KeychainPersistence.create : LibSecretPersistence.create;
      return create(`${this.#file}${suffix}`, KEYRING_SERVICE, `${this.#item}${suffix}`);
    };
    const opened = this.#opened.get(suffix) ?? open();
    this.#opened.set(suffix, opened);
    opened.catch(() => this.#opened.delete(suffix));
    return opened;
  }

  async #delete(suffix: string): Promise<void> {
    const { default: keytar } = await import('keytar').catch(asKeyringFailure);
    await callKeyring(() => keytar.deletePassword(KEYRING_SERVICE, `${this.#item}${suffix}`)).catch(
      asKeyringFailure,
    );
  }
}

/** DPAPI-encrypted file on Windows; plain file of mode 0600 on Linux where the person asked for it. */
class FileStore implements SecretStore {
  readonly kind: 'dpapi' | 'plaintext-file';
  readonly #file: string;

  constructor(kind: 'dpapi' | 'plaintext-file', file: string) {
    this.kind = kind;
    this.#file = file;
  }

  holdsSomething(): boolean {
    return existsSync(this.#file) || existsSync(`${this.#file}.broken`);
  }

  async probe(): Promise<void> {
    await this.#persistence(this.#file).catch(asKeyringFailure);
  }

  async load(): Promise<string | undefined> {
    const bytes = await readFile(this.#file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw asKeyringFailure(error);
    });
    if (!bytes?.length) return undefined;
    try {
      return (await (await this.#persistence(this.#file)).load()) ?? undefined;
    } catch (error) {
      // DPAPI cannot decrypt what another user, another machine, or nobody encrypted: that is broken content.
      if (this.kind === 'dpapi' && !isUnavailable(error)) return bytes.toString('latin1');
      throw asKeyringFailure(error);
    }
  }

  async save(text: string): Promise<void> {
    // The library writes in place; written beside and renamed, a crash leaves the old content or the new.
    const temporary = temporaryName(this.#file);
    try {
      await (await this.#persistence(temporary)).save(text);
      await replaceFile(temporary, this.#file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw asKeyringFailure(error);
    }
  }

  async remove(): Promise<void> {
    // Also what a process was writing when it was killed: it holds the same as the file itself.
    const directory = dirname(this.#file);
    const names = await readdir(directory).catch(() => []);
    const ours = names.filter((name) => name.startsWith(basename(this.#file)));
    for (const name of ours) await rm(join(directory, name), { force: true });
  }

  async setAside(): Promise<string> {
    const place = `${this.#file}.broken`;
    await rename(this.#file, place);
    return basename(place);
  }

  async #persistence(path: string): Promise<Persistence> {
    const { DataProtectionScope, FilePersistence, FilePersistenceWithDataProtection } =
      await loadExtensions();
    return this.kind === 'dpapi'
      ? FilePersistenceWithDataProtection.create(path, DataProtectionScope.CurrentUser)
      : FilePersistence.create(path);
  }
}

/** Loads keytar and DPAPI: only when first used, so that the tray icon is up before. */
async function loadExtensions(): Promise<typeof import('@azure/msal-node-extensions')> {
  return import('@azure/msal-node-extensions').catch(asKeyringFailure);
}

function isUnavailable(error: unknown): boolean {
  return error instanceof Error && /unavailable|not supported/i.test(error.message);
}

function asKeyringFailure(error: unknown): never {
  if (error instanceof FailureError) throw error;
  // Messages of libsecret, Keychain and DPAPI hold no content; the first line says what is wrong.
  const cause = error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : 'unknown';
  throw new FailureError('keyring_unavailable', { cause });
}
