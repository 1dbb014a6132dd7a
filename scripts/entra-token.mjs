#!/usr/bin/env node
// The command line of a checkout: `npm link` puts it on the PATH. Runs the built program on the project's own Node, in
// the caller's folder. Plain JavaScript for the machine's Node.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const node = path(`node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`);
const program = path('out/main/entra-token.js');

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
