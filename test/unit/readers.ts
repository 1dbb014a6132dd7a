import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What configparser made of a text. */
export type ConfigReading =
  | { readonly sections: Record<string, Record<string, string>> }
  | { readonly refused: string };

/** Python's configparser on many texts; undefined, with a line that says so, where there is no Python. */
export function readWithConfigparser(texts: readonly string[]): ConfigReading[] | undefined {
  return python('read-config.py', texts) as ConfigReading[] | undefined;
}

/** python-dotenv on many texts; undefined, with a line that says so, where it is not there. */
export function readWithPythonDotenv(texts: readonly string[]): Record<string, string>[] | undefined {
  return python('read-dotenv.py', texts) as Record<string, string>[] | undefined;
}

function python(script: string, texts: readonly string[]): unknown {
  const { status, stdout, stderr } = spawnSync(
    'python3',
    [fileURLToPath(new URL(`./${script}`, import.meta.url))],
    { input: JSON.stringify(texts), encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (status === 0) return JSON.parse(stdout);
  if (status !== null && status !== 3 && status !== 9009) throw new Error(stderr);
  console.log(`${script} was not asked: Python, or its package, is not there.`);
  return undefined;
}

/** What a variable is after bash has sourced each of the texts; undefined, with a line that says so, without bash. */
export function readWithBash(texts: readonly string[], key: string): string[] | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'source-'));
  try {
    texts.forEach((text, index) => {
      writeFileSync(join(directory, String(index)), text);
    });
    const script = `for ((i = 0; i < ${texts.length}; i++)); do (set -a; . ./$i; printf '%s\\0' "$${key}"); done`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
      cwd: directory,
      encoding: 'utf8',
    });
    if (stderr) throw new Error(stderr);
    if (status === 0) return stdout.split('\0').slice(0, -1);
    console.log('bash was not asked: it is not there.');
    return undefined;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
