import { constants, type Stats } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { FailureError } from '../../shared/failures.ts';
import { SETTINGS_VERSION } from '../../shared/preferences.ts';
import { ifThere, writeFileAtomically } from '../platform/atomic-file.ts';
import { inDataFolder } from '../platform/data-folder.ts';
import { withFileLock } from '../platform/file-lock.ts';
import { parseJson } from '../platform/foreign-json.ts';
import { examine, notList, type Wrong } from '../platform/schema.ts';
import { readSmallBytes } from '../platform/small-file.ts';
import { decodeText } from '../platform/text.ts';
import { DEFAULT_SETTINGS, migrateSettings, Settings } from './settings.ts';

/** Tells that a broken file was set aside, under which name, and what was wrong with it: a code of the messages, or words. */
export type SetAsideListener = (setAsideAs: string, reason: string) => void;

/**
 * The settings file: schema-checked on read and write, replaced atomically, changed under a lock since the tray
 * and the command line share it.
 */
export class SettingsFile {
  readonly #path: string;
  readonly #onSetAside: SetAsideListener;

  constructor(path: string, onSetAside: SetAsideListener) {
    this.#path = path;
    this.#onSetAside = onSetAside;
  }

  /**
   * The settings, or the defaults where there is no file yet. A file that cannot be understood is kept under a
   * dated name, reported, and the defaults are used.
   * @throws FailureError `settings_newer` for a file of a newer version, which is left alone; `data_folder_*`, also for a
   * file that everybody can change
   */
  async load(): Promise<Settings> {
    const found = await this.#read();
    if ('settings' in found) return found.settings;
    return this.#exclusively(() => this.#loadOrSetAside(DEFAULT_SETTINGS));
  }

  /** What the file says now. A broken one is left where it is. @throws FailureError as {@link load} */
  async peek(): Promise<{ settings: Settings } | { reason: string }> {
    return this.#read();
  }

  /**
   * Changes the settings: reads the newest, applies `change`, writes the result.
   * @param fallback what a file that cannot be read, and is set aside, is replaced by
   * @returns the settings now in force
   * @throws FailureError `settings_newer`, `data_folder_*`, or whatever `change` throws (nothing is written then)
   */
  async update(change: (current: Settings) => Settings, fallback = DEFAULT_SETTINGS): Promise<Settings> {
    return this.#exclusively(async () => {
      const { value: next, wrong } = examine(Settings, change(await this.#loadOrSetAside(fallback)));
      if (wrong) throw new Error(`no settings to be saved: ${inWords(wrong[0])}`);
      await writeFileAtomically(this.#path, `${JSON.stringify(next, undefined, 2)}\n`);
      return next;
    });
  }

  async #exclusively<T>(work: () => Promise<T>): Promise<T> {
    return withFileLock(`${this.#path}.lock`, () => inDataFolder(this.#path, work));
  }

  /** Under the lock: otherwise a good file could be set aside that another process has just put in place. */
  async #loadOrSetAside(fallback: Settings): Promise<Settings> {
    const found = await this.#read();
    if ('settings' in found) return found.settings;
    const stamp = new Date().toISOString().replaceAll(':', '-').replace('.', '-');
    const name = `${this.#path}.broken-${stamp}`;
    await rename(this.#path, name);
    this.#onSetAside(basename(name), found.reason);
    return fallback;
  }

  async #read(): Promise<{ settings: Settings } | { reason: string }> {
    const read = async () => readSmallBytes(this.#path);
    const file = await inDataFolder(this.#path, () => ifThere(read()));
    if (!file) return { settings: DEFAULT_SETTINGS };
    if (typeof file === 'string') return { reason: file };
    if (await this.#isOpenToAll(file.status))
      throw new FailureError('data_folder_loose', { params: { path: this.#path } });
    // As editors save it: with a mark, in UTF-16, in Latin-1.
    const decoded = decodeText(file.bytes);
    return decoded ? this.#parse(decoded.text) : { reason: 'not_text' };
  }

  /** True where everybody can write to the file, and can come to it. Windows has no such modes. */
  async #isOpenToAll({ mode }: Stats): Promise<boolean> {
    const isLoose = process.geteuid !== undefined && (mode & constants.S_IWOTH) !== 0;
    return isLoose && ((await stat(dirname(this.#path))).mode & constants.S_IXOTH) !== 0;
  }

  #parse(text: string): { settings: Settings } | { reason: string } {
    const found = parseJson(text);
    if (found === undefined) return { reason: 'not_json' };
    const json = migrateSettings(found);
    const version = (json as { version?: unknown } | null)?.version;
    if (typeof version === 'number' && version > SETTINGS_VERSION) {
      throw new FailureError('settings_newer', {
        params: { file: this.#path, found: String(version), known: String(SETTINGS_VERSION) },
      });
    }
    // A key that an older file lacks gets its default.
    const { value, wrong } = examine(
      notList(Settings),
      typeof json === 'object' && version === SETTINGS_VERSION ? { ...DEFAULT_SETTINGS, ...json } : json,
    );
    return wrong ? { reason: inWords(wrong[0]) } : { settings: value };
  }
}

function inWords({ path, expected }: Wrong): string {
  return `${path.join('.') || 'the file'}: ${expected}`;
}
