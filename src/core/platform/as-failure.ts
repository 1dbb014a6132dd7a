import { type Failure, FailureError } from '../../shared/failures.ts';
import { redact } from './redact.ts';

/** A caught error as a failure: ours as it is, any other as `unexpected`. */
export function asFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  // What was being done failed, and then letting go of a lock too: the first is what matters.
  if (error instanceof SuppressedError) return asFailure(error.suppressed);
  const { code, name } = (error instanceof Error ? error : {}) as NodeJS.ErrnoException;
  return new FailureError('unexpected', { cause: causeOf(code, name) }).failure;
}

/**
 * The first of `candidates` that is a non-empty string, as a failure's cause. An error code is one word: any other
 * text may be anything, and becomes `unknown`.
 */
export function causeOf(...candidates: readonly unknown[]): string {
  const isText = (candidate: unknown): candidate is string =>
    typeof candidate === 'string' && candidate !== '';
  const code = candidates.find(isText) ?? '';
  return /^[\w.-]{1,60}$/.test(code) && redact(code) === code ? code : 'unknown';
}
