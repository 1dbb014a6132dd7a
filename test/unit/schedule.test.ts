import { expect, test } from 'vitest';
import { parseRetryAfter } from '../../src/core/platform/http.ts';
import { backoff, refreshDue } from '../../src/core/session/schedule.ts';
import type { AccessToken, AccessTokenSecret } from '../../src/shared/access-token.ts';

const MINUTE = 60_000;
const account = { homeAccountId: 'a.b', username: 'a@b', tenantId: 'b' };
const token = (lifetimeMs: number, refreshInMs?: number): AccessToken => ({
  secret: 'x' as AccessTokenSecret,
  account,
  obtainedOn: 1_000_000,
  expiresOn: 1_000_000 + lifetimeMs,
  ...(refreshInMs === undefined ? {} : { refreshOn: 1_000_000 + refreshInMs }),
});

test.each([
  ['an hour: 12 minutes before the end', token(60 * MINUTE), 48 * MINUTE],
  ['90 minutes: a fifth before the end', token(90 * MINUTE), 72 * MINUTE],
  ['30 minutes: ten before the end', token(30 * MINUTE), 20 * MINUTE],
  ['a very short life: half of it', token(8 * MINUTE), 4 * MINUTE],
  ['Entra’s own wish', token(24 * 60 * MINUTE, 720 * MINUTE), 720 * MINUTE],
])('refresh of %s', (_, given, expected) => {
  expect(refreshDue(given) - given.obtainedOn).toBe(expected);
});

test('back-off grows with full jitter, from 5 seconds to 5 minutes', () => {
  for (let attempt = 1; attempt < 40; attempt++) {
    for (const random of [0, 0.25, 0.999]) {
      const wait = backoff(attempt, false, undefined, random);
      expect(wait).toBeGreaterThanOrEqual(5_000);
      expect(wait).toBeLessThanOrEqual(300_000);
    }
  }
  expect(backoff(12, false, undefined, 0.999)).toBeGreaterThan(290_000);
});

test('after throttling at least a minute, and never less than the server asked for', () => {
  expect(backoff(1, true, undefined, 0)).toBe(60_000);
  expect(backoff(1, true, 5_000, 0)).toBe(60_000);
  expect(backoff(1, true, 600_000, 0.5)).toBe(600_000);
});

test.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Fri, 20 Nov 2026 12:02:00 GMT', 120_000],
  ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
  ['86400', 900_000],
  ['9000000000000', 900_000],
  ['soon', undefined],
  ['-5', 0],
  [undefined, undefined],
])('Retry-After “%s”', (value, expected) => {
  expect(parseRetryAfter(value, Date.parse('2026-11-20T12:00:00Z'))).toBe(expected);
});
