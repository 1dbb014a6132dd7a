import { basename } from 'node:path';
import type { AccessToken } from '../../shared/access-token.ts';
import type { Failure } from '../../shared/failures.ts';
import { readEndpointAddress } from '../endpoint/endpoint-address.ts';
import type { ServedProfile } from '../endpoint/endpoint-server.ts';
import { LocalEndpoint } from '../endpoint/local-endpoint.ts';
import { recentUses, type Use } from '../endpoint/use-log.ts';
import { asFailure } from '../platform/as-failure.ts';
import { ensureDirectory } from '../platform/atomic-file.ts';
import { inDataFolder } from '../platform/data-folder.ts';
import { askKeyringAgain, withoutPerson } from '../platform/keyring/keyring-calls.ts';
import type { SecretStore } from '../platform/keyring/secret-store.ts';
import { watchFiles } from '../platform/watch.ts';
import { isServicePrincipal, type Profile } from '../profile/profile.ts';
import type { TokenSession } from '../session/token-session.ts';
import type { EndpointSighting } from '../tools/tool.ts';
import type { Application, RunningService } from './application.ts';
import type { Settings } from './settings.ts';

/** A profile's files begin with its ID. */
const UUID_LENGTH = 36;

export interface ServiceOptions {
  /** Puts a failure into words, in the person's language. */
  readonly explain: (failure: Failure) => string;
  /** Called after every change, and after every check of the clock. */
  readonly onChange: () => void;
  /** Whether the local endpoint is to run. */
  readonly wantsEndpoint: (settings: Settings) => boolean;
  /** Keeps the endpoint's address over restarts; without one every start has another. */
  readonly endpointStore?: (settings: Settings) => SecretStore;
  /** The endpoint serves the profiles that pass. */
  readonly serves?: (profile: Profile) => boolean;
}

/**
 * What runs for as long as the tray or `entra-token serve` does: every profile's session, the local endpoint, and the
 * watch over what other processes change in the data directory.
 */
export class Service implements RunningService {
  readonly endpoint: LocalEndpoint;
  readonly #app: Application;
  readonly #options: ServiceOptions;
  /** Each profile's newest token, once its cache has been read. */
  readonly #tokens = new Map<string, AccessToken | undefined>();
  /** Profiles whose workspace is just being asked for its tenant. */
  readonly #asked = new Set<string>();
  readonly #ends: (() => void)[] = [];
  #uses: readonly Use[] = [];
  #endpointWork: Promise<void> = Promise.resolve();

  constructor(app: Application, options: ServiceOptions) {
    this.#app = app;
    this.#options = options;
    this.endpoint = new LocalEndpoint({
      addressFile: app.directory.endpointFile,
      activityFile: app.directory.activityFile,
      explain: options.explain,
      log: app.log,
      profiles: () => this.#servedProfiles(),
      onChange: () => {
        for (const { profile } of app.sessions.all) this.#updateTools(profile);
        options.onChange();
      },
      onUse: () => options.onChange(),
      store: () => options.endpointStore?.(app.settings),
    });
    app.service = this;
    app.subscribe({
      onSession: (session) => this.#observe(session),
      onSettings: (settings) => this.#adopt(settings),
    });
  }

  /** Starts everything. @throws FailureError `settings_newer`, `data_folder_*` */
  async start(): Promise<void> {
    const { directory, log, sessions } = this.#app;
    const settings = await this.#app.load();
    await inDataFolder(directory.root, () => ensureDirectory(directory.cacheDirectory));
    this.#readUses();
    sessions.run(settings);
    const followFolder = async (name: string) => {
      if (name === basename(directory.settingsFile)) await this.#app.reload();
      if (name === basename(directory.activityFile)) {
        this.#readUses();
        this.#options.onChange();
      }
    };
    const followCache = async (name: string) => {
      // Written after the keyring's item: whoever did that could use the keyring.
      if (name.slice(UUID_LENGTH) === '.cache') askKeyringAgain();
      const session = sessions.get(name.slice(0, UUID_LENGTH));
      await session?.reload();
      // A new credential brings its first token.
      if (session && isServicePrincipal(session.profile)) await session.tick();
    };
    this.#ends.push(
      watchFiles(directory.root, followFolder, log),
      watchFiles(directory.cacheDirectory, followCache, log),
    );
    // What a process that was killed has left says where nobody is any more.
    if (!this.#options.wantsEndpoint(this.#app.settings)) await this.endpoint.stop();
  }

  usesOf(profileId: string): readonly Use[] {
    return this.#uses.filter(({ profile }) => profile === profileId);
  }

  /** Ends everything that runs; resolves when files are written and the endpoint's address is gone. */
  async stop(): Promise<void> {
    for (const end of this.#ends) end();
    this.#app.sessions.stop();
    await this.endpoint.stop();
    await this.#app.tools.settled();
  }

  /** Resolves when the endpoint is as the settings want it, or has failed. */
  async endpointSettled(): Promise<void> {
    await this.#endpointWork;
  }

  endpointSighting(profileId: string): EndpointSighting {
    const url = this.endpoint.urlOf(profileId);
    if (url) return { kind: 'on', url };
    const { endpointStore, wantsEndpoint } = this.#options;
    const running = readEndpointAddress(this.#app.directory.endpointFile);
    // Another process's endpoint is that process's to write about, and an address that will come back may stay.
    const isElsewhere = running !== undefined && running.pid !== process.pid;
    const comesBack = endpointStore !== undefined && wantsEndpoint(this.#app.settings);
    return { kind: isElsewhere || comesBack ? 'unknown' : 'off' };
  }

  #readUses(): void {
    this.#uses = recentUses(this.#app.directory.activityFile, Date.now());
  }

  #observe(session: TokenSession): void {
    const { id } = session.profile;
    this.#tokens.delete(id);
    session.subscribe(() => this.#options.onChange());
    session.subscribeToken((token, origin) => {
      // One that was replaced may still finish a refresh.
      if (this.#app.sessions.get(id) !== session) return;
      this.#tokens.set(id, token);
      if (origin === 'read') this.#updateTools(session.profile);
      if (token) void this.#learnTenant(session.profile);
    });
  }

  #adopt(settings: Settings): void {
    for (const id of this.#tokens.keys()) if (!this.#app.sessions.get(id)) this.#tokens.delete(id);
    const { wantsEndpoint, endpointStore, onChange } = this.#options;
    if (wantsEndpoint(settings)) {
      this.#endpointWork = this.endpoint.start().then(() => this.endpoint.adoptProfiles());
    } else if (this.endpoint.state.kind !== 'off' || endpointStore?.(settings).holdsSomething()) {
      this.#endpointWork = this.endpoint.disable();
    }
    for (const profile of settings.profiles) this.#updateTools(profile);
    onChange();
  }

  #updateTools(profile: Profile): void {
    const { id } = profile;
    if (!this.#tokens.has(id)) return;
    this.#app.tools.update(profile, this.#tokens.get(id), () => this.endpointSighting(id));
  }

  /**
   * Asks a workspace whose tenant is not known, quietly, since nobody waits for it; where that fails, again with the
   * next token.
   */
  async #learnTenant(profile: Profile): Promise<void> {
    const { id, workspaceUrl, workspaceTenantId } = profile;
    if (!workspaceUrl || workspaceTenantId || this.#asked.has(id)) return;
    this.#asked.add(id);
    try {
      await this.#app.confirmWorkspace(profile);
    } catch (error) {
      this.#app.log.info(`[workspace] its tenant is not known: ${asFailure(error).code}`);
    } finally {
      this.#asked.delete(id);
    }
  }

  #servedProfiles(): ServedProfile[] {
    const { serves = () => true } = this.#options;
    return [...this.#app.sessions.all]
      .filter(({ profile }) => serves(profile))
      .map((session) => ({
        id: session.profile.id,
        name: session.profile.name,
        workspaceUrl: session.profile.workspaceUrl,
        workspaceId: session.profile.workspaceId,
        token: async () =>
          (await withoutPerson(() => session.token({ minValidMs: this.#app.minValidMs }))).token,
      }));
  }
}
