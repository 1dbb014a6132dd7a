import { watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { asFailure } from '../core/auth/msal-failure.ts';
import type { Fetch } from '../core/auth/network.ts';
import { signInPages } from '../core/auth/sign-in-page.ts';
import { type DataDirectory, ensureDirectory } from '../core/data-directory.ts';
import type { Logger } from '../core/log/logger.ts';
import { authorityHost } from '../core/profile/clouds.ts';
import { type Profile, profileFromDraft } from '../core/profile/profile.ts';
import { openSession } from '../core/session/open-session.ts';
import type { TokenSession } from '../core/session/token-session.ts';
import {
  activeProfile,
  DEFAULT_SETTINGS,
  type Settings,
  withoutProfile,
  withProfile,
} from '../core/settings/settings.ts';
import { SettingsFile } from '../core/settings/settings-file.ts';
import type { AppState, Notice, ProfileSummary } from '../shared/app-state.ts';
import { FailureError } from '../shared/failure.ts';
import type { AddProfileOutcome, CopyOutcome, Outcome } from '../shared/ipc.ts';
import type { Translate } from '../shared/messages/index.ts';
import type { ProfileDraft } from '../shared/profile.ts';
import { minutesLeft } from '../shared/time.ts';

/** Where a copied token goes. */
export interface TokenClipboard {
  /** Puts the token there for `clearAfterMs` at most. */
  copy(token: string, clearAfterMs: number): Promise<void>;
  /** Takes it back, if it is still there. */
  clear(): Promise<void>;
}

/** What the controller needs from the desktop. */
export interface Desktop {
  readonly clipboard: TokenClipboard;
  readonly fetch: Fetch;
  /** Opens an https link of one of `hosts` in the system's browser; refuses any other. */
  openLink(url: string, hosts: readonly string[]): Promise<void>;
}

/** A profile's files begin with its ID. */
const UUID_LENGTH = 36;
/** Several changes at once (a temporary file, its renaming) are read as one. Milliseconds. */
const SETTLE_MS = 150;

/**
 * The program behind tray and window: settings, one session a profile, and what a person can do. Knows nothing of
 * Electron.
 */
export class AppController {
  readonly #directory: DataDirectory;
  readonly #desktop: Desktop;
  readonly #log: Logger;
  readonly #t: Translate;
  readonly #locale: string;
  readonly #settingsFile: SettingsFile;
  readonly #sessions = new Map<string, TokenSession>();
  readonly #listeners = new Set<(state: AppState) => void>();
  readonly #ends: (() => void)[] = [];
  #settings: Settings = DEFAULT_SETTINGS;
  #notices: readonly Notice[] = [];
  /** The link of each profile's pending sign-in. */
  readonly #signInLinks = new Map<string, string>();

  constructor(directory: DataDirectory, desktop: Desktop, log: Logger, t: Translate, locale: string) {
    this.#directory = directory;
    this.#desktop = desktop;
    this.#log = log;
    this.#t = t;
    this.#locale = locale;
    this.#settingsFile = new SettingsFile(directory.settingsFile, (file, reason) => {
      log.warn(`[settings] a file that cannot be read was set aside: ${file} (${reason})`);
      this.#notify({ id: crypto.randomUUID(), kind: 'settings_set_aside', params: { file, reason } });
    });
  }

  /** The picture of this moment. */
  get state(): AppState {
    const profile = activeProfile(this.#settings);
    const session = profile && this.#sessions.get(profile.id);
    return {
      locale: this.#locale,
      profiles: this.#settings.profiles.map(summary),
      ...(profile && session ? { active: { profile: summary(profile), session: session.state } } : {}),
      notices: this.#notices,
    };
  }

  /** Calls `listener` after every change, and at every look at the clock. */
  onChange(listener: (state: AppState) => void): void {
    this.#listeners.add(listener);
  }

  /**
   * Reads the settings, starts the sessions, and follows what the command line changes.
   * @throws FailureError `settings_newer`, `settings_unwritable`
   */
  async start(): Promise<void> {
    await ensureDirectory(this.#directory.cacheDirectory);
    this.#adopt(await this.#settingsFile.load());
    this.#follow(this.#directory.root, async (name) => {
      if (name === basename(this.#directory.settingsFile)) await this.#followSettings();
    });
    this.#follow(this.#directory.cacheDirectory, async (name) => {
      await this.#sessions.get(name.slice(0, UUID_LENGTH))?.reload();
    });
  }

  /** Ends timers, pending sign-ins and watches, and takes the token off the clipboard. */
  async stop(): Promise<void> {
    for (const end of this.#ends) end();
    for (const session of this.#sessions.values()) session.stop();
    await this.#desktop.clipboard.clear();
  }

  /** Looks at the clock: after sleep, at unlock, before something is shown. */
  look(): void {
    for (const session of this.#sessions.values()) void session.look();
  }

  /** The network is back: what waited for it need not wait any longer. */
  lookAgain(): void {
    for (const session of this.#sessions.values()) void session.lookAgain();
  }

  /** Puts a token that works on the clipboard. */
  async copy(): Promise<CopyOutcome> {
    try {
      const { token, shortfall } = await this.#session().token({
        minValidMs: this.#settings.minValidMinutes * 60_000,
      });
      await this.#desktop.clipboard.copy(token.secret, this.#settings.clipboardClearSeconds * 1000);
      const { expiresOn } = token;
      const left = minutesLeft(expiresOn, Date.now());
      return { ok: true, minutesLeft: left, expiresOn, ...(shortfall ? { shortfall } : {}) };
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** Signs in through the system's browser; resolves when that has ended. */
  async signIn(): Promise<Outcome> {
    return this.#attempt(async () => {
      const session = this.#session();
      const hosts = [authorityHost(session.profile.cloud)];
      try {
        await session.signIn({
          openBrowser: async (link) => {
            this.#signInLinks.set(session.profile.id, link);
            await this.#desktop.openLink(link, hosts);
          },
          timeoutMs: this.#settings.signInTimeoutMinutes * 60_000,
          pages: signInPages(this.#t),
        });
      } finally {
        if (session.state.kind !== 'signingIn') this.#signInLinks.delete(session.profile.id);
      }
    });
  }

  async cancelSignIn(): Promise<Outcome> {
    return this.#attempt(async () => this.#session().cancelSignIn());
  }

  /** Opens the page of the pending sign-in again, for a tab that was closed. */
  async openSignInPage(): Promise<Outcome> {
    return this.#attempt(async () => {
      const { id, cloud } = this.#session().profile;
      const link = this.#signInLinks.get(id);
      if (link) await this.#desktop.openLink(link, [authorityHost(cloud)]);
    });
  }

  async signOut(): Promise<Outcome> {
    return this.#attempt(async () => {
      await this.#session().signOut();
      await this.#desktop.clipboard.clear();
    });
  }

  async refresh(): Promise<Outcome> {
    return this.#attempt(async () => this.#session().refresh());
  }

  async addProfile(draft: ProfileDraft): Promise<AddProfileOutcome> {
    const result = profileFromDraft(draft);
    if (!result.ok) return result;
    return this.#attempt(async () => {
      await this.#changeSettings((settings) => withProfile(settings, result.profile));
    });
  }

  /** Removes a profile, and signs its account out. */
  async removeProfile(id: string): Promise<Outcome> {
    return this.#attempt(async () => {
      await this.#sessions.get(id)?.signOut();
      await this.#changeSettings((settings) => withoutProfile(settings, id));
    });
  }

  async useProfile(id: string): Promise<Outcome> {
    return this.#attempt(async () => {
      if (!this.#sessions.has(id))
        throw new FailureError('profile_unknown', { params: { profile: id, known: '' } });
      await this.#changeSettings((settings) => ({ ...settings, activeProfileId: id }));
    });
  }

  async dismissFailure(): Promise<Outcome> {
    return this.#attempt(async () => this.#session().dismissFailure());
  }

  async dismissNotice(id: string): Promise<Outcome> {
    this.#notices = this.#notices.filter((notice) => notice.id !== id);
    this.#tell();
    return { ok: true };
  }

  /** @throws FailureError `profile_missing` */
  #session(): TokenSession {
    const profile = activeProfile(this.#settings);
    const session = profile && this.#sessions.get(profile.id);
    if (!session) throw new FailureError('profile_missing');
    return session;
  }

  async #attempt(action: () => Promise<void>): Promise<Outcome> {
    try {
      await action();
      return { ok: true };
    } catch (error) {
      return this.#failed(error);
    }
  }

  #failed(error: unknown): { ok: false; failure: ReturnType<typeof asFailure> } {
    const failure = asFailure(error);
    if (failure.code === 'unexpected')
      this.#log.error(error instanceof Error ? `${error.stack}` : `${error}`);
    return { ok: false, failure };
  }

  /** A file that somebody is just editing may be broken for a moment: the settings in force stay. */
  async #followSettings(): Promise<void> {
    const found = await this.#settingsFile.look();
    if ('settings' in found) return this.#adopt(found.settings);
    this.#log.warn(`[settings] a changed file cannot be read (${found.reason}); the settings in force stay`);
    this.#notify({ id: crypto.randomUUID(), kind: 'settings_ignored', params: { reason: found.reason } });
  }

  async #changeSettings(change: (settings: Settings) => Settings): Promise<void> {
    // The settings in force are what the person sees: they outlive a file that was broken meanwhile.
    this.#adopt(await this.#settingsFile.update(change, this.#settings));
  }

  /** Makes the sessions fit the settings. */
  #adopt(settings: Settings): void {
    const protectionChanged = settings.allowPlaintextCache !== this.#settings.allowPlaintextCache;
    this.#settings = settings;
    for (const [id, session] of this.#sessions) {
      const profile = settings.profiles.find((candidate) => candidate.id === id);
      if (!protectionChanged && isDeepStrictEqual(profile, session.profile)) continue;
      session.stop();
      this.#sessions.delete(id);
    }
    for (const profile of settings.profiles) {
      if (!this.#sessions.has(profile.id)) this.#startSession(profile);
    }
    this.#tell();
  }

  #startSession(profile: Profile): void {
    const { session } = openSession(profile, {
      directory: this.#directory,
      settings: this.#settings,
      fetch: this.#desktop.fetch,
      log: this.#log,
      onCacheSetAside: (_, place) =>
        this.#notify({ id: crypto.randomUUID(), kind: 'cache_set_aside', params: { place } }),
    });
    this.#sessions.set(profile.id, session);
    session.onChange(() => this.#tell());
    void session.start();
  }

  /** Calls `action` when a file in `directory` has got another time of change. */
  #follow(directory: string, action: (name: string) => Promise<void>): void {
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
          check(name).catch((error: unknown) => this.#failed(error));
        }, SETTLE_MS),
      );
    });
    watcher.on('error', (error) => this.#log.warn(`[watch] ${error.message}`));
    this.#ends.push(() => {
      watcher.close();
      for (const timer of timers.values()) clearTimeout(timer);
    });
  }

  #notify(notice: Notice): void {
    const others = this.#notices.filter(({ kind }) => kind !== 'settings_ignored' || notice.kind !== kind);
    this.#notices = [...others, notice];
    this.#tell();
  }

  #tell(): void {
    const { state } = this;
    for (const listener of this.#listeners) listener(state);
  }
}

function summary({ id, name, tenantId, workspaceUrl }: Profile): ProfileSummary {
  return { id, name, tenantId, ...(workspaceUrl ? { workspaceUrl } : {}) };
}
