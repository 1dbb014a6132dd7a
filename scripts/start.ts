import { spawn } from 'node:child_process';
import { electronRuntime } from './electron.ts';
import { sandboxFacts, sandboxObstacle } from './sandbox.ts';

/** `npm start`: the real program on a real Electron. */
const electron = electronRuntime();
const obstacle = sandboxObstacle(sandboxFacts(electron));
if (obstacle) console.error(obstacle);
const args = [...(obstacle ? ['--no-sandbox'] : []), '.', ...process.argv.slice(2)];
const child = spawn(electron, args, { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
