import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { constants as system } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { HELPER_MARK, type Helper } from '../core/tools/helpers/questions.ts';
import { callersEnvironment } from './callers-environment.ts';
import { EXIT } from './exit-codes.ts';
import { systemLocale } from './locale.ts';
import { write } from './write.ts';

/** How often a helper has handed on to another in a row: a command that calls us back would do so without end. */
const DEPTH_VARIABLE = 'ENTRA_TOKEN_HELPER_DEPTH';
const MAX_DEPTH = 8;

/** Windows' own. */
const USUAL_ENDINGS = '.COM;.EXE;.BAT;.CMD';

/** Becomes the real command. Where there is none, says so and ends with 1. */
export async function handToReal(helper: Helper, args: readonly string[]): Promise<void> {
  const real = realCommand(helper);
  if (real !== undefined) return becomeReal(real, args);
  const { loadTranslate } = await import('../shared/messages/index.ts');
  const t = await loadTranslate(systemLocale(process.env));
  // The first words are a shell's, by which SDKs tell that the command is not there, and go on to another way.
  await write(
    process.stderr,
    `${helper}: command not found. ${t('cli.noRealCommand', { command: helper })}\n`,
  );
  process.exitCode = EXIT.unexpected;
}

/** The first command of this name in the PATH that is not a helper of ours; undefined where there is none. */
export function realCommand(helper: Helper): string | undefined {
  if (depth() >= MAX_DEPTH) return undefined;
  const { PATH, PATHEXT } = process.env;
  const endings = process.platform === 'win32' ? (PATHEXT || USUAL_ENDINGS).split(';') : [''];
  // Any other element would depend on the folder somebody is in.
  const folders = (PATH ?? '').split(delimiter).filter(isAbsolute);
  return folders
    .flatMap((folder) => endings.map((ending) => join(folder, `${helper}${ending}`)))
    .find((file) => isProgram(file) && !isOurs(file));
}

/**
 * Runs the real command in our place: on Unix this process becomes it, so that signals, terminal and exit code are its
 * own. By way of a shell, which says what is wrong with a command that cannot be started, where Node would die of it.
 */
export async function becomeReal(real: string, args: readonly string[]): Promise<void> {
  const env = { ...callersEnvironment(process.env), [DEPTH_VARIABLE]: String(depth() + 1) };
  if (process.execve) process.execve('/bin/sh', ['sh', '-c', 'exec "$0" "$@"', real, ...args], env);
  const { default: spawn } = await import('cross-spawn');
  // The console's Ctrl-C reaches it by itself; it decides.
  process.on('SIGINT', () => undefined);
  const child = spawn(real, args, { env, stdio: 'inherit' });
  const { promise, resolve } = Promise.withResolvers<number>();
  child.once('error', () => resolve(EXIT.unexpected));
  child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? system.signals[signal] : 0)));
  process.exitCode = await promise;
}

function depth(): number {
  return Number(process.env[DEPTH_VARIABLE]) || 0;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** A helper, of this or another data folder, copied or linked. */
function isOurs(file: string): boolean {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const head = Buffer.alloc(256);
      return head.toString('latin1', 0, readSync(descriptor, head)).includes(HELPER_MARK);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // What cannot be read may be run all the same.
    return false;
  }
}
