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
  const { promise: limit, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(onTimeout()), milliseconds);
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}
