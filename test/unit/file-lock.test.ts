import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireFileLock, withFileLock } from '../../src/core/file-lock.ts';

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
    Array.from({ length: 20 }, () =>
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
  await (await acquireFileLock(lock))();
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
  await (await acquireFileLock(lock))();
  expect(performance.now() - began).toBeLessThan(1000);
});

test('a lock of another program that got the process ID, or of another machine, is void after a minute', async () => {
  await writeFile(lock, JSON.stringify({ host: 'elsewhere', pid: 1, nonce: 'old' }));
  const old = new Date(Date.now() - 61_000);
  await utimes(lock, old, old);
  await (await acquireFileLock(lock))();
});

test('a living holder is not robbed', async () => {
  const release = await acquireFileLock(lock);
  const second = acquireFileLock(lock);
  const winner = await Promise.race([
    second.then(() => 'second'),
    new Promise((resolve) => setTimeout(resolve, 300, 'nobody')),
  ]);
  expect(winner).toBe('nobody');
  await release();
  await (await second)();
});
