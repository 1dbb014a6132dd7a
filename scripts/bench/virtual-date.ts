import { mock } from 'node:test';
import { VirtualClock } from '../../test/simulation/virtual-clock.ts';

/** Time that runs as fast as one likes; `Date` follows it until the end. @param start epoch milliseconds */
export async function inVirtualTime<T>(start: number, live: (clock: VirtualClock) => Promise<T>): Promise<T> {
  mock.timers.enable({ apis: ['Date'], now: start });
  try {
    return await live(new VirtualClock(start, (now) => mock.timers.setTime(now)));
  } finally {
    mock.timers.reset();
  }
}
