#!/usr/bin/env node
// The command line of a checkout: `npm link` puts it on the PATH. Runs the built program on the project's own Node, in
// the caller's folder. Plain JavaScript for the machine's Node.
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const node = path(`node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`);
const program = path('out/main/entra-token.js');

// While a build replaces the program its parts do not fit together; see electron.vite.config.ts.
const BUILD_LIMIT_MS = 60_000;
const QUIET_MS = 2_000;
let waitedMs = 0;
for (let age = buildAge(); age !== undefined; age = buildAge()) {
  if (age > BUILD_LIMIT_MS) {
    console.error(`entra-token: this checkout is still being built, or its last build was interrupted.
  Next: wait until the build has ended; if none runs, say “npm run build” in ${path('')}`);
    process.exit(1);
  }
  if (waitedMs === QUIET_MS) console.error('entra-token: waiting for this checkout to be built.');
  await sleep(200);
  waitedMs += 200;
}
if (![node, program].every((file) => existsSync(file))) {
  console.error(`entra-token: this checkout is not built.
  Next: say “npm run build” in ${path('')}`);
  process.exit(1);
}
const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // The program decides what they mean. On Windows to send one is to end it; Ctrl-C reaches it by itself.
  process.on(signal, () => process.platform === 'win32' || child.kill(signal));
}
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));

/**
 * How long ago the build of the program has begun, in milliseconds; undefined where none runs. By a clock that has been
 * set back since, it begins later than now.
 */
function buildAge() {
  const began = statSync(path('out/.building'), { throwIfNoEntry: false })?.mtimeMs;
  return began === undefined ? undefined : Math.abs(Date.now() - began);
}
