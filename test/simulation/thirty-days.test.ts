import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { MAX_REQUESTS_PER_HOUR } from '../../src/core/session/schedule.ts';
import { seededRandom } from '../entra/random.ts';
import type { Fault } from '../entra/simulator.ts';
import { Computer } from './computer.ts';
import { VirtualClock } from './virtual-clock.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAYS = 30;
const PROMISE_MS = 10 * MINUTE;
/** Whole seconds in tokens, and clock changes too small to be told from a nudge. */
const TOLERANCE_MS = 8 * SECOND;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What a laptop's network does to the program now and then. */
const FAULTS: readonly Fault[] = [
  { kind: 'status', status: 429 },
  { kind: 'status', status: 429, retryAfterSeconds: 120 },
  { kind: 'status', status: 503 },
  { kind: 'reset' },
  { kind: 'html' },
  { kind: 'garbage' },
];

const seed = 20261120;

test('thirty days of a laptop', { timeout: 110_000 }, async () => {
  const random = seededRandom(seed);
  const between = (low: number, high: number) => low + random() * (high - low);
  const chance = (share: number) => random() < share;
  const clock = new VirtualClock(Date.UTC(2026, 10, 20, 8), (now) => vi.setSystemTime(now));
  const computer = await Computer.start(clock, random);
  onTestFinished(() => computer.stop());
  const { entra } = computer;
  entra.setScenario({
    accessTokenLifetimeSeconds: 'random',
    randomSeed: seed,
    signInFrequencySeconds: 24 * 3600,
  });

  const count = {
    copies: 0,
    handed: 0,
    warned: 0,
    belowPromise: 0,
    expired: 0,
    refusedWithoutReason: 0,
    signIns: 0,
  };
  let faulty = false;

  async function copy(): Promise<void> {
    const handed = await computer.copy(PROMISE_MS);
    count.copies++;
    if (!handed) {
      const { kind } = computer.session.state;
      if (computer.online && !faulty && kind !== 'signInRequired' && kind !== 'signedOut')
        count.refusedWithoutReason++;
      return;
    }
    count.handed++;
    if (handed.warned) count.warned++;
    if (handed.lifeMs <= 0) count.expired++;
    if (!handed.warned && handed.lifeMs < PROMISE_MS - TOLERANCE_MS) count.belowPromise++;
  }

  /** The person works: copies a token now and then, and signs in when asked. */
  async function work(duration: number): Promise<void> {
    for (const end = clock.trueNow + duration; clock.trueNow < end; ) {
      await clock.advance(Math.min(end - clock.trueNow, between(10 * SECOND, 8 * MINUTE)));
      await copy();
      const { kind } = computer.session.state;
      if ((kind === 'signInRequired' || kind === 'signedOut') && computer.online && !faulty && chance(0.6)) {
        if (await computer.signIn()) count.signIns++;
      }
    }
  }

  async function sleep(duration: number): Promise<void> {
    clock.sleepThrough(duration);
    // As at the desktop's "resume".
    await computer.session.retryNow();
  }

  async function during(begin: () => void, duration: number, end: () => void): Promise<void> {
    begin();
    if (chance(0.3)) await sleep(between(MINUTE, duration));
    await work(duration);
    end();
  }

  await computer.session.start();
  await computer.signIn();
  for (let day = 0; day < DAYS; day++) {
    const evening = clock.trueNow + between(8 * HOUR, 11 * HOUR);
    while (clock.trueNow < evening) {
      const dice = random();
      if (dice < 0.1) await sleep(between(MINUTE, 2 * HOUR));
      else if (dice < 0.16) {
        await during(
          () => {
            computer.online = false;
          },
          between(MINUTE, 3 * HOUR),
          () => {
            computer.online = true;
          },
        );
        await computer.session.retryNow();
      } else if (dice < 0.24) {
        const fault = FAULTS[Math.floor(random() * FAULTS.length)] as Fault;
        await during(
          () => {
            faulty = true;
            entra.setScenario({ faults: { token: fault } });
          },
          between(MINUTE, 40 * MINUTE),
          () => {
            faulty = false;
            entra.setScenario({ faults: {} });
          },
        );
      } else if (dice < 0.28) {
        await during(
          () => computer.setClock(between(-2 * HOUR, 2 * HOUR)),
          between(MINUTE, 90 * MINUTE),
          () => computer.setClock(0),
        );
      } else if (dice < 0.31) await computer.restart();
      else await work(between(MINUTE, 45 * MINUTE));
    }
    await sleep(chance(0.15) ? between(24 * HOUR, 72 * HOUR) : between(11 * HOUR, 15 * HOUR));
  }

  const days = (clock.trueNow - Date.UTC(2026, 10, 20, 8)) / (24 * HOUR);
  const refreshes = entra.requests.filter(
    ({ grantType, status }) => grantType === 'refresh_token' && status === 200,
  );
  const causes = computer.notifications.map(({ content }) => content.kind);
  const most = mostWithin(computer.refreshRequests, HOUR);
  console.log(
    [
      `seed ${seed}: ${days.toFixed(1)} days, ${clock.wakeUps} looks at the clock, ${count.copies} copies`,
      `handed out: ${count.handed}; with a warning: ${count.warned}`,
      `below the promise without a warning: ${count.belowPromise}; expired: ${count.expired}`,
      `refused although all was well: ${count.refusedWithoutReason}`,
      `refreshes a day: ${(refreshes.length / days).toFixed(1)}; sign-ins: ${count.signIns}`,
      `requests tried without a network: ${computer.attemptsOffline.length}; most refreshes asked of Entra within an hour: ${most}`,
      `notifications: ${JSON.stringify(
        Object.groupBy(causes, (kind) => kind),
        (_, value) => (Array.isArray(value) ? value.length : value),
      )}`,
      `browsers opened: ${computer.browsers}, unasked: ${computer.browsersUnasked}`,
    ].join('\n  '),
  );
  expect(count.copies).toBeGreaterThan(2000);
  expect(count.belowPromise).toBe(0);
  expect(count.expired).toBe(0);
  expect(count.refusedWithoutReason).toBe(0);
  expect(computer.browsersUnasked).toBe(0);
  expect(most).toBeLessThanOrEqual(MAX_REQUESTS_PER_HOUR);
  expect(repeated(computer.notifications)).toEqual([]);
});

/** Notifications that came again although nothing had been well in between. */
function repeated(all: Computer['notifications']): string[] {
  const soon = all.flatMap(({ content }) => (content.kind === 'signInSoon' ? [content.at] : []));
  const again = soon.filter((at, index) => soon.indexOf(at) !== index).map((at) => `signInSoon ${at}`);
  const offline = all.filter(
    ({ content }) => content.kind === 'expiresSoon' || content.kind === 'backToNormal',
  );
  const twice = offline.filter((entry, index) => offline[index - 1]?.content.kind === entry.content.kind);
  return [...again, ...twice.map(({ content, at }) => `${content.kind} at ${new Date(at).toISOString()}`)];
}

/** The most moments that lie within `span` of each other. */
function mostWithin(moments: readonly number[], span: number): number {
  return Math.max(0, ...moments.map((from) => moments.filter((at) => at >= from && at < from + span).length));
}
