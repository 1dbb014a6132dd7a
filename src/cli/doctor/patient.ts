import type { Application } from '../../core/app/application.ts';
import type { Settings } from '../../core/app/settings.ts';
import type { EndpointAddress } from '../../core/endpoint/endpoint-address.ts';
import { findEndpoint } from '../../core/endpoint/endpoint-client.ts';
import type { HttpResponse } from '../../core/platform/http.ts';
import { exchange } from '../../core/platform/http.ts';
import { authorityUrl } from '../../core/profile/clouds.ts';
import type { Profile } from '../../core/profile/profile.ts';

/** Below the time that a check has, so that it is the failure that is told. Milliseconds. */
const LIMIT_MS = 8_000;

/** Whoever is looked at. What several checks need is asked for once. */
export class Patient {
  readonly app: Application;
  readonly settings: Settings;
  /** Undefined where there is none, or not the one that was named. */
  readonly profile: Profile | undefined;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  #authority: Promise<HttpResponse> | undefined;
  #endpoint: Promise<EndpointAddress | undefined> | undefined;

  constructor(
    app: Application,
    settings: Settings,
    profile: Profile | undefined,
    environment: Readonly<NodeJS.ProcessEnv>,
  ) {
    this.app = app;
    this.settings = settings;
    this.profile = profile;
    this.environment = environment;
  }

  /** What the tenant's authority tells everybody who asks; no sign-in is needed. @throws FailureError */
  authority(): Promise<HttpResponse> {
    const { cloud, tenantId } = this.profile ?? { cloud: 'public' as const, tenantId: 'common' };
    const url = `${authorityUrl(cloud, tenantId)}/v2.0/.well-known/openid-configuration`;
    this.#authority ??= exchange(this.app.fetch, { method: 'GET', url, limitMs: LIMIT_MS });
    return this.#authority;
  }

  /** The local endpoint that runs. */
  endpoint(): Promise<EndpointAddress | undefined> {
    this.#endpoint ??= findEndpoint(this.app.directory.endpointFile);
    return this.#endpoint;
  }
}
