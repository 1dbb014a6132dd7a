import type { Failure } from '../shared/failure.ts';
import type { Verification } from '../shared/verification.ts';
import type { AccessToken } from './cache/cache-content.ts';
import type { TokenCacheStore } from './cache/token-cache-store.ts';
import { type TargetContent, TargetKeeper } from './databricks/targets/target-keeper.ts';
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
    this.#targets = new TargetKeeper((profile, failure) => {
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
    return verifySession(session, this.#parts.fetch, minValidMs, (profile) =>
      this.sessions.change((settings) => withChangedProfile(settings, profile.id, profile)),
    );
  }

  #followSession(session: TokenSession): void {
    session.onChange(() => this.#parts.onChange());
    session.onToken((token) => {
      this.#tokens.set(session.profile.id, token);
      this.#updateTargets(session.profile);
    });
  }

  #followSettings(settings: Settings): void {
    for (const id of this.#tokens.keys()) if (!this.sessions.get(id)) this.#tokens.delete(id);
    if (this.#parts.wantsEndpoint(settings)) {
      void this.endpoint.start().then(() => this.endpoint.followProfiles());
    } else if (this.endpoint.state.kind !== 'off') {
      void this.endpoint.disable();
    }
    for (const profile of settings.profiles) this.#updateTargets(profile);
    this.#parts.onChange();
  }

  #updateTargets(profile: Profile): void {
    if (!this.#tokens.has(profile.id)) return;
    this.#targets.update(profile, this.#targetContent(profile.id));
  }

  #targetContent(id: string): TargetContent {
    const token = this.#tokens.get(id)?.secret;
    if (token === undefined) return { token };
    const url = this.endpoint.urlOf(id);
    if (url) return { token, endpoint: { kind: 'on', url } };
    const { directory, endpointStore, wantsEndpoint } = this.#parts;
    const running = readEndpointAddress(directory.endpointFile);
    // Another process's endpoint is that process's to write about, and an address that will come back may stay.
    const isElsewhere = running !== undefined && running.pid !== process.pid;
    const comesBack = endpointStore !== undefined && wantsEndpoint(this.sessions.settings);
    return { token, endpoint: { kind: isElsewhere || comesBack ? 'unknown' : 'off' } };
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
