import { open, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FailureError } from '../../shared/failures.ts';
import { ensureDirectory } from './atomic-file.ts';
import { inDataFolder } from './data-folder.ts';
import { parseJson } from './foreign-json.ts';

/** How long a caller waits for another process, by its pauses: on a computer that is overloaded they take longer. */
const WAIT_LIMIT_MS = 20_000;
/** Between two looks, for longer each time: hundreds of waiting processes must leave the holder the processor. */
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 200;
/**
 * No work takes this long: an older lock is void, should its process ID belong to another program by now, or to
 * another machine (a shared home) that cannot be asked.
 */
const VOID_AFTER_MS = 60_000;
/** A lock file without content: its writer is between two system calls, or died there. */
const EMPTY_LOCK_MS = 1_000;

/** The guard of a removal is held for two system calls; this old, its holder died between them. */
const GUARD_VOID_AFTER_MS = 2_000;

/** The marks of the locks that this process holds. */
const held = new Set<string>();

/**
 * Waits until no other process holds the lock file, and takes it. The caller must dispose of what is returned.
 *
 * The lock names its holder's process, so that one left by a process that died is taken over at once. The lock
 * libraries judge by age alone: after a crash the next start would wait, or a slow holder be robbed.
 * Every lock lies in the data folder.
 * @throws FailureError `cache_busy` after 20 seconds of waiting, `data_folder_*`
 */
export async function acquireFileLock(path: string): Promise<AsyncDisposable> {
  const mark = JSON.stringify({ host: hostname(), pid: process.pid, nonce: crypto.randomUUID() });
  held.add(mark);
  try {
    await inDataFolder(path, () => take(path, mark));
  } catch (error) {
    held.delete(mark);
    throw error;
  }
  const release = async () => {
    try {
      // After a long suspend our lock may have been taken over: leave the new holder's alone.
      const content = await readFile(path, 'utf8').catch(() => undefined);
      if (content === mark) await rm(path, { force: true, maxRetries: 5, retryDelay: 10 });
    } finally {
      // Last: until the file is gone, a lock of this process that is not held looks like one of a dead process.
      held.delete(mark);
    }
  };
  return { [Symbol.asyncDispose]: release };
}

/** Runs `work` while this process holds the lock file. See {@link acquireFileLock}. */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await using _lock = await acquireFileLock(path);
  return await work();
}

async function take(path: string, mark: string): Promise<void> {
  let waitedMs = 0;
  let pauseMs = FIRST_PAUSE_MS;
  while (!(await tryTake(path, mark))) {
    if (waitedMs > WAIT_LIMIT_MS) {
      throw new FailureError('cache_busy', { params: { seconds: String(WAIT_LIMIT_MS / 1000) } });
    }
    const waitMs = (await removeIfDead(path)) ? 1 : pauseMs * (1 + Math.random());
    await sleep(waitMs);
    waitedMs += waitMs;
    pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS);
  }
}

async function tryTake(path: string, mark: string): Promise<boolean> {
  try {
    await using handle = await open(path, 'wx', 0o600);
    try {
      await handle.writeFile(mark);
    } catch (error) {
      // A full disk has room for the file, and none for what is in it.
      await rm(path, { force: true });
      throw error;
    }
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // Windows answers EPERM while the file of the last holder is being deleted.
    if (code === 'EEXIST' || (code === 'EPERM' && process.platform === 'win32')) return false;
    if (code !== 'ENOENT') throw error;
    await ensureDirectory(dirname(path));
    return false;
  }
}

/** Removes a lock whose holder is dead. True when the caller should try at once. */
async function removeIfDead(path: string): Promise<boolean> {
  const inspect = async () => {
    const content = await readFile(path, 'utf8').catch(() => undefined);
    const age = await ageOf(path);
    return content === undefined || age === undefined ? undefined : { content, isDead: isDead(content, age) };
  };
  const first = await inspect();
  if (!first) return true;
  if (!first.isDead) return false;
  // Several may have seen the same dead lock: only who holds the guard removes it, and only if it is still that one.
  const guard = `${path}.tmp`;
  if (!(await tryTake(guard, ''))) {
    if (((await ageOf(guard)) ?? 0) > GUARD_VOID_AFTER_MS) await rm(guard, { force: true });
    return false;
  }
  try {
    const second = await inspect();
    if (second?.isDead && second.content === first.content) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
  return true;
}

/** Milliseconds since the file was changed; undefined where there is none. */
async function ageOf(path: string): Promise<number | undefined> {
  const status = await stat(path).catch(() => undefined);
  return status && Math.abs(Date.now() - status.mtimeMs);
}

function isDead(content: string, ageMs: number): boolean {
  const holder = parseJson(content) as { host?: unknown; pid?: unknown } | undefined;
  if (!holder) return ageMs > EMPTY_LOCK_MS;
  if (ageMs > VOID_AFTER_MS) return true;
  if (holder.host !== hostname() || typeof holder.pid !== 'number') return false;
  if (holder.pid === process.pid) return !held.has(content);
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
