import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAX_REQUESTS_PER_HOUR } from '../../src/core/session/schedule.ts';
import type { Fault } from '../entra/simulator.ts';
import type { Computer } from './computer.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { endDay, startDay } from './workday.ts';

const MINUTE = 60_000;
const PROMISE_MS = 10 * MINUTE;

let clock: VirtualClock;
let computer: Computer;

beforeEach(async () => {
  ({ clock, computer } = await startDay());
});
afterEach(() => endDay(computer));

/** Asks every ten seconds, as a script does in a loop. */
async function askWithoutEnd(duration: number, session = () => computer.session): Promise<void> {
  for (const end = clock.trueNow + duration; clock.trueNow < end; ) {
    await clock.advance(10_000);
    await computer.copy(PROMISE_MS, session());
  }
}

/** The token has run out while the computer slept, and Entra is not itself. */
function awake(fault: Fault): void {
  clock.sleepThrough(120 * MINUTE);
  computer.entra.setScenario({ faults: { token: fault } });
}

test.each<Fault>([{ kind: 'html' }, { kind: 'reset' }])(
  'a loop of scripts during an outage ($kind) uses up nobody’s hour',
  async (fault) => {
    awake(fault);
    await askWithoutEnd(40 * MINUTE);
    const asked = computer.refreshRequests.length;
    expect(asked).toBeGreaterThan(20);
    expect(asked).toBeLessThan(MAX_REQUESTS_PER_HOUR);
    // Nor do programs of which each asks for the first time.
    await askWithoutEnd(5 * MINUTE, () => computer.other());
    expect(computer.refreshRequests.length).toBeLessThan(MAX_REQUESTS_PER_HOUR);
    computer.entra.setScenario({ faults: {} });
    await clock.advance(6 * MINUTE);
    expect((await computer.copy(PROMISE_MS))?.lifeMs).toBeGreaterThan(PROMISE_MS);
  },
);

test('Entra is asked again when it said, whoever asks meanwhile', async () => {
  awake({ kind: 'status', status: 429, retryAfterSeconds: 600 });
  await askWithoutEnd(9 * MINUTE);
  expect(computer.refreshRequests).toHaveLength(1);
  computer.entra.setScenario({ faults: {} });
  await askWithoutEnd(2 * MINUTE);
  expect((await computer.copy(PROMISE_MS))?.lifeMs).toBeGreaterThan(PROMISE_MS);
  expect(computer.refreshRequests).toHaveLength(2);
});
