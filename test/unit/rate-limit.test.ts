import { expect, onTestFinished, test, vi } from 'vitest';
import { rateLimit } from '../../src/core/endpoint/rate-limit.ts';

test('so many at once, then so many a second: a moment’s wait is enough, and no wait adds up to more than a burst', () => {
  let now = 5_000;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
  onTestFinished(() => clock.mockRestore());
  const mayPass = rateLimit({ perSecond: 100, burst: 500 });
  const passed = (asked: number) => Array.from({ length: asked }, mayPass).filter(Boolean).length;
  expect(passed(600)).toBe(500);
  now += 5;
  expect(passed(100)).toBe(0);
  // What was refused counts against nobody.
  now += 10;
  expect(passed(2)).toBe(1);
  now += 1_000;
  expect(passed(600)).toBe(100);
  now += 3_600_000;
  expect(passed(600)).toBe(500);
});
