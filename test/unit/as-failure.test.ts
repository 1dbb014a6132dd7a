import { expect, test } from 'vitest';
import { asFailure } from '../../src/core/platform/as-failure.ts';
import { FailureError } from '../../src/shared/failures.ts';

test('a failure stays what it is', () => {
  const { failure } = new FailureError('cache_busy', { cause: 'held' });
  expect(asFailure(new FailureError('cache_busy', failure))).toEqual(failure);
});

test('of two failures the one that came first counts', async () => {
  const twice = async () => {
    await using _lock = { [Symbol.asyncDispose]: () => Promise.reject(new Error('EROFS')) };
    throw new FailureError('cache_busy');
  };
  expect(asFailure(await twice().catch((error: unknown) => error))).toMatchObject({ code: 'cache_busy' });
});

test.each([
  ['a system error, by its code', Object.assign(new Error('no access'), { code: 'EACCES' }), 'EACCES'],
  ['a defect, by its name', new TypeError('x is undefined'), 'TypeError'],
  ['a code that is no word', Object.assign(new Error(), { code: 'password=hunter2' }), 'unknown'],
  ['what is no error', 'thrown text', 'unknown'],
])('unexpected: %s', (_, error, cause) => {
  expect(asFailure(error)).toMatchObject({ code: 'unexpected', cause });
});
