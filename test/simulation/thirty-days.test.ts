import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { MAX_REQUESTS_PER_HOUR } from '../../src/core/session/schedule.ts';
import { seededRandom } from '../entra/random.ts';
import { Computer } from './computer.ts';
import { inWords, liveThrough } from './laptop-days.ts';
import { VirtualClock } from './virtual-clock.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const seed = 20261120;

/** `npm run bench -- days` lives through ninety. */
test('thirty days of a laptop', { timeout: 110_000 }, async () => {
  const random = seededRandom(seed);
  const clock = new VirtualClock(Date.UTC(2026, 10, 20, 8), (now) => vi.setSystemTime(now));
  const computer = await Computer.start(clock, random);
  onTestFinished(() => computer.stop());
  computer.entra.setScenario({
    accessTokenLifetimeSeconds: 'random',
    randomSeed: seed,
    signInFrequencySeconds: 24 * 3600,
  });
  await computer.session.start();
  await computer.signIn();
  const lived = await liveThrough(clock, [computer], 30, random);
  console.log(`seed ${seed}: ${clock.wakeUps} looks at the clock, ${inWords(lived)}`);
  expect(lived.copies).toBeGreaterThan(2000);
  expect(lived.belowPromise).toBe(0);
  expect(lived.expired).toBe(0);
  expect(lived.refusedWithoutReason).toBe(0);
  expect(lived.browsersUnasked).toBe(0);
  expect(lived.mostWithinHour).toBeLessThanOrEqual(MAX_REQUESTS_PER_HOUR);
  expect(lived.repeated).toEqual([]);
});
