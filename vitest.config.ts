import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,cli,entra,host}/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Each file starts servers, keyrings and browsers of its own.
    maxWorkers: 2,
  },
});
