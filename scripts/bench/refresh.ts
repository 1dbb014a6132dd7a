import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Agent, fetch } from 'undici';
import { Application } from '../../src/core/app/application.ts';
import { dataDirectory } from '../../src/core/platform/data-directory.ts';
import { openSystemStore } from '../../src/core/platform/keyring/system-store.ts';
import { createNodeFetch } from '../../src/core/platform/node-fetch.ts';
import { keyringItems } from '../../test/support/cache.ts';
import type { Surroundings } from '../../test/support/surroundings.ts';
import { median, timed } from './figures.ts';
import { signedIn } from './signed-in.ts';

/** As many as a session may make in a row. */
const ROUNDS = 20;
/** Until connections are open and code is compiled. */
const WARM_UP = 5;

const NO_LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What a refresh adds to the bare HTTPS exchange that it is made of. */
export async function refreshOverhead(): Promise<void> {
  await signedIn(({ surroundings }) => measure(surroundings));
}

async function measure(surroundings: Surroundings): Promise<void> {
  const { entra, environment } = surroundings;
  Object.assign(process.env, environment);
  // Node has read the variable for them when it started.
  setDefaultCACertificates([...getCACertificates(), entra.caCertificate]);
  const app = new Application({
    directory: dataDirectory({ ...environment }),
    fetch: createNodeFetch(environment, () => undefined),
    log: NO_LOG,
    onNotice: () => undefined,
  });
  await app.load();
  const session = app.session();

  const [cache] = Object.values(await keyringItems(surroundings));
  const [refreshToken] = Object.values(JSON.parse(cache ?? '{}').RefreshToken ?? {}) as { secret: string }[];
  const agent = new Agent({ connect: { ca: entra.caCertificate } });
  const bare = async () => {
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: entra.clientId,
      client_info: '1',
      scope: '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default openid profile offline_access',
      refresh_token: refreshToken?.secret ?? '',
    });
    const response = await fetch(`${entra.origin}/${entra.tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body,
      dispatcher: agent,
    });
    await response.json();
  };

  // What no refresh can do without: the newest refresh token is read, and what comes is saved.
  const store = openSystemStore(app.directory.cacheDirectory, 'bench', false);
  const keep = async () => {
    await store.load();
    await store.save(cache ?? '');
  };
  const bareTimes: number[] = [];
  const keyringTimes: number[] = [];
  const refreshTimes: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bareTimes.push(await timed(bare));
    keyringTimes.push(await timed(keep));
    refreshTimes.push(await timed(() => session.refresh()));
  }
  await agent.destroy();
  await store.remove();
  const [bareMedian = 0, keyringMedian = 0, refreshMedian = 0] = [bareTimes, keyringTimes, refreshTimes].map(
    (times) => median(times.slice(WARM_UP)),
  );
  console.log(`Refresh, median of ${ROUNDS - WARM_UP}, keyring included:`);
  console.log(`  bare HTTPS exchange  ${bareMedian.toFixed(1)} ms`);
  console.log(`  a read and a save    ${keyringMedian.toFixed(1)} ms, of the keyring alone`);
  console.log(
    `  the program's        ${refreshMedian.toFixed(1)} ms: it adds ${(refreshMedian - bareMedian).toFixed(1)} ms`,
  );
}
