import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Resolves with a process's exit code once it has ended and all of its output has come. */
export function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', (code) => resolve(code)));
}

/** Whether a process runs; one that has ended and that nobody has asked about yet (a zombie) does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !['Z', 'X'].includes(stat.charAt(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/**
 * Waits for `work`, but not for ever.
 * @param limit milliseconds
 * @param complaint what to say when they have passed
 */
export async function within<T>(limit: number, work: Promise<T>, complaint: () => string): Promise<T> {
  const stop = new AbortController();
  const late = pause(limit, undefined, { signal: stop.signal }).then(
    () => {
      throw new Error(complaint());
    },
    () => new Promise<never>(() => undefined),
  );
  return Promise.race([work, late]).finally(() => stop.abort());
}

/**
 * Looks again and again until there is something to see.
 * @param limit milliseconds
 * @param look answers undefined while there is nothing yet
 * @param complaint what to say when the limit has passed
 */
export async function until<T>(
  limit: number,
  look: () => Promise<T | undefined>,
  complaint: () => string,
): Promise<T> {
  const deadline = Date.now() + limit;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error(complaint());
    await pause(50);
  }
}
