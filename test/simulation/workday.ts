import { vi } from 'vitest';
import { Computer } from './computer.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A morning at which somebody has just signed in. `Date` is the clock's until {@link endDay}. */
export async function startDay(): Promise<{ readonly clock: VirtualClock; readonly computer: Computer }> {
  vi.useFakeTimers({ toFake: ['Date'] });
  const clock = new VirtualClock(Date.UTC(2026, 10, 20, 8), (now) => vi.setSystemTime(now));
  const computer = await Computer.start(clock, () => 0.5);
  await computer.session.start();
  await computer.signIn();
  return { clock, computer };
}

export async function endDay(computer: Computer): Promise<void> {
  await computer.stop();
  vi.useRealTimers();
}
