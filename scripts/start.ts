import { spawn } from 'node:child_process';
import { electronRuntime } from './electron.ts';

/** `npm start`: the real program on a real Electron. */
const child = spawn(electronRuntime(), ['.', ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
