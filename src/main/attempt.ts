import { asFailure } from '../core/platform/as-failure.ts';
import type { Logger } from '../core/platform/logger.ts';
import type { Result } from '../shared/operations.ts';

export type Attempt = <T>(work: () => T | Promise<T>) => Promise<Result<T>>;

/** Turns what work returns or throws into a result. A defect goes to the log with its stack. */
export function attempts(log: Logger): Attempt {
  return async (work) => {
    try {
      return { ok: true, value: await work() };
    } catch (error) {
      const failure = asFailure(error);
      if (failure.code === 'unexpected') log.error(error instanceof Error ? `${error.stack}` : `${error}`);
      return { ok: false, failure };
    }
  };
}
