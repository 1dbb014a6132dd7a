import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

/** `npm start`: the real program on a real Electron. */
const executable = electron();
const child = spawn(executable, ['.', ...process.argv.slice(2)], { stdio: 'inherit' });
child.on('exit', (code) => process.exit(code ?? 1));

/** The path of Electron's runtime; the package downloads it when it is asked for the first time. */
function electron(): string {
  try {
    return createRequire(import.meta.url)('electron') as string;
  } catch {
    console.error(`Electron’s runtime could not be had.
  Why:  it is downloaded from GitHub at the first start, and that failed.
  Next: check the connection and the proxy, or name a mirror in ELECTRON_MIRROR, and run “npm start” again.
        “npm run demo” and “npm test” need no runtime.`);
    process.exit(1);
  }
}
