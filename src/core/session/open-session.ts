import { join } from 'node:path';
import { EntraClient } from '../auth/entra-client.ts';
import { openSystemStore } from '../cache/system-store.ts';
import { TokenCache } from '../cache/token-cache.ts';
import { systemClock } from '../clock.ts';
import type { DataDirectory } from '../data-directory.ts';
import type { Fetch } from '../http.ts';
import type { Logger } from '../log/logger.ts';
import type { Profile } from '../profile/profile.ts';
import type { Settings } from '../settings/settings.ts';
import { TokenSession } from './token-session.ts';

/** What a program brings along for its sessions. */
export interface SessionSurroundings {
  readonly directory: DataDirectory;
  readonly settings: Pick<Settings, 'allowPlaintextCache'>;
  readonly fetch: Fetch;
  readonly log: Logger;
  /** Called when a broken token cache was set aside. */
  readonly onCacheSetAside: (profile: Profile, place: string) => void;
}

/** A session with the cache that it reads. */
export interface OpenSession {
  readonly session: TokenSession;
  readonly cache: TokenCache;
}

/** Puts a profile's session together from the real parts. Nothing is read or loaded yet. */
export function openSession(profile: Profile, surroundings: SessionSurroundings): OpenSession {
  const { directory, settings, fetch, log, onCacheSetAside } = surroundings;
  const cache = new TokenCache({
    store: openSystemStore(directory.cacheDirectory, profile.id, settings.allowPlaintextCache),
    files: join(directory.cacheDirectory, profile.id),
    clock: systemClock,
    onSetAside: (place) => {
      log.warn(`[cache] [${profile.name}] content that cannot be read was set aside: ${place}`);
      onCacheSetAside(profile, place);
    },
  });
  const client = new EntraClient(profile, cache, fetch, log);
  return { cache, session: new TokenSession({ profile, client, cache, clock: systemClock }) };
}
