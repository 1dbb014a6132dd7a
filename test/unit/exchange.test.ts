import { expect, test } from 'vitest';
import { exchange } from '../../src/core/platform/http.ts';

test('a request ends at its limit, whatever became of it', async () => {
  const never = () => new Promise<never>(() => undefined);
  const asked = exchange(never, { method: 'GET', url: 'https://entra.example/', limitMs: 20 });
  await expect(asked).rejects.toMatchObject({ failure: { code: 'network_timeout' } });
});

test('one that was ended before it began leaves no rejection that nobody hears', async () => {
  const refused = async () => Promise.reject(new Error('ended'));
  const ended = AbortSignal.abort();
  await expect(
    exchange(refused, { method: 'GET', url: 'https://entra.example/', limitMs: 1_000, ended }),
  ).rejects.toThrow();
  // Vitest fails where there is one.
  await new Promise((resolve) => setImmediate(resolve));
});
