import { FailureError } from '../shared/failures.ts';

/**
 * What else ends a process, or is meant for it. Not those by which a terminal stops and goes on, or tells its size: it
 * tells the command by itself.
 */
const OTHERS = [
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  'SIGVTALRM',
  'SIGXCPU',
  'SIGIO',
  'SIGPWR',
  'SIGABRT',
] as const;

/** A command that does not end by itself this long after Ctrl-C is left. Milliseconds. */
const PATIENCE_MS = 1_000;

/** Ctrl-C, and the other ways in which a terminal or a system asks a process to end. */
export class Signals {
  readonly #controller = new AbortController();
  #handler: ((signal: NodeJS.Signals) => void) | undefined;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => (this.#handler ? this.#handler(signal) : this.#controller.abort()));
    }
  }

  /** Aborted when the end is asked for. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /**
   * From now on another decides what the signals mean.
   * @param scope `all` also hands over those that end this process without a word
   * @throws FailureError `cancelled` where the end was asked for before
   */
  handOver(handler: (signal: NodeJS.Signals) => void, scope: 'ends' | 'all'): void {
    if (this.signal.aborted) throw new FailureError('cancelled');
    this.#handler = handler;
    if (scope === 'all') for (const signal of OTHERS) process.on(signal, handler);
  }

  /** Rejects with `cancelled` soon after the end was asked for: nothing may hold the process. */
  async enforced(): Promise<never> {
    const { promise, reject } = Promise.withResolvers<never>();
    const end = () => setTimeout(() => reject(new FailureError('cancelled')), PATIENCE_MS).unref();
    if (this.signal.aborted) end();
    else this.signal.addEventListener('abort', end);
    return promise;
  }
}
