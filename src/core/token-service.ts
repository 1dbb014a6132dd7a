import type { Failure } from '../shared/failure.ts';
import type { Verification } from '../shared/verification.ts';
import { asFailure } from './auth/msal-failure.ts';
import type { AccessToken } from './cache/cache-content.ts';
import type { TokenCacheStore } from './cache/token-cache-store.ts';
import { discoverWorkspace } from './databricks/discovery.ts';
import { type EndpointSighting, TargetKeeper } from './databricks/targets/target-keeper.ts';
import { verifySession } from './databricks/verify.ts';
import { readEndpointAddress } from './endpoint/endpoint-address.ts';
import type { ServedProfile } from './endpoint/endpoint-server.ts';
import { LocalEndpoint } from './endpoint/local-endpoint.ts';
import type { Profile } from './profile/profile.ts';
import { ProfileSessions, type Surroundings } from './session/profile-sessions.ts';
import type { TokenSession } from './session/token-session.ts';
import { type Settings, withChangedProfile } from './settings/settings.ts';

/** What the service needs beside the surroundings of its sessions. */
export interface ServiceParts extends Surroundings {
  /** Puts a failure into words, in the person's language. */
  readonly explain: (failure: Failure) => string;
  /** Called after every change, and at every look at the clock. */
  readonly onChange: () => void;
  /** Whether the local endpoint is to run. */
  readonly wantsEndpoint: (settings: Settings) => boolean;
  /** Keeps the endpoint's address over restarts; without one every start has another. */
  readonly endpointStore?: (settings: Settings) => TokenCacheStore;
  /** The endpoint serves the profiles that pass. */
  readonly serves?: (profile: Profile) => boolean;
}

/**
 * All that runs as long as the tray or `entra-token serve` does: a session a profile, the local endpoint, and the
 * files that are kept current.
 */
export class TokenService {
  readonly sessions: ProfileSessions;
  readonly endpoint: LocalEndpoint;
  readonly #parts: ServiceParts;
  readonly #targets: TargetKeeper;
  /** Each profile's newest token, once its cache has been read. */
  readonly #tokens = new Map<string, AccessToken | undefined>();
  /** Profiles whose workspace was asked for its tenant since the start. */
  readonly #asked = new Set<string>();
  #endpointWork: Promise<void> = Promise.resolve();

  constructor(parts: ServiceParts) {
    this.#parts = parts;
    this.sessions = new ProfileSessions(parts, {
      onSession: (session) => this.#followSession(session),
      onSettings: (settings) => this.#followSettings(settings),
    });
    this.endpoint = new LocalEndpoint({
      addressFile: parts.directory.endpointFile,
      explain: parts.explain,
      log: parts.log,
      profiles: () => this.#servedProfiles(),
      onChange: () => {
        for (const session of this.sessions.all) this.#updateTargets(session.profile);
        parts.onChange();
      },
      store: () => parts.endpointStore?.(this.sessions.settings),
    });
    this.#targets = new TargetKeeper(parts.directory.lockDirectory, (profile, failure) => {
      parts.log.warn(`[targets] [${profile.name}] ${failure.code}: ${failure.params?.cause ?? ''}`);
      parts.onNotice({ kind: 'target_failed', failure });
    });
  }

  /** Starts everything. @throws FailureError as {@link ProfileSessions.start} */
  async start(): Promise<void> {
    await this.sessions.start();
    // What a process that was killed has left says where nobody is any more.
    if (!this.#parts.wantsEndpoint(this.sessions.settings)) await this.endpoint.stop();
  }

  /** Ends everything that runs; resolves when files are written and the endpoint's address is gone. */
  async stop(): Promise<void> {
    this.sessions.stop();
    await this.endpoint.stop();
    await this.#targets.settled();
  }

  /** Resolves when the files that are kept current are so. */
  async targetsSettled(): Promise<void> {
    await this.#targets.settled();
  }

  /** Asks the session's workspace about its token. @throws FailureError as {@link verifySession} */
  async verify(session: TokenSession): Promise<Verification> {
    const minValidMs = this.sessions.settings.minValidMinutes * 60_000;
    return verifySession(session, this.#parts.fetch, minValidMs, (id, tenantId) =>
      this.#remember(id, tenantId),
    );
  }

  /** Resolves when the endpoint is as the settings want it, or has failed. */
  async endpointSettled(): Promise<void> {
    await this.#endpointWork;
  }

  #followSession(session: TokenSession): void {
    this.#tokens.delete(session.profile.id);
    session.onChange(() => this.#parts.onChange());
    session.onToken((token) => {
      // One that was replaced may still finish a refresh.
      if (this.sessions.get(session.profile.id) !== session) return;
      this.#tokens.set(session.profile.id, token);
      this.#updateTargets(session.profile);
      if (token) void this.#learnTenant(session.profile);
    });
  }

  /** Asks a workspace that was never asked for its tenant: once, and quietly, since nobody waits for it. */
  async #learnTenant({ id, workspaceUrl, workspaceTenantId, cloud }: Profile): Promise<void> {
    if (!workspaceUrl || workspaceTenantId || this.#asked.has(id)) return;
    this.#asked.add(id);
    try {
      const { tenantId } = await discoverWorkspace(workspaceUrl, cloud, this.#parts.fetch);
      await this.#remember(id, tenantId);
    } catch (error) {
      this.#parts.log.info(`[workspace] its tenant is not known: ${asFailure(error).code}`);
    }
  }

  async #remember(id: string, workspaceTenantId: string): Promise<void> {
    await this.sessions.change((settings) =>
      withChangedProfile(settings, id, (profile) => ({ ...profile, workspaceTenantId })),
    );
  }

  #followSettings(settings: Settings): void {
    for (const id of this.#tokens.keys()) if (!this.sessions.get(id)) this.#tokens.delete(id);
    if (this.#parts.wantsEndpoint(settings)) {
      this.#endpointWork = this.endpoint.start().then(() => this.endpoint.followProfiles());
    } else if (this.endpoint.state.kind !== 'off' || this.#parts.endpointStore?.(settings).holdsSomething()) {
      this.#endpointWork = this.endpoint.disable();
    }
    for (const profile of settings.profiles) this.#updateTargets(profile);
    this.#parts.onChange();
  }

  #updateTargets(profile: Profile): void {
    const { id } = profile;
    if (this.#tokens.has(id)) this.#targets.update(profile, this.#tokens.get(id), this.#sighting(id));
  }

  #sighting(id: string): EndpointSighting {
    const url = this.endpoint.urlOf(id);
    if (url) return { kind: 'on', url };
    const { directory, endpointStore, wantsEndpoint } = this.#parts;
    const running = readEndpointAddress(directory.endpointFile);
    // Another process's endpoint is that process's to write about, and an address that will come back may stay.
    const isElsewhere = running !== undefined && running.pid !== process.pid;
    const comesBack = endpointStore !== undefined && wantsEndpoint(this.sessions.settings);
    return { kind: isElsewhere || comesBack ? 'unknown' : 'off' };
  }

  #servedProfiles(): ServedProfile[] {
    const { serves = () => true } = this.#parts;
    return [...this.sessions.all]
      .filter(({ profile }) => serves(profile))
      .map((session) => ({
        id: session.profile.id,
        name: session.profile.name,
        workspaceUrl: session.profile.workspaceUrl,
        token: async () => {
          const minValidMs = this.sessions.settings.minValidMinutes * 60_000;
          return (await session.token({ minValidMs })).token;
        },
      }));
  }
}
