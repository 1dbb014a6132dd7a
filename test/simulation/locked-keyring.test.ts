import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Computer } from './computer.ts';
import { VirtualClock } from './virtual-clock.ts';

const MINUTE = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a locked keyring opens its password window six times an hour at the most, until it is unlocked', async () => {
  const clock = new VirtualClock(Date.UTC(2026, 10, 20, 8), (now) => vi.setSystemTime(now));
  const computer = await Computer.start(clock, () => 0.5);
  const { store } = computer;
  try {
    await computer.session.start();
    await computer.signIn();
    store.isBroken = true;
    store.brokenBy = 'keyring_locked';
    await computer.restart();
    store.looks = 0;
    await clock.advance(60 * MINUTE);
    expect(store.looks).toBeGreaterThan(4);
    expect(store.looks).toBeLessThan(7);
    // The person is there again: now is the time to ask.
    const { looks } = store;
    await computer.session.retryNow();
    expect(store.looks).toBe(looks + 1);
    store.isBroken = false;
    await clock.advance(11 * MINUTE);
    expect(computer.session.state).toMatchObject({ kind: 'fresh', failure: undefined });
  } finally {
    await computer.stop();
  }
});
