import { editLines, endingOf, splitLines } from '../platform/text-lines.ts';

/**
 * Variables of a file for `docker run --env-file`, which takes all behind the equals sign as it is, quotes, spaces and
 * comments included, and refuses `export`. Docker Compose reads such a file as a `.env`: what both take alike is a value
 * without anything that quotes, comments or expands.
 * Sources: docker/cli `pkg/kvfile`, compose-go `dotenv`.
 */

/** What both take as it is. */
const PLAIN = /^[\w.:/@%+,=~-]*$/;

/** The value of a variable; the last line counts. Undefined where there is none. */
export function readVariable(text: string, name: string): string | undefined {
  const line = splitLines(text).findLast((raw) => isOf(raw, name));
  return line?.replace(/^[^=]*=?|[\r\n]+$/g, '');
}

/** True for a line without a value: docker takes it from its own environment. */
export function isPassedThrough(text: string, name: string): boolean {
  return splitLines(text).some((raw) => isOf(raw, name) && !raw.includes('='));
}

/**
 * Gives a variable its value, on every line that it has, or else on one of its own at the end. All other lines stay.
 * @throws RangeError for a value that cannot be written without quotes
 */
export function writeVariable(text: string, name: string, value: string): string {
  if (!PLAIN.test(value)) throw new RangeError(`the value of ${name} can’t be written without quotes`);
  return editLines(text, (lines, ending) => {
    const isThere = lines.some((raw) => isOf(raw, name));
    const changed = lines.map((raw) => (isOf(raw, name) ? `${name}=${value}${endingOf(raw)}` : raw));
    return isThere ? changed : [...changed, `${name}=${value}${ending}`];
  });
}

/** Takes the variable's lines out. */
export function removeVariable(text: string, name: string): string {
  return editLines(text, (lines) => lines.filter((raw) => !isOf(raw, name)));
}

function isOf(raw: string, name: string): boolean {
  const [key = ''] = raw
    .replace(/^\uFEFF/, '')
    .trimStart()
    .split('=', 1);
  return key.trimEnd() === name;
}
