import { Agent } from 'undici';
import { recentUses } from '../../src/core/endpoint/use-log.ts';
import { seededRandom } from '../../test/entra/random.ts';
import { Computer } from '../../test/simulation/computer.ts';
import type { VirtualClock } from '../../test/simulation/virtual-clock.ts';
import { type Client, clientsOf } from './clients.ts';
import { percentile, timed } from './figures.ts';
import { Neighbours } from './neighbours.ts';
import { HOST, MIN_VALID_MS, Tray } from './tray.ts';
import { inVirtualTime } from './virtual-date.ts';

const HOUR = 3_600_000;
/** Short of midnight, however chance spreads the calls. */
const DAY = 23 * HOUR;
/** Whole seconds in tokens, and clock changes too small to be told from a nudge. */
const TOLERANCE_MS = 8_000;
/** Five of this user, five of another. */
const CLIENTS = 10;
const SEED = 20261128;
/** In the middle of each trouble, and without any. Hours. */
const KILLS = [2.2, 4.5, 7.2, 9.5, 11.5, 14.2, 16.5, 18, 21];

interface Trouble {
  readonly what: string;
  /** Hours. */
  readonly from: number;
  readonly until: number;
  readonly set: (isOn: boolean) => void;
}

/** What this user's programs got in a time of trouble, or without any. */
class Harvest {
  tokens = 0;
  /** Past their end when they were handed out. */
  dead = 0;
  belowPromise = 0;
  readonly refused: Record<string, number> = {};

  toString(): string {
    const reasons = Object.entries(this.refused).map(([reason, count]) => `${reason} ${count}`);
    const refused = reasons.length > 0 ? `; refused: ${reasons.join(', ')}` : '';
    return `${this.tokens} tokens, dead ${this.dead}, below ten minutes ${this.belowPromise}${refused}`;
  }
}

/**
 * A day of ten programs that ask for tokens all the time, five of this user's and five of another's, while the disk is
 * full, the folder read-only, the keyring away, the clock wrong, Entra away; and the tray is killed again and again.
 */
export async function longDay(calls = 10_000): Promise<void> {
  // Within one day by the file system's clock too: the list of uses begins anew at midnight.
  await inVirtualTime(new Date().setHours(0, 5, 0, 0), async (clock) => {
    const random = seededRandom(SEED);
    const computer = await Computer.start(clock, random);
    computer.entra.setScenario({ accessTokenLifetimeSeconds: 'random', randomSeed: SEED });
    await computer.session.start();
    await computer.signIn();
    const tray = await Tray.start(computer);
    const agent = new Agent();
    const neighbours = await neighboursOf(tray);
    try {
      await live(clock, computer, tray, clientsOf(computer, tray, agent), neighbours, calls, random);
    } finally {
      await neighbours?.leave();
      await agent.destroy();
      await tray.stop();
      await computer.stop();
    }
  });
}

async function live(
  clock: VirtualClock,
  computer: Computer,
  tray: Tray,
  clients: readonly Client[],
  neighbours: Neighbours | undefined,
  calls: number,
  random: () => number,
): Promise<void> {
  const { url } = tray;
  const began = clock.trueNow;
  const rounds = Math.ceil(calls / CLIENTS);
  const troubles = troublesOf(computer);
  const kills = [...KILLS];
  const harvests = new Map<string, Harvest>();
  const times: number[] = [];
  let trouble: Trouble | undefined;

  for (let round = 0; round < rounds; round++) {
    const hour = (clock.trueNow - began) / HOUR;
    const now = troubles.find(({ from, until }) => hour >= from && hour < until);
    if (now !== trouble) {
      trouble?.set(false);
      now?.set(true);
      trouble = now;
    }
    const what = trouble?.what ?? 'no trouble';
    const harvest = harvests.get(what) ?? new Harvest();
    harvests.set(what, harvest);
    const isKilled = hour > (kills[0] ?? Number.POSITIVE_INFINITY);
    if (isKilled) kills.shift();
    await Promise.all([
      isKilled ? tray.killAndRestart() : undefined,
      neighbours?.ask(),
      ...clients.map(async (client) => {
        times.push(await timed(() => ask(client, clock, harvest)));
      }),
    ]);
    await clock.advance(Math.round(((0.5 + random()) * DAY) / rounds));
  }
  trouble?.set(false);

  console.log(
    `${rounds * CLIENTS} calls of ten programs of two users in ${((clock.trueNow - began) / HOUR).toFixed(1)} hours:`,
  );
  for (const [what, harvest] of harvests) console.log(`  ${what}: ${harvest}`);
  console.log(
    `  an answer, five at once: p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms`,
  );
  console.log(
    `  the other user: ${neighbours ? JSON.stringify(neighbours.booty) : 'not here: that takes root, on Linux'}`,
  );
  await lookForLosses(clock, computer, tray, url, KILLS.length - kills.length);
}

async function ask(client: Client, clock: VirtualClock, harvest: Harvest): Promise<void> {
  try {
    const secret = await client();
    const { exp } = JSON.parse(Buffer.from(secret.split('.')[1] ?? '', 'base64url').toString());
    const lifeMs = exp * 1000 - clock.trueNow;
    harvest.tokens++;
    if (lifeMs <= 0) harvest.dead++;
    else if (lifeMs < MIN_VALID_MS - TOLERANCE_MS) harvest.belowPromise++;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code ?? message;
    harvest.refused[reason] = (harvest.refused[reason] ?? 0) + 1;
  }
}

/** What has to be there after all that. */
async function lookForLosses(
  clock: VirtualClock,
  computer: Computer,
  tray: Tray,
  url: string,
  kills: number,
): Promise<void> {
  await computer.session.retryNow();
  const refreshed = await computer.other().token({ minValidMs: MIN_VALID_MS, refresh: true });
  await computer.session.reload();
  const [newest] = recentUses(tray.activityFile, clock.now());
  const losses = Object.entries({
    'the sign-in': computer.session.state.kind !== 'fresh' || refreshed.shortfall !== undefined,
    'the address': tray.url !== url,
    'what was saved': computer.store.setAsideContents.length > 0,
    'the list of uses': newest === undefined || clock.now() - newest.at > HOUR,
  }).filter(([, isLost]) => isLost);
  console.log(
    `  killed ${kills} times; lost: ${losses.map(([what]) => what).join(', ') || 'nothing'}; browsers ${computer.browsers}, refreshes asked of Entra ${computer.refreshRequests.length}`,
  );
}

function troublesOf(computer: Computer): readonly Trouble[] {
  const { store, entra } = computer;
  const full = (fullBy: typeof store.fullBy) => (isOn: boolean) =>
    Object.assign(store, { isFull: isOn, fullBy });
  const wrong = (offset: number) => (isOn: boolean) => computer.setClock(isOn ? offset : 0);
  return [
    { what: 'disk full', from: 1, until: 3, set: full('data_folder_full') },
    { what: 'folder read-only', from: 3.5, until: 5.5, set: full('data_folder_read_only') },
    { what: 'keyring away', from: 6, until: 8, set: (isOn) => Object.assign(store, { isBroken: isOn }) },
    { what: 'clock 95 minutes ahead', from: 9, until: 10, set: wrong(95 * 60_000) },
    { what: 'clock 95 minutes behind', from: 11, until: 12, set: wrong(-95 * 60_000) },
    { what: 'network away', from: 13, until: 15, set: (isOn) => Object.assign(computer, { online: !isOn }) },
    {
      what: 'Entra busy',
      from: 16,
      until: 17.5,
      set: (isOn) =>
        entra.setScenario({
          faults: isOn ? { token: { kind: 'status', status: 429, retryAfterSeconds: 120 } } : {},
        }),
    },
  ];
}

async function neighboursOf(tray: Tray): Promise<Neighbours | undefined> {
  const { port, pathname, host } = new URL(tray.url);
  return Neighbours.arrive({
    port: Number(port),
    path: pathname,
    headers: { 'x-databricks-metadata-version': '1', 'x-databricks-host': HOST, host },
    socket: tray.address.socket,
    files: [tray.addressFile, tray.activityFile],
  });
}
