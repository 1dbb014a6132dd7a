/** `work`, or the reason of `signal` thrown as soon as it aborts. The work itself is not stopped. */
export async function orAbort<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  // Nobody else listens to it, once this has thrown.
  work.catch(() => undefined);
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', abort));
}

/** Rejects with the reason of `signal`, `delayMs` after it aborts. Never resolves. */
export async function rejectAfterAbort(signal: AbortSignal, delayMs: number): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => setTimeout(() => reject(signal.reason), delayMs).unref();
  signal.addEventListener('abort', abort, { once: true });
  return promise;
}
