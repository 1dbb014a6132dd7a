import { expect, test } from 'vitest';
import { exchange } from '../../src/core/platform/http.ts';

test('a request ends at its limit, whatever became of it', async () => {
  const never = () => new Promise<never>(() => undefined);
  const asked = exchange(never, { method: 'GET', url: 'https://entra.example/', limitMs: 20 });
  await expect(asked).rejects.toMatchObject({ failure: { code: 'network_timeout' } });
});
