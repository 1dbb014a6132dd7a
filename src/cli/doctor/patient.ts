import type { Application } from '../../core/app/application.ts';
import { activeProfile, type Settings } from '../../core/app/settings.ts';
import type { EndpointAddress } from '../../core/endpoint/endpoint-address.ts';
import { findEndpoint } from '../../core/endpoint/endpoint-client.ts';
import { exchange, type HttpResponse } from '../../core/platform/http.ts';
import { authorityHost, authorityUrl } from '../../core/profile/clouds.ts';

/** Below the time that a check has, so that it is the failure that is told. Milliseconds. */
const LIMIT_MS = 8_000;

/** Whoever is looked at. What several checks need is asked for once. */
export type Patient = ReturnType<typeof patientOf>;

/** @param name the profile that was asked for */
export function patientOf(
  app: Application,
  settings: Settings,
  name: string | undefined,
  environment: Readonly<NodeJS.ProcessEnv>,
) {
  const { profiles } = settings;
  const profile = name === undefined ? activeProfile(settings) : profiles.find((one) => one.name === name);
  const { cloud, tenantId } = profile ?? { cloud: 'public' as const, tenantId: 'common' };
  const url = `${authorityUrl(cloud, tenantId)}/v2.0/.well-known/openid-configuration`;
  let authority: Promise<HttpResponse> | undefined;
  let endpoint: Promise<EndpointAddress | undefined> | undefined;
  return {
    app,
    settings,
    name,
    /** Undefined where there is none, or not the one that was asked for. */
    profile,
    environment,
    /** Of the authority. */
    origin: new URL(`https://${authorityHost(cloud)}`),
    /** What the tenant's authority tells everybody who asks; no sign-in is needed. @throws FailureError */
    authority: () => {
      authority ??= exchange(app.fetch, { method: 'GET', url, limitMs: LIMIT_MS });
      return authority;
    },
    /** The local endpoint that runs. */
    endpoint: () => {
      endpoint ??= findEndpoint(app.directory.endpointFile);
      return endpoint;
    },
  };
}
