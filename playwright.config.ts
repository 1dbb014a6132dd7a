import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

// The program is started a hundred times; it need not be compiled as often.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'out/compile-cache');

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'out/test-results',
  timeout: 90_000,
  expect: { timeout: 10_000 },
  // Each test has a desktop and a data directory to itself; what else they share is read only.
  fullyParallel: true,
  // One more than most machines here have cores: a spec waits as often as it works.
  workers: 3,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
});
