import { mock } from 'node:test';
import { VirtualClock } from '../../test/simulation/virtual-clock.ts';

const START = Date.UTC(2026, 10, 20, 8);

/** A Friday's morning, from which time runs as fast as one likes; `Date` follows until the end. */
export async function inVirtualTime<T>(live: (clock: VirtualClock) => Promise<T>): Promise<T> {
  mock.timers.enable({ apis: ['Date'], now: START });
  try {
    return await live(new VirtualClock(START, (now) => mock.timers.setTime(now)));
  } finally {
    mock.timers.reset();
  }
}
