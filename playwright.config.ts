import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'out/test-results',
  timeout: 90_000,
  // Each spec has a whole desktop to itself; two at once make a two-core machine slow, not fast.
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
});
