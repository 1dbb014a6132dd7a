import { chromium, defineConfig } from '@playwright/test';
import { chromiumOptions } from './test/support/find-chromium.ts';

/** `npm run package:e2e`: what `npm run package` has made, on its own Electron. */
export default defineConfig({
  testDir: 'test/packaged',
  outputDir: 'out/test-results',
  timeout: 180_000,
  expect: { timeout: 30_000 },
  // The person's browser.
  use: { launchOptions: chromiumOptions(chromium, true) },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
});
