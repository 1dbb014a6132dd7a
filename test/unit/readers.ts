import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPython } from '../support/rest-examples.ts';

/** What configparser made of a text. */
export type ConfigReading =
  | { readonly sections: Record<string, Record<string, string>> }
  | { readonly refused: string };

export const configparserPython = findPython('configparser') ?? '';
export const dotenvPython = findPython('dotenv') ?? '';
export const hasBash = spawnSync('bash', ['-c', 'exit']).status === 0;

/** Python's configparser on many texts. */
export function readWithConfigparser(texts: readonly string[]): ConfigReading[] {
  return run(configparserPython, 'read-config.py', texts) as ConfigReading[];
}

/** python-dotenv on many texts. */
export function readWithPythonDotenv(texts: readonly string[]): Record<string, string>[] {
  return run(dotenvPython, 'read-dotenv.py', texts) as Record<string, string>[];
}

function run(python: string, script: string, texts: readonly string[]): unknown {
  const { status, stdout, stderr } = spawnSync(
    python,
    [fileURLToPath(new URL(`./${script}`, import.meta.url))],
    { input: JSON.stringify(texts), encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** What a variable is after bash has sourced each of the texts. */
export function readWithBash(texts: readonly string[], key: string): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'source-'));
  try {
    texts.forEach((text, index) => {
      writeFileSync(join(directory, String(index)), text);
    });
    const script = `set -a; for ((i = 0; i < ${texts.length}; i++)); do unset ${key}; . ./$i; printf '%s\\0' "$${key}"; done`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
      cwd: directory,
      encoding: 'utf8',
    });
    if (status !== 0 || stderr) throw new Error(stderr);
    return stdout.split('\0').slice(0, -1);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
