import { asFailure } from '../core/auth/msal-failure.ts';
import { signInPages } from '../core/auth/sign-in-page.ts';
import { openSystemStore } from '../core/cache/system-store.ts';
import type { DataDirectory } from '../core/data-directory.ts';
import { formatToken } from '../core/databricks/formats.ts';
import { setUpProfile } from '../core/databricks/profile-setup.ts';
import { tenantOf } from '../core/databricks/tenant-match.ts';
import type { Fetch } from '../core/http.ts';
import type { Logger } from '../core/log/logger.ts';
import { authorityHost } from '../core/profile/clouds.ts';
import type { Profile } from '../core/profile/profile.ts';
import type { TokenSession } from '../core/session/token-session.ts';
import { withoutProfile, withProfile } from '../core/settings/settings.ts';
import { TokenService } from '../core/token-service.ts';
import type { AppState, Notice, NoticeContent, ProfileSummary } from '../shared/app-state.ts';
import type { CopyFormat } from '../shared/copy-formats.ts';
import { FailureError } from '../shared/failure.ts';
import type { AddProfileOutcome, CopyOutcome, Outcome, VerifyOutcome } from '../shared/ipc.ts';
import { explain, type Translate } from '../shared/messages/index.ts';
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

/**
 * The program behind tray and window: settings, one session a profile, and what a person can do. Knows nothing of
 * Electron.
 */
export class AppController {
  readonly #desktop: Desktop;
  readonly #log: Logger;
  readonly #t: Translate;
  readonly #locale: string;
  readonly #service: TokenService;
  readonly #listeners = new Set<(state: AppState) => void>();
  #notices: readonly Notice[] = [];
  /** The link of each profile's pending sign-in. */
  readonly #signInLinks = new Map<string, string>();

  constructor(directory: DataDirectory, desktop: Desktop, log: Logger, t: Translate, locale: string) {
    this.#desktop = desktop;
    this.#log = log;
    this.#t = t;
    this.#locale = locale;
    this.#service = new TokenService({
      directory,
      fetch: desktop.fetch,
      log,
      onNotice: (notice) => this.#notify(notice),
      explain: (failure) => {
        const { title, why, next } = explain(failure, t);
        return `${title} ${why} ${next}`;
      },
      onChange: () => this.#tell(),
      wantsEndpoint: ({ localEndpoint }) => localEndpoint,
      endpointStore: ({ allowPlaintextCache }) =>
        openSystemStore(directory.cacheDirectory, 'endpoint', allowPlaintextCache),
    });
  }

  /** The picture of this moment. */
  get state(): AppState {
    const { sessions, endpoint } = this.#service;
    const { active } = sessions;
    return {
      locale: this.#locale,
      profiles: sessions.settings.profiles.map(summary),
      ...(active ? { active: { profile: summary(active.profile), session: active.state } } : {}),
      notices: this.#notices,
      endpoint: endpoint.state,
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
          timeoutMs: this.#service.sessions.settings.signInTimeoutMinutes * 60_000,
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
      await (isOn ? endpoint.start() : endpoint.disable());
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
    const others = this.#notices.filter(({ kind }) => !REPEATED.has(kind) || notice.kind !== kind);
    this.#notices = [...others, { ...notice, id: crypto.randomUUID() }];
    this.#tell();
  }

  #tell(): void {
    const { state } = this;
    for (const listener of this.#listeners) listener(state);
  }
}

const REPEATED: ReadonlySet<Notice['kind']> = new Set(['settings_ignored', 'target_failed']);

function summary({ id, name, tenantId, workspaceUrl }: Profile): ProfileSummary {
  return { id, name, tenantId, ...(workspaceUrl ? { workspaceUrl } : {}) };
}
