// `npm run …`: sets up what is missing, then runs the task on the project's own Node.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bin, projectEnvironment, setUp } from './setup.mjs';

/** Each task: what its set-up is for, and the command. */
const TASKS = {
  start: ['build', 'node', ['scripts/start.ts']],
  cli: ['build', 'node', ['out/main/entra-token.js']],
  demo: ['desktop', 'node', ['scripts/demo.ts']],
  test: ['tests', 'node', ['scripts/test.ts']],
  check: ['build', 'node', ['scripts/check.ts']],
  gallery: ['desktop', 'node', ['scripts/gallery.ts']],
  icons: ['build', 'node', ['scripts/icons.ts']],
  package: ['build', 'electron-builder', ['--publish', 'never']],
  build: ['build', 'node', ['--eval', '']],
};

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const [name = '', ...rest] = process.argv.slice(2);
const [purpose, command, args] = TASKS[name];
setUp(purpose);

const child = spawn(bin(command), [...args, ...rest], {
  env: projectEnvironment(),
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
// The child decides what Ctrl-C means; it is told by the terminal too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
child.on('error', (error) => {
  console.error(`${command} could not be started: ${error.message}`);
  process.exit(1);
});
