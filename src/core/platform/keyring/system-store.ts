import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FailureError } from '../../../shared/failures.ts';
import { asFailure } from '../as-failure.ts';
import { ifThere, replaceFile, temporaryName, writeFileAtomically } from '../atomic-file.ts';
import { asFolderFailure, inDataFolder, isUnwritable } from '../data-folder.ts';
import { callKeyring, LIMIT_MS } from './keyring-calls.ts';
import { isThere, mayBeThere, revisionOf } from './marker-file.ts';
import { inOnePlace } from './only-store.ts';
import type { CacheKind, SecretStore } from './secret-store.ts';
import { waitForSessionBus } from './session-bus.ts';

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
  return kind === 'libsecret' ? inOnePlace(keyring, plaintext) : inOnePlace(plaintext, keyring);
}

/**
 * Keychain or Secret Service: one item a profile. The file beside it says that something was saved, and when it last
 * changed: it goes only after the item.
 */
class KeyringStore implements SecretStore {
  readonly kind: 'keychain' | 'libsecret';
  readonly #file: string;
  readonly #item: string;

  constructor(kind: 'keychain' | 'libsecret', file: string, profileId: string) {
    this.kind = kind;
    this.#file = file;
    this.#item = profileId;
  }

  get place(): string {
    return `${KEYRING_SERVICE} / ${this.#item}`;
  }

  holdsSomething(): boolean {
    return mayBeThere(this.#file);
  }

  revision(): string | undefined {
    return revisionOf(this.#file);
  }

  async probe(): Promise<void> {
    // A name that nobody else uses: two processes would take a fixed one from each other.
    const item = `probe ${crypto.randomUUID()}`;
    const text = crypto.randomUUID();
    await this.#ask(async (keyring) => {
      await keyring.setPassword(KEYRING_SERVICE, item, text);
      const found = await keyring.getPassword(KEYRING_SERVICE, item);
      const isDeleted = await keyring.deletePassword(KEYRING_SERVICE, item);
      if (found !== text || !isDeleted) {
        throw new FailureError('keyring_unavailable', {
          cause: 'what was written cannot be read or deleted',
        });
      }
    });
  }

  async load(): Promise<string | undefined> {
    // Nothing was ever saved: the keyring need not be asked, nor unlocked.
    if (!this.holdsSomething()) return undefined;
    // Not by the library's class, which makes the file where another process has just removed it.
    const read = () => this.#ask((keyring) => keyring.getPassword(KEYRING_SERVICE, this.#item));
    const text = await read();
    if (text) return text;
    // Not seen is not gone: some keyrings show nothing while they are locked.
    await this.probe();
    return (await read()) || undefined;
  }

  async forgetLost(): Promise<boolean> {
    if (!this.holdsSomething()) return false;
    await rm(this.#file, { force: true });
    return true;
  }

  async save(text: string): Promise<void> {
    await this.#save('', text);
  }

  async remove(): Promise<void> {
    for (const suffix of ['.broken', ''] as const) {
      if (mayBeThere(`${this.#file}${suffix}`)) await this.#delete(suffix);
    }
  }

  async setAside(): Promise<string> {
    const content = await this.load();
    if (content !== undefined) await this.#save('.broken', content);
    await this.#delete('');
    return `${this.place}.broken`;
  }

  async #save(suffix: '' | '.broken', text: string): Promise<void> {
    const { KeychainPersistence, LibSecretPersistence } = await loadExtensions();
    const { create } = this.kind === 'keychain' ? KeychainPersistence : LibSecretPersistence;
    const file = `${this.#file}${suffix}`;
    const account = `${this.#item}${suffix}`;
    try {
      // This makes the file: there is never an item that nobody looks for.
      const item = await create(file, KEYRING_SERVICE, account);
      await this.#call(() => item.save(text));
    } catch (error) {
      const failure = asFolderFailure(error, file);
      // With the file there already, the item is all that counts: a folder that is full or read-only loses no sign-in.
      if (!isUnwritable(asFailure(failure)) || !isThere(file)) return asKeyringFailure(failure);
      await this.#ask((keyring) => keyring.setPassword(KEYRING_SERVICE, account, text));
    }
  }

  /** The item first: without the file nobody would look again for one that could not be deleted. */
  async #delete(suffix: '' | '.broken'): Promise<void> {
    const deleteItem = () =>
      this.#ask((keyring) => keyring.deletePassword(KEYRING_SERVICE, `${this.#item}${suffix}`));
    if (!(await deleteItem())) {
      await this.probe();
      await deleteItem();
    }
    await rm(`${this.#file}${suffix}`, { force: true });
  }

  async #ask<T>(question: (keyring: typeof import('keytar').default) => Promise<T>): Promise<T> {
    const { default: keyring } = await import('keytar').catch(asKeyringFailure);
    return this.#call(() => question(keyring));
  }

  #call<T>(call: () => Promise<T>): Promise<T> {
    const failed = (error: unknown) => asKeyringFailure(asFolderFailure(error, this.#file));
    return callKeyring(async () => {
      if (this.kind === 'libsecret') await waitForSessionBus(LIMIT_MS);
      return onceMoreIfDied(call).catch(failed);
    });
  }
}

/** Makes a call again whose service died before it answered: every call of ours may be made twice. */
async function onceMoreIfDied<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error && DIED.test(error.message))) throw error;
    await sleep(RESTART_MS);
    return call();
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

  get place(): string {
    return this.#file;
  }

  holdsSomething(): boolean {
    return mayBeThere(this.#file) || mayBeThere(`${this.#file}.broken`);
  }

  revision(): string | undefined {
    return revisionOf(this.#file);
  }

  async probe(): Promise<void> {
    // As much as a sign-in takes: a full disk has room for an empty file.
    const trial = temporaryName(this.#file);
    try {
      await writeFileAtomically(trial, ' '.repeat(PROBE_BYTES));
      if (this.kind === 'dpapi') {
        const file = await encrypted(trial);
        await file.save('probe');
        await file.load();
      }
    } catch (error) {
      throw asKeyringFailure(asFolderFailure(error, this.#file));
    } finally {
      await rm(trial, { force: true }).catch(() => undefined);
    }
  }

  async load(): Promise<string | undefined> {
    const bytes = await inDataFolder(this.#file, () => ifThere(readFile(this.#file)));
    if (!bytes?.length) return undefined;
    if (this.kind === 'plaintext-file') return bytes.toString('utf8');
    try {
      return (await (await encrypted(this.#file)).load()) ?? undefined;
    } catch (error) {
      // DPAPI cannot decrypt what another user, another machine, or nobody encrypted: that is broken content.
      if (!isUnavailable(error)) return bytes.toString('latin1');
      throw asKeyringFailure(error);
    }
  }

  /** A file does not hide: without one nothing was saved. */
  async forgetLost(): Promise<boolean> {
    return false;
  }

  async save(text: string): Promise<void> {
    // The library writes in place; written beside and renamed, a crash leaves the old content or the new.
    const temporary = temporaryName(this.#file);
    try {
      if (this.kind === 'plaintext-file') return await writeFileAtomically(this.#file, text);
      await (await encrypted(temporary)).save(text);
      await replaceFile(temporary, this.#file);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw asKeyringFailure(asFolderFailure(error, this.#file));
    }
  }

  async remove(): Promise<void> {
    // Also what a process was writing when it was killed: it holds the same as the file itself.
    const directory = dirname(this.#file);
    const names = await readdir(directory).catch(() => []);
    const ours = names.filter((name) => name.startsWith(basename(this.#file)));
    for (const name of ours) {
      await inDataFolder(directory, () => rm(join(directory, name), { force: true }));
    }
  }

  async setAside(): Promise<string> {
    const place = `${this.#file}.broken`;
    await inDataFolder(place, () => rename(this.#file, place));
    return basename(place);
  }
}

/** More than a sign-in with its tokens takes. */
const PROBE_BYTES = 32 * 1024;

async function encrypted(path: string): Promise<Persistence> {
  const { DataProtectionScope, FilePersistenceWithDataProtection } = await loadExtensions();
  return FilePersistenceWithDataProtection.create(path, DataProtectionScope.CurrentUser);
}

/** Loads the library and DPAPI: only when first used, so that the tray icon is up before. */
async function loadExtensions(): Promise<typeof import('@azure/msal-node-extensions')> {
  return import('@azure/msal-node-extensions').catch(asKeyringFailure);
}

function isUnavailable(error: unknown): boolean {
  return error instanceof Error && /unavailable|not supported/i.test(error.message);
}

/**
 * How the bus says that the service died before it answered: gnome-keyring does where a client of anybody's goes away in
 * the middle of its first call (gnome-keyring 190, 196, 199). The next call finds it started anew.
 */
const DIED = /disconnected from message bus without replying|remote peer disconnected/i;
/** systemd starts it again after a tenth of this. Milliseconds. */
const RESTART_MS = 1_000;

/** How Secret Service and Keychain say that nobody unlocked them. */
const LOCKED = /prompt was dismissed|object locked|interaction is not allowed|user canceled/i;

function asKeyringFailure(error: unknown): never {
  if (error instanceof FailureError) throw error;
  // Messages of Secret Service, Keychain and DPAPI hold no content; the first line says what is wrong.
  const cause = error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : 'unknown';
  throw new FailureError(LOCKED.test(cause) ? 'keyring_locked' : 'keyring_unavailable', { cause });
}
