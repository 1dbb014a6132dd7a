import { watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { NoticeContent } from '../../shared/app-state.ts';
import { FailureError } from '../../shared/failure.ts';
import { ensureDirectory } from '../atomic-file.ts';
import type { DataDirectory } from '../data-directory.ts';
import type { Fetch } from '../http.ts';
import type { Logger } from '../log/logger.ts';
import { Mutex } from '../mutex.ts';
import type { Profile } from '../profile/profile.ts';
import { activeProfile, DEFAULT_SETTINGS, type Settings } from '../settings/settings.ts';
import { SettingsFile } from '../settings/settings-file.ts';
import { openSession } from './open-session.ts';
import type { TokenSession } from './token-session.ts';

/** A profile's files begin with its ID. */
const UUID_LENGTH = 36;
/** Several changes at once (a temporary file, its renaming) are read as one. Milliseconds. */
const SETTLE_MS = 150;

/** What a running program brings along. */
export interface Surroundings {
  readonly directory: DataDirectory;
  readonly fetch: Fetch;
  readonly log: Logger;
  readonly onNotice: (notice: NoticeContent) => void;
}

/** What is told to whoever runs the sessions. */
export interface SessionsListener {
  /** A session has begun; before it has looked at anything. */
  onSession(session: TokenSession): void;
  /** The settings are others now. */
  onSettings(settings: Settings): void;
}

/**
 * The settings and one running session a profile, for as long as the tray or `entra-token serve` runs. Follows what
 * other processes change in the data directory.
 */
export class ProfileSessions {
  readonly #surroundings: Surroundings;
  readonly #listener: SessionsListener;
  readonly #settingsFile: SettingsFile;
  readonly #sessions = new Map<string, TokenSession>();
  readonly #ends: (() => void)[] = [];
  /** What was looked at before a change must not be adopted after it. */
  readonly #turns = new Mutex();
  #settings: Settings = DEFAULT_SETTINGS;
  #isStopped = false;

  constructor(surroundings: Surroundings, listener: SessionsListener) {
    const { directory, log, onNotice } = surroundings;
    this.#surroundings = surroundings;
    this.#listener = listener;
    this.#settingsFile = new SettingsFile(directory.settingsFile, (file, reason) => {
      log.warn(`[settings] a file that cannot be read was set aside: ${file} (${reason})`);
      onNotice({ kind: 'settings_set_aside', params: { file, reason } });
    });
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** The session of the profile with this ID. */
  get(id: string): TokenSession | undefined {
    return this.#sessions.get(id);
  }

  /** The session of the chosen profile. */
  get active(): TokenSession | undefined {
    const profile = activeProfile(this.#settings);
    return profile && this.#sessions.get(profile.id);
  }

  get all(): Iterable<TokenSession> {
    return this.#sessions.values();
  }

  /**
   * Reads the settings, starts the sessions, and follows what other processes change.
   * @throws FailureError `settings_newer`, `settings_unwritable`
   */
  async start(): Promise<void> {
    const { directory } = this.#surroundings;
    await ensureDirectory(directory.cacheDirectory);
    this.#adopt(await this.#settingsFile.load());
    this.#follow(directory.root, async (name) => {
      if (name === basename(directory.settingsFile)) await this.#followSettings();
    });
    this.#follow(directory.cacheDirectory, async (name) => {
      await this.#sessions.get(name.slice(0, UUID_LENGTH))?.reload();
    });
  }

  /** Ends timers, pending sign-ins and watches. */
  stop(): void {
    this.#isStopped = true;
    for (const end of this.#ends) end();
    for (const session of this.#sessions.values()) session.stop();
  }

  /** Changes the settings, on disk and here. @throws FailureError as `SettingsFile.update` */
  async change(change: (settings: Settings) => Settings): Promise<void> {
    // The settings in force are what the person sees: they outlive a file that was broken meanwhile.
    await this.#turns.run(async () => this.#adopt(await this.#settingsFile.update(change, this.#settings)));
  }

  /** @throws FailureError `profile_missing` */
  requireActive(): TokenSession {
    const session = this.active;
    if (!session) throw new FailureError('profile_missing');
    return session;
  }

  /** A file that somebody is just editing may be broken for a moment: the settings in force stay. */
  async #followSettings(): Promise<void> {
    const { log, onNotice } = this.#surroundings;
    await this.#turns.run(async () => {
      const found = await this.#settingsFile.look();
      if ('settings' in found) return this.#adopt(found.settings);
      log.warn(`[settings] a changed file cannot be read (${found.reason}); the settings in force stay`);
      onNotice({ kind: 'settings_ignored', params: { reason: found.reason } });
    });
  }

  /** Makes the sessions fit the settings. */
  #adopt(settings: Settings): void {
    if (this.#isStopped) return;
    const protectionChanged = settings.allowPlaintextCache !== this.#settings.allowPlaintextCache;
    this.#settings = settings;
    for (const [id, session] of this.#sessions) {
      const profile = settings.profiles.find((candidate) => candidate.id === id);
      if (profile && !protectionChanged && signsInAlike(profile, session.profile)) {
        session.describeBy(profile);
        continue;
      }
      session.stop();
      this.#sessions.delete(id);
    }
    for (const profile of settings.profiles) {
      if (!this.#sessions.has(profile.id)) this.#startSession(profile);
    }
    this.#listener.onSettings(settings);
  }

  #startSession(profile: Profile): void {
    const { directory, fetch, log, onNotice } = this.#surroundings;
    const { session } = openSession(profile, {
      directory,
      settings: this.#settings,
      fetch,
      log,
      onCacheSetAside: (_, place) => onNotice({ kind: 'cache_set_aside', params: { place } }),
    });
    this.#sessions.set(profile.id, session);
    this.#listener.onSession(session);
    void session.start();
  }

  /** Calls `action` when a file in `directory` has got another time of change. */
  #follow(directory: string, action: (name: string) => Promise<void>): void {
    const { log } = this.#surroundings;
    const seen = new Map<string, number>();
    const timers = new Map<string, NodeJS.Timeout>();
    const check = async (name: string) => {
      const status = await stat(join(directory, name)).catch(() => undefined);
      // Only the time of the content counts: looking at a file must not look like a change of it.
      const changed = status?.mtimeMs ?? 0;
      if (seen.get(name) === changed) return;
      seen.set(name, changed);
      await action(name);
    };
    const watcher = watch(directory, (_, name) => {
      if (!name || name.endsWith('.tmp') || name.endsWith('.lock')) return;
      clearTimeout(timers.get(name));
      timers.set(
        name,
        setTimeout(() => {
          timers.delete(name);
          check(name).catch((error: unknown) =>
            log.error(`[watch] ${error instanceof Error ? error.stack : error}`),
          );
        }, SETTLE_MS),
      );
    });
    watcher.on('error', (error) => log.warn(`[watch] ${error.message}`));
    this.#ends.push(() => {
      watcher.close();
      for (const timer of timers.values()) clearTimeout(timer);
    });
  }
}

/** True where only what is said about the profile differs, not who signs in where. */
function signsInAlike(a: Profile, b: Profile): boolean {
  const identity = ({ cloud, tenantId, clientId, scopes, loginHint }: Profile) => ({
    cloud,
    tenantId,
    clientId,
    scopes,
    loginHint,
  });
  return isDeepStrictEqual(identity(a), identity(b));
}
