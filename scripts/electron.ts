import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The path of Electron's runtime, which is downloaded first where it is not there. Ends the process without one. */
export function electronRuntime(): string {
  if (!process.env.ELECTRON_OVERRIDE_DIST_PATH) download();
  return require('electron');
}

function download(): void {
  const install = require.resolve('electron/install.js');
  const { status, stderr } = spawnSync(process.execPath, [install], {
    // Otherwise HTTPS_PROXY, which npm honours, would not count here.
    env: { ...process.env, ELECTRON_GET_USE_PROXY: 'true' },
    stdio: ['ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
  });
  if (status === 0) return;
  const [cause = ''] = stderr.split('\n').filter((line) => /error/i.test(line));
  console.error(`Electron’s runtime could not be had.
  Why:  it is downloaded from GitHub when it is first needed, and that failed: ${cause.replace(/^\w*Error: /, '')}
  Next: check the connection, name a proxy in HTTPS_PROXY or a mirror in ELECTRON_MIRROR, and say the same again.
        The demo, the tests and the command line (npm link, then entra-token) do without.`);
  process.exit(1);
}

// `npm run package`: electron-builder fails with a stack trace where it cannot download the same.
if (import.meta.main) electronRuntime();
