import { lstat, mkdir, readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { FailureError } from '../../../shared/failures.ts';
import { writeFileAtomically } from '../../platform/atomic-file.ts';
import { examineDataFolder, inDataFolder } from '../../platform/data-folder.ts';
import { HELPER_MARK, HELPERS, type Helper } from './questions.ts';

/** The command that runs the program's command line: words, the first of which is a file. */
export type ProgramCommand = readonly [file: string, ...args: string[]];

/**
 * Puts the helpers' launchers into the data folder, where they are found under a path without spaces (the program's own
 * mostly has one, which the SDK for Java cannot run), and which nobody else can write to: what lies there is run.
 * @returns their folder
 * @throws FailureError `helpers_unsafe` where others could put a program there; `helpers_path_unfit` where PATH would take
 * it for several folders, some of them relative; `data_folder_*`
 */
export async function placeHelpers(folder: string, program: ProgramCommand): Promise<string> {
  if (folder.includes(delimiter))
    throw new FailureError('helpers_path_unfit', { params: { path: folder, separator: delimiter } });
  await inDataFolder(folder, async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if ((await examineDataFolder(dirname(folder))) !== undefined || !(await isOurs(folder, 'folder')))
      throw new FailureError('helpers_unsafe', { params: { path: folder } });
    for (const helper of HELPERS) await placeLauncher(folder, helper, program);
  });
  return folder;
}

async function placeLauncher(folder: string, helper: Helper, program: ProgramCommand): Promise<void> {
  const isWindows = process.platform === 'win32';
  const file = join(folder, isWindows ? `${helper}.cmd` : helper);
  const text = isWindows ? cmdLauncher(helper, program) : shellLauncher(helper, program);
  const isInPlace =
    (await isOurs(file, 'program')) && (await readFile(file, 'utf8').catch(() => undefined)) === text;
  // A folder that cannot be written to may hold what is needed.
  if (!isInPlace) await writeFileAtomically(file, text, 0o700);
}

/** Nobody else can have written it, and it is no link to something else. */
async function isOurs(path: string, kind: 'folder' | 'program'): Promise<boolean> {
  const status = await lstat(path).catch(() => undefined);
  if (!status || !(kind === 'folder' ? status.isDirectory() : status.isFile())) return false;
  // Windows keeps others out of a profile itself.
  if (!process.geteuid) return true;
  return status.uid === process.geteuid() && (status.mode & 0o722) === 0o700;
}

function shellLauncher(helper: Helper, program: ProgramCommand): string {
  const words = program.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  return `#!/bin/sh\n# ${HELPER_MARK}\nexec ${words} helper ${helper} "$@"\n`;
}

/** cmd reads the file in the console's own characters: what a person's name adds to a path comes from a variable. */
function cmdLauncher(helper: Helper, program: ProgramCommand): string {
  const words = program.map((word) => `"${withVariable(word)}"`).join(' ');
  return ['@echo off', `rem ${HELPER_MARK}`, `${words} helper ${helper} %*`, ''].join('\r\n');
}

function withVariable(path: string): string {
  const name = ['LOCALAPPDATA', 'USERPROFILE'].find((variable) => {
    const value = process.env[variable];
    return value && path.toLowerCase().startsWith(`${value.toLowerCase()}\\`);
  });
  const rest = path.slice(name ? (process.env[name] ?? '').length : 0).replaceAll('%', '%%');
  return name ? `%${name}%${rest}` : rest;
}
