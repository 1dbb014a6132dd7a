import { join } from 'node:path';
import type { NoticeContent } from '../../shared/app-state.ts';
import type { Warehouse } from '../../shared/verification.ts';
import { workspaceAddress } from '../../shared/workspace.ts';
import { discoverWorkspace } from '../databricks/discovery.ts';
import { endpointUrl } from '../endpoint/endpoint-address.ts';
import { findEndpoint } from '../endpoint/endpoint-client.ts';
import type { LocalEndpoint } from '../endpoint/local-endpoint.ts';
import type { Use } from '../endpoint/use-log.ts';
import { TokenCache } from '../entra/cache/token-cache.ts';
import { EntraClient } from '../entra/client.ts';
import type { SignInPrompt } from '../entra/identity/sign-in-prompt.ts';
import { asFailure } from '../platform/as-failure.ts';
import { systemClock } from '../platform/clock.ts';
import type { DataDirectory } from '../platform/data-directory.ts';
import { examineDataFolder } from '../platform/data-folder.ts';
import type { Fetch } from '../platform/http.ts';
import { openSystemStore } from '../platform/keyring/system-store.ts';
import type { Logger } from '../platform/logger.ts';
import { Mutex } from '../platform/mutex.ts';
import { once } from '../platform/once.ts';
import { findProfile, type Profile, requireWorkspace } from '../profile/profile.ts';
import { parseWorkspace } from '../profile/workspace-id.ts';
import { TokenSession } from '../session/token-session.ts';
import type { EndpointSighting } from '../tools/tool.ts';
import { ToolKeeper } from '../tools/tool-keeper.ts';
import { isSamePlace } from '../tools/tools.ts';
import { Sessions } from './sessions.ts';
import { activeProfile, DEFAULT_SETTINGS, type Settings, withChangedProfile } from './settings.ts';
import { SettingsFile } from './settings-file.ts';

/** What the program runs on: the desktop, or a terminal. */
export interface ApplicationOptions {
  readonly directory: DataDirectory;
  readonly fetch: Fetch;
  readonly log: Logger;
  /** How a sign-in with this profile meets its person. */
  readonly prompt?: (profile: Profile) => SignInPrompt;
  readonly onNotice: (notice: NoticeContent) => void;
  /** Called, and awaited, when an account was signed out. */
  readonly onSignedOut?: () => Promise<void>;
}

/** What keeps the application running: a `Service`. */
export interface RunningService {
  readonly endpoint: Pick<LocalEndpoint, 'state' | 'urlOf'>;
  /** Resolves when the endpoint is as the settings want it, or has failed. */
  endpointSettled(): Promise<void>;
  endpointSighting(profileId: string): EndpointSighting;
  /** Who was given this profile's token in the last day, newest first. */
  usesOf(profileId: string): readonly Use[];
}

/** A part of the program that follows the application. */
export interface ApplicationListener {
  /** A session was opened, before it has read anything. */
  onSession?(session: TokenSession): void;
  onSettings?(settings: Settings): void;
}

/**
 * The application: settings, a session a profile, and the files that are kept current. A command line process asks it
 * one thing; tray and `serve` keep it running with a {@link Service}. What it can do is in `operations/`.
 */
export class Application {
  readonly directory: DataDirectory;
  readonly fetch: Fetch;
  readonly log: Logger;
  readonly prompt: ApplicationOptions['prompt'];
  readonly notify: ApplicationOptions['onNotice'];
  readonly sessions: Sessions;
  readonly tools: ToolKeeper;
  /** Set while it runs. */
  service: RunningService | undefined;
  readonly #settingsFile: SettingsFile;
  readonly #onSignedOut: () => Promise<void>;
  readonly #listeners: ApplicationListener[] = [];
  /** What was read before a change must not be adopted after it. */
  readonly #turns = new Mutex();
  #settings: Settings = DEFAULT_SETTINGS;
  readonly #examineFolder = once(async () => {
    const path = await examineDataFolder(this.directory.root);
    if (path !== undefined) this.notify({ kind: 'data_folder_shared', params: { path } });
  });
  /** The only SQL warehouse of each workspace that was asked, by its profile and address. */
  readonly #onlyWarehouses = new Map<string, Warehouse>();

  constructor({ directory, fetch, log, prompt, onNotice, onSignedOut }: ApplicationOptions) {
    this.directory = directory;
    this.fetch = fetch;
    this.log = log;
    this.prompt = prompt;
    this.notify = onNotice;
    this.#onSignedOut = onSignedOut ?? (async () => undefined);
    this.#settingsFile = new SettingsFile(directory.settingsFile, (file, reason) => {
      log.warn(`[settings] a file that cannot be read was set aside: ${file} (${reason})`);
      onNotice({ kind: 'settings_set_aside', params: { file, reason } });
    });
    this.sessions = new Sessions((profile, settings) => this.openApart(profile, settings));
    this.tools = new ToolKeeper(directory.lockDirectory, {
      onFailure: (profile, failure) => {
        log.warn(`[tools] [${profile.name}] ${failure.code}: ${failure.params?.cause ?? ''}`);
        onNotice({ kind: 'tool_failed', failure });
      },
      isConnected: async ({ id }, connection) => {
        const found = await this.#settingsFile.peek().catch(asFailure);
        const { profiles } = 'settings' in found ? found.settings : this.#settings;
        const { tools = [] } = profiles.find((profile) => profile.id === id) ?? {};
        return tools.some((tool) => isSamePlace(tool, connection));
      },
    });
  }

  subscribe(listener: ApplicationListener): void {
    this.#listeners.push(listener);
  }

  /** The settings in force; the defaults until {@link load}. */
  get settings(): Settings {
    return this.#settings;
  }

  /** The life that a handed-out token is to have. Milliseconds. */
  get minValidMs(): number {
    return this.#settings.minValidMinutes * 60_000;
  }

  /** Reads the settings. @throws FailureError `settings_newer`, `data_folder_*` */
  async load(): Promise<Settings> {
    await this.#examineFolder();
    this.#adopt(await this.#settingsFile.load());
    return this.#settings;
  }

  /** Takes in what another process wrote. A file that is broken just now leaves the settings in force. */
  async reload(): Promise<void> {
    await this.#turns.run(async () => {
      const found = await this.#settingsFile.peek();
      if ('settings' in found) return this.#adopt(found.settings);
      this.log.warn(`[settings] a changed file cannot be read (${found.reason}); the settings in force stay`);
      this.notify({ kind: 'settings_ignored', params: { reason: found.reason } });
    });
  }

  /** Changes the settings, on disk and here. @throws FailureError as `SettingsFile.update` */
  async change(change: (settings: Settings) => Settings): Promise<void> {
    // The settings in force are what the person sees: they outlive a file that was broken meanwhile.
    await this.#turns.run(async () => this.#adopt(await this.#settingsFile.update(change, this.#settings)));
  }

  /**
   * The profile with this ID or, without one, the active profile.
   * @throws FailureError `profile_unknown`, `profile_missing`
   */
  profile(id?: string): Profile {
    const { profiles } = this.#settings;
    const profile =
      id === undefined ? activeProfile(this.#settings) : profiles.find((candidate) => candidate.id === id);
    return profile ?? findProfile(profiles, id ?? '');
  }

  /** Its session. @throws FailureError as {@link profile} */
  session(id?: string): TokenSession {
    return this.sessions.open(this.profile(id), this.#settings);
  }

  /**
   * Asks the profile's workspace for its tenant, and keeps the answer with the profile.
   * @throws FailureError `workspace_missing`, and as `discoverWorkspace`
   */
  async confirmWorkspace(asked: Profile): Promise<string> {
    const address = workspaceAddress({ ...asked, workspaceUrl: requireWorkspace(asked) }) ?? '';
    const { tenantId, address: whole } = await discoverWorkspace(address, asked.cloud, this.fetch);
    if (tenantId === asked.workspaceTenantId && whole === address) return tenantId;
    // The answer is about this address: the profile may have another by now. That it can't be kept unmakes nothing.
    const kept = (profile: Profile) =>
      workspaceAddress(profile) === workspaceAddress(asked)
        ? { ...profile, ...parseWorkspace(whole), workspaceTenantId: tenantId }
        : profile;
    await this.change((settings) => withChangedProfile(settings, asked.id, kept)).catch((error: unknown) =>
      this.log.warn(`[workspace] its tenant could not be kept: ${asFailure(error).code}`),
    );
    return tenantId;
  }

  /** Keeps what the workspace has just listed: a copied JDBC URL needs no question where there is only one to name. */
  rememberWarehouses(profile: Profile, [first, ...others]: readonly Warehouse[]): void {
    if (first && others.length === 0) this.#onlyWarehouses.set(warehouseKey(profile), first);
    else this.#onlyWarehouses.delete(warehouseKey(profile));
  }

  /** The workspace's SQL warehouse, where it listed a single one when it was last asked. */
  onlyWarehouse(profile: Profile): Warehouse | undefined {
    return this.#onlyWarehouses.get(warehouseKey(profile));
  }

  /** False where certainly neither a sign-in nor a credential is saved for the profile; asks no keyring. */
  holdsSignIn({ id }: Profile): boolean {
    const { allowPlaintextCache } = this.#settings;
    return openSystemStore(this.directory.cacheDirectory, id, allowPlaintextCache).holdsSomething();
  }

  /** Signs the profile's account out, with all that follows from it. @throws FailureError a cache failure */
  async signOut(session: TokenSession): Promise<void> {
    await session.signOut();
    await Promise.all([this.tools.settled(), this.#onSignedOut()]);
  }

  /** A session beside those of {@link sessions}: for settings that are not in force. */
  openApart(profile: Profile, settings: Settings): TokenSession {
    const { cacheDirectory } = this.directory;
    const { identity = 'person' } = profile;
    const cache = new TokenCache({
      store: openSystemStore(cacheDirectory, profile.id, settings.allowPlaintextCache),
      origin: profile,
      files: join(cacheDirectory, profile.id),
      clock: systemClock,
      onSetAside: (place) => {
        this.log.warn(`[cache] [${profile.name}] content that cannot be read was set aside: ${place}`);
        this.notify({ kind: 'cache_set_aside', identity, params: { profile: profile.name, place } });
      },
      onLost: (place) => {
        this.log.warn(`[cache] [${profile.name}] no longer in the keyring: ${place}`);
        this.notify({ kind: 'cache_lost', identity, params: { profile: profile.name, place } });
      },
      onUnsaved: (failure) => {
        this.log.warn(`[cache] [${profile.name}] not saved: ${failure.code}`);
        this.notify({ kind: 'cache_unsaved', params: { profile: profile.name }, failure });
      },
    });
    const client = new EntraClient(profile, cache, this.fetch, this.log);
    const confirmWorkspace = (asked: Profile) => this.confirmWorkspace(asked);
    const session = new TokenSession({ profile, client, cache, clock: systemClock, confirmWorkspace });
    session.subscribeToken((token, origin) => {
      // What was only read may be older than what another process is just writing.
      if (origin === 'changed' && this.#isCurrent(session)) {
        this.tools.update(session.profile, token, () => this.endpointSighting(profile.id));
      }
    });
    for (const listener of this.#listeners) listener.onSession?.(session);
    return session;
  }

  /** The endpoint as seen from this process. */
  async endpointSighting(profileId: string): Promise<EndpointSighting> {
    if (this.service) return this.service.endpointSighting(profileId);
    const address = await findEndpoint(this.directory.endpointFile);
    const url = address && endpointUrl(address, profileId);
    return url ? { kind: 'on', url } : { kind: 'unknown' };
  }

  /** False for a session that was replaced: it may still finish a refresh. */
  #isCurrent(session: TokenSession): boolean {
    const current = this.sessions.get(session.profile.id);
    return current === undefined || current === session;
  }

  #adopt(settings: Settings): void {
    this.#settings = settings;
    this.sessions.adopt(settings);
    for (const listener of this.#listeners) listener.onSettings?.(settings);
  }
}

/** Another address is another workspace. */
function warehouseKey(profile: Profile): string {
  return `${profile.id} ${workspaceAddress(profile)}`;
}
