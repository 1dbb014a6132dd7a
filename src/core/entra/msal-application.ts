import { AsyncLocalStorage } from 'node:async_hooks';
import type { PublicClientApplication } from '@azure/msal-node';
import { authorityHost, authorityUrl } from '../profile/clouds.ts';
import type { Profile } from '../profile/profile.ts';
import type { CacheContent } from './cache/cache-content.ts';
import type { TokenCache } from './cache/token-cache.ts';
import type { NetworkModule } from './network.ts';

const knownContent = new AsyncLocalStorage<CacheContent>();

/** Runs `work` with `content`, read a moment ago, as what the cache holds: MSAL would read it again at once. */
export async function withContent<T>(content: CacheContent, work: () => Promise<T>): Promise<T> {
  return knownContent.run(content, work);
}

/** Loads MSAL, and creates the profile's public client application over our cache and our network. */
export async function createApplication(
  { cloud, tenantId, clientId }: Profile,
  cache: TokenCache,
  networkClient: NetworkModule,
): Promise<PublicClientApplication> {
  const { PublicClientApplication } = await import('@azure/msal-node');
  const application = new PublicClientApplication({
    auth: {
      clientId,
      authority: authorityUrl(cloud, tenantId),
      // An authority that Microsoft does not list is trusted because the person named it.
      ...(typeof cloud === 'string' ? {} : { knownAuthorities: [authorityHost(cloud)] }),
    },
    cache: {
      cachePlugin: {
        // Reading merges into MSAL's memory: an account that was signed out meanwhile would come back.
        beforeCacheAccess: (context) =>
          cache.beforeCacheAccess(context, () => application.clearCache(), knownContent.getStore()),
        afterCacheAccess: (context) => cache.afterCacheAccess(context),
      },
    },
    system: { networkClient },
  });
  return application;
}
