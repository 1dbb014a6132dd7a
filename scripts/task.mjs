// `npm run …`: sets up what is missing, then runs the task on the project's own Node.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { program, projectEnvironment, setUp } from './setup.mjs';

/** Each task: what its set-up is for, and the command. */
const TASKS = {
  start: ['build', 'node', ['scripts/start.ts']],
  cli: ['build', 'node', ['out/main/entra-token.js']],
  demo: ['desktop', 'node', ['scripts/demo.ts']],
  test: ['tests', 'node', ['scripts/test.ts']],
  bench: ['tests', 'node', ['scripts/bench.ts']],
  check: ['build', 'node', ['scripts/check.ts']],
  gallery: ['desktop', 'node', ['scripts/gallery.ts']],
  icons: ['build', 'node', ['scripts/icons.ts']],
  package: ['build', 'electron-builder', ['--publish', 'never']],
};

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const [name = '', ...rest] = process.argv.slice(2);
if (name === 'build') {
  setUp('build');
  process.exit(0);
}
const [purpose, command, args] = TASKS[name];
setUp(purpose);

const child = spawn(...program(command, [...args, ...rest]), { env: projectEnvironment(), stdio: 'inherit' });
// The child decides what Ctrl-C means; it is told by the terminal too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
child.on('error', (error) => {
  console.error(`${command} could not be started: ${error.message}`);
  process.exit(1);
});
