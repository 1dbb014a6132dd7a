import type { FailureError } from '../../shared/failures.ts';

/**
 * `promise`, or `onTimeout()` thrown after `milliseconds`. The work itself goes on: use it where a library offers
 * no way to stop.
 */
export async function withTimeLimit<T>(
  promise: Promise<T>,
  milliseconds: number,
  onTimeout: () => FailureError,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(onTimeout()), milliseconds);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
