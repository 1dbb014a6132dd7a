import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { nodeRuntime } from './node-runtime.ts';
import { CLI_ENTRY } from './paths.ts';
import type { Surroundings } from './surroundings.ts';

const SCRIPT = join(import.meta.dirname, 'in-terminal.py');

/** A Python that can give a program a terminal. */
export const terminalPython = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import pty, os; os.waitstatus_to_exitcode']).status === 0,
);

/** What a person saw in their terminal. */
export interface TerminalResult {
  readonly code: number;
  /** Both streams, and whatever the terminal echoed. */
  readonly shown: string;
}

type Exchanges = readonly (readonly [seen: string, typed: string])[];

/** Runs `entra-token` in a terminal. When it shows the first of each pair, the second is typed. */
export function runInTerminal(
  surroundings: Surroundings,
  args: readonly string[],
  exchanges: Exchanges,
): Promise<TerminalResult> {
  return runAnyInTerminal(surroundings, [nodeRuntime().command, CLI_ENTRY, ...args], exchanges);
}

/** Runs any program in a terminal, in the same way. */
export async function runAnyInTerminal(
  surroundings: Surroundings,
  command: readonly string[],
  exchanges: Exchanges,
  environment: Readonly<Record<string, string>> = {},
): Promise<TerminalResult> {
  if (!terminalPython) throw new Error('no Python that can give a program a terminal');
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = execFile(
    terminalPython,
    [SCRIPT],
    { env: { ...surroundings.environment, ...nodeRuntime().environment, ...environment } },
    (error, stdout, stderr) => (error ? reject(new Error(stderr)) : resolve(stdout)),
  );
  child.stdin?.end(JSON.stringify({ command, cwd: surroundings.directory, exchanges }));
  return JSON.parse(await promise);
}
