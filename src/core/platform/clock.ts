import { uptime } from 'node:os';

/** Wall-clock time and wake-ups. The session never trusts a timer to tell how late it is. */
export interface Clock {
  /** Epoch milliseconds, as the computer's clock says: a person, or a time server, may set it. */
  now(): number;
  /** Milliseconds since the computer started, sleep included. Nobody can set it. */
  uptime(): number;
  /** Calls `action` every `milliseconds`, more or less, until the returned function is called. */
  every(milliseconds: number, action: () => Promise<void>): () => void;
  /** Resolves after `milliseconds`, more or less. */
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  // CLOCK_BOOTTIME on Linux, GetTickCount64 on Windows, time since kern.boottime on macOS: all count sleep.
  uptime: () => uptime() * 1000,
  every(milliseconds, action) {
    const timer = setInterval(() => void action(), milliseconds);
    return () => clearInterval(timer);
  },
  sleep: (milliseconds) =>
    new Promise((resolve) => {
      // Waiting for it must not keep a finished command line alive.
      setTimeout(resolve, milliseconds).unref();
    }),
};

/** Some systems tell the uptime in whole seconds, and time servers nudge clocks: less than this is no change. */
const TOLERANCE_MS = 5_000;

/**
 * By how much the computer's clock was set between two moments, in milliseconds; 0 for none. A moment is told by
 * when the computer started by its own clock: `now() − uptime()`.
 */
export function clockChange(startedBefore: number, startedNow: number): number {
  const change = startedNow - startedBefore;
  return Math.abs(change) > TOLERANCE_MS ? change : 0;
}

/** When the computer started, by its own clock. Epoch milliseconds. */
export function startedAt(clock: Clock): number {
  return clock.now() - clock.uptime();
}
