import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { asFailure } from '../core/auth/msal-failure.ts';
import type { SignInMethod } from '../core/auth/sign-in-method.ts';
import { signInPages } from '../core/auth/sign-in-page.ts';
import { openSystemStore } from '../core/cache/system-store.ts';
import type { DataDirectory } from '../core/data-directory.ts';
import { discoverWorkspace } from '../core/databricks/discovery.ts';
import { dotenvLines, formatToken } from '../core/databricks/formats.ts';
import { changeProfile, setUpProfile, wrongFields } from '../core/databricks/profile-setup.ts';
import { endpointSection } from '../core/databricks/targets/target-keeper.ts';
import { tenantOf } from '../core/databricks/tenant-match.ts';
import { endpointVariables } from '../core/endpoint/endpoint-address.ts';
import type { Fetch } from '../core/http.ts';
import type { Logger } from '../core/log/logger.ts';
import { authorityHost } from '../core/profile/clouds.ts';
import { type Profile, requireWorkspace } from '../core/profile/profile.ts';
import { parseWorkspaceUrl } from '../core/profile/workspace-url.ts';
import type { TokenSession } from '../core/session/token-session.ts';
import {
  DEFAULT_SETTINGS,
  preferencesOf,
  type Settings,
  withChangedProfile,
  withMovedProfile,
  withoutProfile,
  withProfile,
} from '../core/settings/settings.ts';
import { TokenService } from '../core/token-service.ts';
import type { AppState, Notice, NoticeContent, ProfileSummary } from '../shared/app-state.ts';
import type { CopyFormat } from '../shared/copy-formats.ts';
import { type Failure, FailureError } from '../shared/failure.ts';
import type {
  AddProfileOutcome,
  Claims,
  CopyOutcome,
  Outcome,
  ProfileCheck,
  SignInRequest,
  VerifyOutcome,
} from '../shared/ipc.ts';
import { explain, loadTranslate, type Translate } from '../shared/messages/index.ts';
import type { Preferences, Theme } from '../shared/preferences.ts';
import type { ProfileDraft } from '../shared/profile.ts';
import { minutesLeft } from '../shared/time.ts';
import { EventHistory } from './event-history.ts';

/** Where a copied token goes. */
export interface TokenClipboard {
  /** Puts the token there for `clearAfterMs` at most. */
  copy(token: string, clearAfterMs: number): Promise<void>;
  /** Takes it back, if it is still there. */
  clear(): Promise<void>;
  /** Puts something there that is no secret. */
  copyText(text: string): Promise<void>;
}

/** What the controller needs from the desktop. */
export interface Desktop {
  readonly clipboard: TokenClipboard;
  readonly fetch: Fetch;
  /** Opens an https link of one of `hosts` in the system's browser; refuses any other. */
  openLink(url: string, hosts: readonly string[]): Promise<void>;
  openFolder(path: string): Promise<void>;
  setLoginItem(isOn: boolean): Promise<void>;
  /** @returns false where the system does not give this shortcut */
  setCopyShortcut(accelerator: string): boolean;
  setTheme(theme: Theme): void;
  readonly platform: string;
  readonly version: string;
  /** BCP 47 tag of the system's language. */
  readonly locale: string;
}

/**
 * The program behind tray and window: settings, one session a profile, and what a person can do. Knows nothing of
 * Electron.
 */
export class AppController {
  readonly #desktop: Desktop;
  readonly #log: Logger;
  readonly #directory: DataDirectory;
  readonly #history = new EventHistory();
  /** What was last asked of the desktop, so that it is asked once. */
  #applied: Preferences | undefined;
  #isShortcutRefused = false;
  #words: { readonly locale: string; readonly t: Translate };
  readonly #service: TokenService;
  readonly #listeners = new Set<(state: AppState) => void>();
  #notices: readonly Notice[] = [];
  /** The link of each profile's pending sign-in. */
  readonly #signInLinks = new Map<string, string>();

  private constructor(directory: DataDirectory, desktop: Desktop, log: Logger, t: Translate) {
    this.#directory = directory;
    this.#desktop = desktop;
    this.#log = log;
    this.#words = { locale: desktop.locale, t };
    this.#service = new TokenService({
      directory,
      fetch: desktop.fetch,
      log,
      onNotice: (notice) => this.#notify(notice),
      explain: (failure) => {
        const { title, why, next } = explain(failure, this.t);
        return `${title} ${why} ${next}`;
      },
      onChange: () => this.#follow(),
      wantsEndpoint: ({ localEndpoint }) => localEndpoint,
      endpointStore: ({ allowPlaintextCache }) =>
        openSystemStore(directory.cacheDirectory, 'endpoint', allowPlaintextCache),
    });
  }

  /** Makes one that speaks the system's language until the settings have been read. Nothing is started yet. */
  static async create(directory: DataDirectory, desktop: Desktop, log: Logger): Promise<AppController> {
    return new AppController(directory, desktop, log, await loadTranslate(desktop.locale));
  }

  /** The picture of this moment. */
  get state(): AppState {
    const { sessions, endpoint } = this.#service;
    const { active } = sessions;
    const { platform, version } = this.#desktop;
    return {
      locale: this.#words.locale,
      profiles: sessions.settings.profiles.map(summary),
      ...(active
        ? {
            active: {
              profile: summary(active.profile),
              session: active.state,
              events: this.#history.of(active.profile.id),
            },
          }
        : {}),
      notices: this.#notices,
      endpoint: endpoint.state,
      preferences: preferencesOf(sessions.settings),
      isShortcutRefused: this.#isShortcutRefused,
      platform,
      version,
    };
  }

  /** The messages in the chosen language. */
  get t(): Translate {
    return this.#words.t;
  }

  /** Where the person has left the window. */
  get windowBounds(): Settings['windowBounds'] {
    return this.#service.sessions.settings.windowBounds;
  }

  /** Remembers where the window is. */
  async keepWindowBounds(windowBounds: NonNullable<Settings['windowBounds']>): Promise<void> {
    await this.#attempt(() => this.#service.sessions.change((settings) => ({ ...settings, windowBounds })));
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
    await this.#service.start();
  }

  /** Ends timers, pending sign-ins and the endpoint, and takes the token off the clipboard. */
  async stop(): Promise<void> {
    await Promise.all([this.#service.stop(), this.#desktop.clipboard.clear()]);
  }

  /** Looks at the clock: after sleep, at unlock, before something is shown. */
  look(): void {
    for (const session of this.#service.sessions.all) void session.look();
  }

  /** The network is back: what waited for it need not wait any longer. */
  lookAgain(): void {
    for (const session of this.#service.sessions.all) void session.lookAgain();
  }

  /** Puts a token that works on the clipboard. */
  async copy(format: CopyFormat): Promise<CopyOutcome> {
    try {
      const { settings } = this.#service.sessions;
      const session = this.#session();
      const { token, shortfall } = await session.token({ minValidMs: settings.minValidMinutes * 60_000 });
      const text = formatToken(format, { ...token, tenantId: tenantOf(token), profile: session.profile });
      await this.#desktop.clipboard.copy(text, settings.clipboardClearSeconds * 1000);
      this.#history.add(session.profile.id, { at: Date.now(), kind: 'copied', format });
      this.#tell();
      const { expiresOn } = token;
      const left = minutesLeft(expiresOn, Date.now());
      return { ok: true, minutesLeft: left, expiresOn, ...(shortfall ? { shortfall } : {}) };
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** Signs in; another way than the browser takes the place of a sign-in that waits for it. Resolves at the end. */
  async signIn(request: SignInRequest): Promise<Outcome> {
    return this.#attempt(async () => {
      const session = this.#session();
      if (request.kind === 'password' && !session.profile.allowPassword) throw new Error('not allowed');
      if (request.kind !== 'browser') await session.cancelSignIn();
      const choice = request.kind === 'browser' ? { kind: request.account } : undefined;
      const timeoutMs = this.#service.sessions.settings.signInTimeoutMinutes * 60_000;
      try {
        await session.signIn(this.#method(request, session.profile), timeoutMs, choice);
      } finally {
        if (session.state.kind !== 'signingIn') this.#signInLinks.delete(session.profile.id);
      }
    });
  }

  #method(request: SignInRequest, { id, cloud }: Profile): SignInMethod {
    switch (request.kind) {
      case 'browser':
        return {
          kind: 'browser',
          openBrowser: async (link) => {
            this.#signInLinks.set(id, link);
            await this.#desktop.openLink(link, [authorityHost(cloud)]);
          },
          pages: signInPages(this.t),
        };
      case 'deviceCode':
        return {
          kind: 'deviceCode',
          showCode: ({ verificationUri }) => this.#signInLinks.set(id, verificationUri),
        };
      default:
        return request;
    }
  }

  async cancelSignIn(): Promise<Outcome> {
    return this.#attempt(() => this.#session().cancelSignIn());
  }

  /** Opens the page of the pending sign-in: again, for a tab that was closed, or where the code is typed. */
  async openSignInPage(): Promise<Outcome> {
    return this.#attempt(async () => {
      const { id, cloud } = this.#session().profile;
      const link = this.#signInLinks.get(id);
      if (link) await this.#desktop.openLink(link, [authorityHost(cloud), ...DEVICE_CODE_HOSTS]);
    });
  }

  /** Copies the link of the pending sign-in, for another browser. */
  async copySignInLink(): Promise<Outcome> {
    return this.#attempt(async () => {
      const link = this.#signInLinks.get(this.#session().profile.id);
      if (link) await this.#desktop.clipboard.copyText(link);
    });
  }

  /** Copies something that the window shows. */
  async copyText(text: string): Promise<Outcome> {
    return this.#attempt(() => this.#desktop.clipboard.copyText(text));
  }

  /** Whether the window may offer user name and password for a profile. */
  async allowPassword(id: string, isAllowed: boolean): Promise<Outcome> {
    return this.#attempt(() =>
      this.#service.sessions.change((settings) =>
        withChangedProfile(settings, id, (profile) => ({ ...profile, allowPassword: isAllowed })),
      ),
    );
  }

  async signOut(): Promise<Outcome> {
    return this.#attempt(async () => {
      await this.#session().signOut();
      await Promise.all([this.#desktop.clipboard.clear(), this.#service.targetsSettled()]);
    });
  }

  async refresh(): Promise<Outcome> {
    return this.#attempt(async () => this.#session().refresh());
  }

  /** Asks the workspace about the token. */
  async verify(): Promise<VerifyOutcome> {
    try {
      return { ok: true, verification: await this.#service.verify(this.#session()) };
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** Switches the local token endpoint on or off. */
  async setEndpoint(isOn: boolean): Promise<Outcome> {
    return this.#attempt(async () => {
      const { sessions, endpoint } = this.#service;
      await sessions.change((settings) => ({ ...settings, localEndpoint: isOn }));
      await this.#service.endpointSettled();
      if (endpoint.state.kind === 'failed')
        throw new FailureError(endpoint.state.failure.code, endpoint.state.failure);
    });
  }

  async addProfile(draft: ProfileDraft): Promise<AddProfileOutcome> {
    try {
      const result = await setUpProfile(draft, this.#desktop.fetch);
      if (!result.ok) return result;
      await this.#service.sessions.change((settings) => withProfile(settings, result.profile));
      if (result.unconfirmed) this.#notify({ kind: 'workspace_unconfirmed', failure: result.unconfirmed });
      return { ok: true };
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** What can be said about a profile that is being filled in; saves nothing. */
  async checkProfile(draft: ProfileDraft): Promise<ProfileCheck> {
    const workspaceUrl = draft.workspaceUrl && parseWorkspaceUrl(draft.workspaceUrl);
    const fields = wrongFields(draft);
    if (!workspaceUrl || fields.includes('cloud')) return { fields };
    try {
      const home = await discoverWorkspace(workspaceUrl, draft.cloud, this.#desktop.fetch);
      return { fields, home: { ok: true, tenantId: home.tenantId, authority: authorityHost(home.cloud) } };
    } catch (error) {
      return { fields, home: this.#failed(error) };
    }
  }

  /** Changes a profile; where it then signs in elsewhere, its account is signed out. */
  async changeProfile(id: string, draft: ProfileDraft): Promise<AddProfileOutcome> {
    try {
      const { sessions } = this.#service;
      const session = sessions.get(id);
      if (!session) throw new FailureError('profile_unknown', { params: { profile: id, known: '' } });
      const result = await changeProfile(session.profile, draft, this.#desktop.fetch);
      if (!result.ok) return result;
      if (result.signsInElsewhere) {
        await session.signOut();
        await this.#service.targetsSettled();
      }
      await sessions.change((settings) =>
        withChangedProfile(settings, id, ({ targets }) => ({ ...result.profile, targets })),
      );
      if (result.unconfirmed) this.#notify({ kind: 'workspace_unconfirmed', failure: result.unconfirmed });
      return { ok: true };
    } catch (error) {
      return this.#failed(error);
    }
  }

  async moveProfile(id: string, by: -1 | 1): Promise<Outcome> {
    return this.#attempt(() =>
      this.#service.sessions.change((settings) => withMovedProfile(settings, id, by)),
    );
  }

  /** Changes what the person can choose. */
  async changePreferences(change: Partial<Preferences>): Promise<Outcome> {
    return this.#attempt(() => this.#service.sessions.change((settings) => ({ ...settings, ...change })));
  }

  /** The token's claims as text, for the window. */
  get claims(): Claims {
    const claims = this.#service.sessions.active?.claims;
    return (
      claims &&
      Object.fromEntries(
        Object.entries(claims).map(([name, value]) => [
          name,
          typeof value === 'string' ? value : JSON.stringify(value),
        ]),
      )
    );
  }

  async openFolder(folder: 'logs' | 'data'): Promise<Outcome> {
    const path = folder === 'logs' ? dirname(this.#directory.logFile) : this.#directory.root;
    return this.#attempt(() => this.#desktop.openFolder(path));
  }

  /** What SDKs need to be told to use the endpoint; on the clipboard as long as a token would be. */
  async copyEndpointVariables(form: 'dotenv' | 'databrickscfg'): Promise<Outcome> {
    return this.#attempt(async () => {
      const { profile } = this.#session();
      const url = this.#service.endpoint.urlOf(profile.id);
      if (!url) return;
      const variables = endpointVariables(url, requireWorkspace(profile));
      const text = form === 'dotenv' ? dotenvLines(variables) : endpointSection(profile.name, variables);
      const { clipboardClearSeconds } = this.#service.sessions.settings;
      await this.#desktop.clipboard.copy(text, clipboardClearSeconds * 1000);
    });
  }

  /** Signs every account out and forgets all settings. */
  async reset(): Promise<Outcome> {
    return this.#attempt(async () => {
      const { sessions } = this.#service;
      for (const session of sessions.all) await session.signOut();
      await this.#service.targetsSettled();
      await this.#desktop.clipboard.clear();
      await sessions.change(() => DEFAULT_SETTINGS);
      await this.#service.endpointSettled();
      await rm(dirname(this.#directory.logFile), { recursive: true, force: true });
    });
  }

  /** Removes a profile, and signs its account out. */
  async removeProfile(id: string): Promise<Outcome> {
    return this.#attempt(async () => {
      await this.#service.sessions.get(id)?.signOut();
      await this.#service.targetsSettled();
      await this.#service.sessions.change((settings) => withoutProfile(settings, id));
    });
  }

  async useProfile(id: string): Promise<Outcome> {
    return this.#attempt(async () => {
      const { sessions } = this.#service;
      if (!sessions.get(id))
        throw new FailureError('profile_unknown', { params: { profile: id, known: '' } });
      await sessions.change((settings) => ({ ...settings, activeProfileId: id }));
    });
  }

  async dismissFailure(): Promise<Outcome> {
    return this.#attempt(async () => this.#session().dismissFailure());
  }

  /** Shows what became of something that was asked for outside the window. */
  tell(failure: Failure): void {
    this.#notify({ kind: 'action_failed', failure });
  }

  async dismissNotice(id: string): Promise<Outcome> {
    this.#notices = this.#notices.filter((notice) => notice.id !== id);
    this.#tell();
    return { ok: true };
  }

  /** @throws FailureError `profile_missing` */
  #session(): TokenSession {
    return this.#service.sessions.requireActive();
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

  #notify(notice: NoticeContent): void {
    // The newest of a kind that comes again and again is enough.
    const others = this.#notices.filter((other) => !isSame(other, notice));
    this.#notices = [...others, { ...notice, id: crypto.randomUUID() }];
    this.#tell();
  }

  /** Takes in what has changed: settings, and sessions. */
  #follow(): void {
    const { sessions } = this.#service;
    for (const session of sessions.all) this.#history.follow(session.profile.id, session.state);
    this.#apply(preferencesOf(sessions.settings));
    this.#tell();
  }

  /** Has the desktop follow what the person chose. */
  #apply(wanted: Preferences): void {
    const before = this.#applied;
    if (isDeepStrictEqual(before, wanted)) return;
    this.#applied = wanted;
    const { language, theme, copyShortcut, startAtLogin } = wanted;
    const locale = language === 'system' ? this.#desktop.locale : localeOf(language, this.#desktop.locale);
    if (locale !== this.#words.locale) void this.#speak(locale);
    if (before?.theme !== theme) this.#desktop.setTheme(theme);
    if (before?.copyShortcut !== copyShortcut) {
      this.#isShortcutRefused = !this.#desktop.setCopyShortcut(copyShortcut);
    }
    // At the start it is as it was left: a person may have taken it out of the system's own list.
    if (before && before.startAtLogin !== startAtLogin) {
      this.#desktop.setLoginItem(startAtLogin).catch((error: unknown) => this.tell(asFailure(error)));
    }
  }

  async #speak(locale: string): Promise<void> {
    this.#words = { locale, t: await loadTranslate(locale) };
    this.#tell();
  }

  #tell(): void {
    const { state } = this;
    for (const listener of this.#listeners) listener(state);
  }
}

/** What is told of only once at a time: of each file, for targets. */
function isSame(a: NoticeContent, b: NoticeContent): boolean {
  if (a.kind === 'target_failed' && b.kind === a.kind)
    return a.failure.params?.file === b.failure.params?.file;
  return a.kind === b.kind && (a.kind === 'settings_ignored' || a.kind === 'action_failed');
}

/** The chosen language, with the system's formats where it is the system's language too. */
function localeOf(language: string, system: string): string {
  return system.toLowerCase().startsWith(language) ? system : (LOCALES[language] ?? language);
}

const LOCALES: Readonly<Record<string, string>> = { pt: 'pt-BR' };

function summary(profile: Profile): ProfileSummary {
  const { id, name, tenantId, clientId, cloud, workspaceUrl, workspaceResourceId } = profile;
  const { allowPassword = false } = profile;
  return {
    id,
    name,
    tenantId,
    clientId,
    cloud,
    authority: authorityHost(cloud),
    ...(workspaceUrl ? { workspaceUrl } : {}),
    ...(workspaceResourceId ? { workspaceResourceId } : {}),
    allowsPassword: allowPassword,
  };
}

/** Where Microsoft has device codes typed, beside the authority itself. */
const DEVICE_CODE_HOSTS = ['microsoft.com', 'www.microsoft.com', 'aka.ms'];
