import { FailureError } from '../../shared/failure.ts';
import { Mutex } from '../mutex.ts';
import { withTimeLimit } from '../time-limit.ts';

/** A locked keyring that prompts nobody would wait for good. */
const LIMIT_MS = 30_000;

/** A call that hangs holds one of the process's few worker threads; several would hold them all, and with them every file. */
const turns = new Mutex();
let hanging = 0;

/**
 * Runs a call to the keyring, one at a time.
 * @throws FailureError `keyring_timeout` after 30 seconds, waiting for its turn included
 */
export async function callKeyring<T>(call: () => Promise<T>): Promise<T> {
  const work = turns.run(async () => {
    hanging++;
    try {
      return await call();
    } finally {
      hanging--;
    }
  });
  return withTimeLimit(
    work,
    LIMIT_MS,
    () => new FailureError('keyring_timeout', { params: { seconds: String(LIMIT_MS / 1000) } }),
  );
}

/** True while a call is under way. A process cannot end by itself then: exit waits for its threads. */
export function isKeyringBusy(): boolean {
  return hanging > 0;
}
