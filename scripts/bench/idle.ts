import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { desktopRuntime, launchDesktop } from '../../test/host/launch.ts';
import type { Cli } from '../../test/support/cli.ts';
import { MAIN_ENTRY } from '../../test/support/paths.ts';
import type { Surroundings } from '../../test/support/surroundings.ts';
import { signedIn } from './signed-in.ts';

const PROFILES = 50;

/** What the tray costs while nobody uses it, its window closed: with one profile, and with fifty. */
export async function idleCost(seconds = 300): Promise<void> {
  await signedIn(async (cli) => {
    await watch(cli.surroundings, seconds, 'one profile');
    await addProfiles(cli, PROFILES - 1);
    await watch(cli.surroundings, seconds, `${PROFILES} profiles`);
  });
}

/** @param what is in the tray, for the heading */
async function watch(surroundings: Surroundings, seconds: number, what: string): Promise<void> {
  const { entra } = surroundings;
  const desktop = await launchDesktop({
    mainEntry: MAIN_ENTRY,
    args: ['--hidden'],
    env: { ...surroundings.environment },
    spkiSha256: entra.spkiSha256,
  });
  console.log(`Idle in the tray with ${what} for ${seconds} s, window closed, on: ${desktopRuntime()}`);
  // The start itself is not idleness.
  await sleep(5_000);
  const refreshes: number[] = [];
  const count = () => entra.requests.filter(({ grantType }) => grantType === 'refresh_token').length;
  let known = count();
  const before = processCost(desktop.processId);
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    await sleep(1_000);
    refreshes.push(count() - known);
    known = count();
  }
  const after = processCost(desktop.processId);
  if (before && after) {
    console.log(
      `  CPU ${(after.cpuSeconds - before.cpuSeconds).toFixed(2)} s, wake-ups ${after.wakeUps - before.wakeUps}, memory ${after.memoryMb} MB`,
    );
  }
  const sum = refreshes.reduce((total, more) => total + more, 0);
  console.log(
    `  refreshes ${sum}, in ${refreshes.filter(Boolean).length} different seconds, at most ${Math.max(...refreshes)} in one`,
  );
  await desktop.quit();
}

/** Signs in more profiles, whose tokens live for fifteen minutes: within five of them each wants a refresh. */
async function addProfiles(cli: Cli, count: number): Promise<void> {
  const { surroundings } = cli;
  const [user] = surroundings.entra.users;
  surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 15 * 60 });
  for (let index = 1; index <= count; index++) {
    const name = `more-${index}`;
    const { profileArguments, workspaceArguments } = surroundings;
    await cli.run('profile', 'add', name, ...profileArguments, ...workspaceArguments);
    const login = ['login', '--profile', name, '--username', user?.username ?? '', '--password-stdin'];
    const { code, stderr } = await cli.runWith(user?.password ?? '', ...login);
    if (code !== 0) throw new Error(stderr);
  }
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
