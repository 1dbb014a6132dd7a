import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, fetch } from 'undici';
import { dataDirectory } from '../src/core/data-directory.ts';
import { createNodeFetch } from '../src/core/node-fetch.ts';
import { findProfile } from '../src/core/profile/profile.ts';
import { openSession } from '../src/core/session/open-session.ts';
import { SettingsFile } from '../src/core/settings/settings-file.ts';
import { desktopRuntime, launchDesktop } from '../test/host/launch.ts';
import { keyringItems } from '../test/support/cache.ts';
import { Cli } from '../test/support/cli.ts';
import { MAIN_ENTRY } from '../test/support/paths.ts';
import { Surroundings } from '../test/support/surroundings.ts';

/**
 * `npm run bench [SECONDS]`: what the program costs, in figures; nothing here passes or fails.
 * SECONDS: how long the idle program is watched (300).
 */
const IDLE_SECONDS = Number(process.argv[2] ?? 300);
/** Below the session's own limit of refreshes within an hour. */
const ROUNDS = 28;

const surroundings = await Surroundings.start();
try {
  const cli = new Cli(surroundings);
  await cli.run('profile', 'add', 'work', ...surroundings.profileArguments);
  await cli.signIn();
  await refreshOverhead();
  await idleCost();
} finally {
  await surroundings.stop();
}

/** What a refresh adds to the bare HTTPS exchange that it is made of. */
async function refreshOverhead(): Promise<void> {
  const { entra, environment } = surroundings;
  const directory = dataDirectory({ ...environment });
  const settings = await new SettingsFile(directory.settingsFile, () => undefined).load();
  const profile = findProfile(settings.profiles, 'work');
  Object.assign(process.env, environment);
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const { session } = openSession(profile, {
    directory,
    settings,
    fetch: createNodeFetch(environment),
    log,
    onCacheSetAside: () => undefined,
  });

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

  const bareTimes: number[] = [];
  const refreshTimes: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bareTimes.push(await timed(bare));
    refreshTimes.push(await timed(() => session.refresh()));
  }
  await agent.destroy();
  const [bareMedian, refreshMedian] = [median(bareTimes.slice(5)), median(refreshTimes.slice(5))];
  console.log(`Refresh, median of ${ROUNDS - 5}, keyring included:`);
  console.log(`  bare HTTPS exchange  ${bareMedian.toFixed(1)} ms`);
  console.log(
    `  the program's        ${refreshMedian.toFixed(1)} ms: it adds ${(refreshMedian - bareMedian).toFixed(1)} ms`,
  );
}

/** What the program costs in the tray, window closed, nothing to do. */
async function idleCost(): Promise<void> {
  const desktop = await launchDesktop({
    mainEntry: MAIN_ENTRY,
    env: { ...surroundings.environment },
    spkiSha256: surroundings.entra.spkiSha256,
  });
  console.log(`Idle in the tray for ${IDLE_SECONDS} s, window closed, on: ${desktopRuntime()}`);
  // The start itself is not idleness.
  await sleep(5_000);
  const requests = surroundings.entra.requests.length;
  const before = processCost(desktop.processId);
  await sleep(IDLE_SECONDS * 1000);
  const after = processCost(desktop.processId);
  const asked = surroundings.entra.requests.length - requests;
  if (before && after) {
    console.log(
      `  CPU ${(after.cpuSeconds - before.cpuSeconds).toFixed(2)} s, wake-ups ${after.wakeUps - before.wakeUps}, memory ${after.memoryMb} MB`,
    );
  }
  console.log(`  looks at the clock: every 30 s; requests to Entra: ${asked}`);
  await desktop.quit();
}

/** From the kernel's books; undefined where there are none to read (Windows, macOS). */
function processCost(pid: number): { cpuSeconds: number; wakeUps: number; memoryMb: number } | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    return {
      // utime and stime, in hundredths of a second.
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100,
      wakeUps: read('voluntary_ctxt_switches'),
      memoryMb: Math.round(read('VmRSS') / 1024),
    };
  } catch {
    return undefined;
  }
}

async function timed(action: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await action();
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
