import { AsyncLocalStorage } from 'node:async_hooks';
import { FailureError } from '../../../shared/failures.ts';
import { Mutex } from '../mutex.ts';
import { withTimeLimit } from '../time-limit.ts';

/** A locked keyring whose password window nobody answers would wait for good. */
export const LIMIT_MS = 30_000;

/**
 * Each look at a locked keyring opens its password window. After somebody has closed that, nothing that happens by
 * itself looks again before this has passed. Milliseconds.
 */
export const LOCKED_PAUSE_MS = 10 * 60_000;

const unattended = new AsyncLocalStorage<true>();
/** Until then whatever is unattended takes it for locked. By the process's uptime, milliseconds. */
let lockedUntil = 0;

/**
 * Runs work that happens by itself, such as a check of the clock or an SDK's request. All of it together opens one
 * password window, and after somebody has closed that, none for ten minutes.
 */
export function withoutPerson<T>(work: () => Promise<T>): Promise<T> {
  return unattended.run(true, work);
}

/** Something says that the keyring may be unlocked by now: it is asked again. */
export function askKeyringAgain(): void {
  lockedUntil = 0;
}

/** A call that hangs holds one of the process's few worker threads; several would hold them all, and with them every file. */
const turns = new Mutex();
let hanging = 0;

/**
 * Runs a call to the keyring, one at a time.
 * @param call throws FailureErrors
 * @throws FailureError `keyring_timeout` after 30 seconds, waiting for its turn included
 */
export async function callKeyring<T>(call: () => Promise<T>): Promise<T> {
  let isGivenUp = false;
  const timeout = () => new FailureError('keyring_timeout', { params: { seconds: String(LIMIT_MS / 1000) } });
  const work = turns.run(async () => {
    // Nobody waits for it any more: written now, it would undo what has happened since.
    if (isGivenUp) throw timeout();
    if (unattended.getStore() && performance.now() < lockedUntil) throw new FailureError('keyring_locked');
    hanging++;
    try {
      const answer = await call();
      lockedUntil = 0;
      return answer;
    } catch (error) {
      const isLocked = error instanceof FailureError && error.failure.code === 'keyring_locked';
      if (isLocked) lockedUntil = performance.now() + LOCKED_PAUSE_MS;
      throw error;
    } finally {
      hanging--;
    }
  });
  return withTimeLimit(work, LIMIT_MS, timeout).finally(() => {
    isGivenUp = true;
  });
}

/** True while a call is under way. A process cannot end by itself then: exit waits for its threads. */
export function isKeyringBusy(): boolean {
  return hanging > 0;
}
