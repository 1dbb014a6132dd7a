import { fstatSync, openSync } from 'node:fs';
import { isatty, ReadStream } from 'node:tty';

/**
 * On Windows the installed program is one with windows, which runs the command line besides. Such a program is given no
 * console to read from (github.com/electron/electron/issues/5776), and Node takes the one that it writes to for
 * something else, and writes bytes that it shows wrongly (github.com/electron/electron/issues/44029).
 */

/** Whether one of the three streams is that console: neither a terminal to Node, nor a pipe or a file. */
export function isHiddenConsole(stream: 0 | 1 | 2): boolean {
  if (process.platform !== 'win32' || isatty(stream)) return false;
  try {
    return fstatSync(stream).isCharacterDevice();
  } catch {
    // None was given.
    return true;
  }
}

/** What a person types there, to be handed to another program; undefined where nobody sits at a console. */
export function openConsole(): number | undefined {
  try {
    return openSync('\\\\.\\CONIN$', 'r+');
  } catch {
    return undefined;
  }
}

/** Where a person types: standard input, or the console that it should have been; undefined where it is neither. */
export function typedInput(): ReadStream | undefined {
  if (process.stdin.isTTY) return process.stdin;
  const console = isHiddenConsole(0) ? openConsole() : undefined;
  return console === undefined ? undefined : new ReadStream(console);
}

const PLAIN: readonly (readonly [characters: RegExp, plain: string])[] = [
  [/[‘’]/g, "'"],
  [/[“”„«»]/g, '"'],
  [/[–—―]/g, '-'],
  [/…/g, '...'],
  [/·/g, '|'],
  [/[\u00a0\u202f]/g, ' '],
  // Letters lose their accents.
  [/\p{M}/gu, ''],
];

/** A text in the characters that every console shows rightly. */
export function inPlainCharacters(text: string): string {
  return PLAIN.reduce(
    (plainer, [characters, plain]) => plainer.replace(characters, plain),
    text.normalize('NFD'),
  );
}
