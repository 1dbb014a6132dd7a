/** Wall-clock time and wake-ups. The session never trusts a timer to tell how late it is. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `action` every `milliseconds`, more or less, until the returned function is called. */
  every(milliseconds: number, action: () => void): () => void;
  /** Resolves after `milliseconds`, more or less. */
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  every(milliseconds, action) {
    const timer = setInterval(action, milliseconds);
    return () => clearInterval(timer);
  },
  sleep: (milliseconds) =>
    new Promise((resolve) => {
      // Waiting for it must not keep a finished command line alive.
      setTimeout(resolve, milliseconds).unref();
    }),
};
