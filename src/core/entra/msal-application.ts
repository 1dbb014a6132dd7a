import { AsyncLocalStorage } from 'node:async_hooks';
import type { PublicClientApplication } from '@azure/msal-node';
import { authorityHost, authorityUrl } from '../profile/clouds.ts';
import type { Profile } from '../profile/profile.ts';
import type { CacheContent, CacheNotes } from './cache/cache-content.ts';
import type { TokenCache } from './cache/token-cache.ts';
import type { NetworkModule } from './network.ts';

/** What a refresh knows of the cache. */
interface Known {
  /** The cache as it was read a moment ago: MSAL would read it again at once. */
  readonly content: CacheContent;
  /** What is remembered with the new token. */
  readonly notes: CacheNotes;
}

const knownHere = new AsyncLocalStorage<Known>();

/** Runs `work`, a refresh, with what is known of the cache. */
export async function withContent<T>(known: Known, work: () => Promise<T>): Promise<T> {
  return knownHere.run(known, work);
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
          cache.beforeCacheAccess(context, () => application.clearCache(), knownHere.getStore()?.content),
        afterCacheAccess: (context) => cache.afterCacheAccess(context, knownHere.getStore()?.notes),
      },
    },
    system: { networkClient },
  });
  return application;
}
