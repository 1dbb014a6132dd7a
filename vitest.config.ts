import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// The desktop host, and what else runs our TypeScript, is started often; it need not be compiled as often.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'out/compile-cache');

export default defineConfig({
  test: {
    // Of a computer that does much else at the same time. Nothing here waits for its limit.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Each file starts servers, keyrings and browsers of its own, and then mostly waits for programs.
    maxWorkers: 3,
    // A new process for each file would load the simulators again, for a second or more: files leave nothing behind in
    // theirs but what is loaded.
    isolate: false,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'programs',
          include: ['test/{cli,entra,host,package,simulation,workspace}/**/*.test.ts'],
          // The desktop host and the stand-in dist are for where no Electron can be had. Windows and macOS always have one,
          // and there CI checks what is really packaged.
          exclude: process.platform === 'linux' ? [] : ['test/host/**', 'test/package/**'],
        },
      },
    ],
  },
});
