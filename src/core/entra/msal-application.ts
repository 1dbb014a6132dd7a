import { AsyncLocalStorage } from 'node:async_hooks';
import type { ConfidentialClientApplication, Configuration, PublicClientApplication } from '@azure/msal-node';
import { authorityHost, authorityUrl } from '../profile/clouds.ts';
import type { Profile } from '../profile/profile.ts';
import type { CacheContent, Credential } from './cache/cache-content.ts';
import type { TokenCache } from './cache/token-cache.ts';
import type { NetworkModule } from './network.ts';

const knownContent = new AsyncLocalStorage<CacheContent>();

/** Runs `work` with `content`, read a moment ago, as what the cache holds: MSAL would read it again at once. */
export async function withContent<T>(content: CacheContent, work: () => Promise<T>): Promise<T> {
  return knownContent.run(content, work);
}

/** Loads MSAL, and creates the profile's public client application over our cache and our network. */
export async function createApplication(
  profile: Profile,
  cache: TokenCache,
  networkClient: NetworkModule,
): Promise<PublicClientApplication> {
  const { PublicClientApplication } = await import('@azure/msal-node');
  const application: PublicClientApplication = new PublicClientApplication({
    auth: authOf(profile),
    cache: pluginOf(cache, () => application.clearCache()),
    system: { networkClient },
  });
  return application;
}

/**
 * Loads MSAL, and creates the profile's confidential client application over our network.
 * @param cache where it keeps its tokens; without one they end with it
 */
export async function createConfidentialApplication(
  profile: Profile,
  credential: Credential,
  networkClient: NetworkModule,
  cache?: TokenCache,
): Promise<ConfidentialClientApplication> {
  const { ConfidentialClientApplication } = await import('@azure/msal-node');
  const application: ConfidentialClientApplication = new ConfidentialClientApplication({
    auth: { ...authOf(profile), ...proofOf(credential) },
    ...(cache ? { cache: pluginOf(cache, () => application.clearCache()) } : {}),
    system: { networkClient },
  });
  return application;
}

function authOf({ cloud, tenantId, clientId }: Profile): Configuration['auth'] {
  return {
    clientId,
    authority: authorityUrl(cloud, tenantId),
    // An authority that Microsoft does not list is trusted because the person named it.
    ...(typeof cloud === 'string' ? {} : { knownAuthorities: [authorityHost(cloud)] }),
  };
}

function proofOf(credential: Credential): Partial<Configuration['auth']> {
  if (credential.kind === 'secret') return { clientSecret: credential.secret };
  const { privateKey, chain: x5c, thumbprint: thumbprintSha256 } = credential;
  // The chain too: registrations that trust an issuer and a subject name instead of a certificate want it.
  return { clientCertificate: { privateKey, x5c, thumbprintSha256 } };
}

function pluginOf(cache: TokenCache, forget: () => void): NonNullable<Configuration['cache']> {
  return {
    cachePlugin: {
      // Reading merges into MSAL's memory: an account that was signed out meanwhile would come back.
      beforeCacheAccess: (context) => cache.beforeCacheAccess(context, forget, knownContent.getStore()),
      afterCacheAccess: (context) => cache.afterCacheAccess(context),
    },
  };
}
