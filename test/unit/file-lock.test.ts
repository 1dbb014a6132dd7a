import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireFileLock, withFileLock } from '../../src/core/platform/file-lock.ts';

let directory: string;
let lock: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-'));
  lock = join(directory, 'x.lock');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('one at a time, in one process as between several', async () => {
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 60 }, () =>
      withFileLock(lock, async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 2));
        inside--;
      }),
    ),
  );
  expect(most).toBe(1);
  await expect(readFile(lock)).rejects.toThrow(/ENOENT/);
});

test('released when the work throws', async () => {
  await expect(withFileLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await (await acquireFileLock(lock))[Symbol.asyncDispose]();
});

test.each([
  [
    'this process’s ID, from before a restart of the machine',
    () => ({ host: hostname(), pid: process.pid, nonce: 'old' }),
  ],
  ['a process that is gone', () => ({ host: hostname(), pid: 2 ** 22 + 1, nonce: 'old' })],
])('a lock that names %s is taken over at once', async (_, content) => {
  await writeFile(lock, JSON.stringify(content()));
  const began = performance.now();
  await (await acquireFileLock(lock))[Symbol.asyncDispose]();
  expect(performance.now() - began).toBeLessThan(1000);
});

test('an empty lock is its writer’s for a second, and then taken over', async () => {
  const began = Date.now();
  await writeFile(lock, '');
  await (await acquireFileLock(lock))[Symbol.asyncDispose]();
  const waited = Date.now() - began;
  // A file's time may lie a tick behind the clock.
  expect(waited).toBeGreaterThan(950);
  expect(waited).toBeLessThan(5_000);
});

test('a lock of another program that got the process ID, or of another machine, is void after a minute', async () => {
  await writeFile(lock, JSON.stringify({ host: 'elsewhere', pid: 1, nonce: 'old' }));
  const old = new Date(Date.now() - 61_000);
  await utimes(lock, old, old);
  await (await acquireFileLock(lock))[Symbol.asyncDispose]();
});

test('a living holder is not robbed', async () => {
  const first = await acquireFileLock(lock);
  const second = acquireFileLock(lock);
  const winner = await Promise.race([
    second.then(() => 'second'),
    new Promise((resolve) => setTimeout(resolve, 300, 'nobody')),
  ]);
  expect(winner).toBe('nobody');
  await first[Symbol.asyncDispose]();
  await (await second)[Symbol.asyncDispose]();
});

test('many processes, some killed while they hold it: never two inside', { timeout: 60_000 }, async () => {
  const log = join(directory, 'log');
  const worker = fileURLToPath(new URL('./lock-worker.ts', import.meta.url));
  let killed = 0;
  /** Starts one after the other; most die while they hold the lock. */
  const liveAgainAndAgain = async (): Promise<void> => {
    for (let life = 0; life < 3; life++) {
      const child = spawn(process.execPath, [worker, lock, log, '0.03'], { stdio: 'inherit' });
      const [, signal] = await once(child, 'exit');
      if (signal === 'SIGKILL') killed++;
    }
  };
  await Promise.all(Array.from({ length: 4 }, liveAgainAndAgain));

  const lines = (await readFile(log, 'utf8')).trim().split('\n');
  const overlaps = lines.filter((line, index) => {
    const before = lines[index - 1] ?? '-';
    // Entering over somebody who is inside is right only if that one died there: then it leaves no line any more.
    const isInside = before.startsWith('+') && lines.indexOf(`-${before.slice(1)}`, index) >= 0;
    return line.startsWith('+') && isInside;
  });
  expect(killed).toBeGreaterThan(5);
  expect(lines.length).toBeGreaterThan(150);
  expect(overlaps).toEqual([]);
});
