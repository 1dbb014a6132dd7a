import { useSignal } from '@preact/signals';
import type { Failure } from '../../shared/failures.ts';
import type { Result } from '../../shared/operations.ts';

/** Requests whose failure is shown where they were made. */
export function useRequest() {
  const failure = useSignal<Failure | undefined>(undefined);
  return {
    failure: failure.value,
    ask: async <T>(request: Promise<Result<T>>): Promise<Result<T>> => {
      const outcome = await request;
      // Whoever cancels knows that it was cancelled.
      failure.value = outcome.ok || outcome.failure.code === 'cancelled' ? undefined : outcome.failure;
      return outcome;
    },
    dismiss: () => {
      failure.value = undefined;
    },
  };
}
