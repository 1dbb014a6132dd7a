import type { Clock } from '../../src/core/platform/clock.ts';

interface Repeated {
  readonly everyMs: number;
  readonly action: () => Promise<void>;
  nextAt: number;
}

/**
 * A computer's clock that runs as fast as one likes. There is the true time, which only runs forward, and the
 * computer's own, which may be set. While the computer sleeps no timer fires.
 */
export class VirtualClock implements Clock {
  readonly #bootedAt: number;
  readonly #onChange: (now: number) => void;
  readonly #repeated = new Set<Repeated>();
  #trueNow: number;
  #offset = 0;
  /** How often a timer has woken the program up. */
  wakeUps = 0;

  /** @param onChange called with the computer's time whenever it has changed */
  constructor(start: number, onChange: (now: number) => void) {
    this.#trueNow = start;
    this.#bootedAt = start - 3_600_000;
    this.#onChange = onChange;
    onChange(this.now());
  }

  get trueNow(): number {
    return this.#trueNow;
  }

  /** By how much the computer's clock is ahead of the true time, milliseconds. */
  get offset(): number {
    return this.#offset;
  }

  now(): number {
    return this.#trueNow + this.#offset;
  }

  uptime(): number {
    return this.#trueNow - this.#bootedAt;
  }

  every(milliseconds: number, action: () => Promise<void>): () => void {
    const repeated = { everyMs: milliseconds, action, nextAt: this.#trueNow + milliseconds };
    this.#repeated.add(repeated);
    return () => this.#repeated.delete(repeated);
  }

  /** Never: in virtual time the network answers at once, so that no limit is ever reached. */
  sleep(): Promise<void> {
    return new Promise(() => undefined);
  }

  /** Sets the computer's clock. */
  set(offset: number): void {
    this.#offset = offset;
    this.#onChange(this.now());
  }

  /** Lets time pass; timers fire on the way, each waiting for the one before it. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#trueNow + milliseconds;
    for (;;) {
      const [next] = [...this.#repeated].sort((a, b) => a.nextAt - b.nextAt);
      if (!next || next.nextAt > end) break;
      this.#moveTo(next.nextAt);
      next.nextAt += next.everyMs;
      this.wakeUps++;
      await next.action();
    }
    this.#moveTo(end);
  }

  /** Lets time pass while the computer sleeps. */
  sleepThrough(milliseconds: number): void {
    this.#moveTo(this.#trueNow + milliseconds);
    for (const repeated of this.#repeated) repeated.nextAt += milliseconds;
  }

  #moveTo(trueNow: number): void {
    this.#trueNow = trueNow;
    this.#onChange(this.now());
  }
}
