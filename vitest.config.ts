import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,cli,entra,simulation,workspace}/**/*.test.ts', 'test/host/**/*.test.ts'],
    // The desktop host stands in where no Electron can be had; Windows and macOS always have one.
    exclude: process.platform === 'linux' ? [] : ['test/host/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Each file starts servers, keyrings and browsers of its own, and then mostly waits for programs.
    maxWorkers: 3,
  },
});
