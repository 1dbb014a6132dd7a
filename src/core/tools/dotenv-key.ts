import { editLines } from '../platform/text-lines.ts';

/**
 * One key of a `.env`, which npm's dotenv, python-dotenv, Node, Docker Compose and shells read. They agree on little
 * more than `KEY=value`, quoted values of several lines, and that the last assignment counts.
 */

// JavaScript counts a byte order mark as space, and so does npm's dotenv.
const SPACE = /[^\S\r\n]*/.source;
const LINE_START = /(?<![^\r\n])/.source;
const LINE_END = /(?![^\r\n])/.source;
const EXPORT = /(?:export[^\S\r\n]+)?/.source;
const QUOTED = /'(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`[^`]*`/.source;
const WHOLLY_QUOTED = new RegExp(`^(?:${QUOTED})$`);

/**
 * The parts of an assignment: `head` is all up to the equals sign; the value is `quoted`, with a `space` before it and
 * a `tail` behind, or somewhere in `bare`.
 */
type Assignment = Readonly<Partial<Record<'head' | 'space' | 'quoted' | 'tail' | 'bare', string>>>;

/** In which quotes, or none, every reader takes a value as it is. Python expands `${` in all of them. */
const STYLES: Readonly<Record<string, RegExp>> = {
  '': /^[\w.:/@%+,=-]*$/,
  "'": /^(?!.*\$\{)[^'\\\p{C}\p{Zl}\p{Zp}]*$/u,
  '"': /^[^"\\$`\p{C}\p{Zl}\p{Zp}]*$/u,
};

/** Whether every reader takes it as the name of a variable. */
export function isKeyName(key: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key);
}

/** The value of a key as it is written, without its quotes; undefined where the key is not there. */
export function readKey(text: string, key: string): string | undefined {
  const last = [...text.matchAll(pattern(key))].findLast(({ groups }) => groups?.head !== undefined);
  if (!last?.groups) return undefined;
  const { value } = partsOf(last.groups);
  return quoteOf(value) ? value.slice(1, -1) : value;
}

/**
 * Gives a key its value and leaves all else as it is, with the line's `export`, spacing, quotes and comment.
 *
 * Every assignment of a repeated key is changed: the last one is what counts, but an old token is no use to whoever
 * reads the first, and ought not to stay.
 * @param value undefined leaves `KEY=`, and nothing where the key is not there
 * @throws RangeError for a value that not every reader would take as it is, or a key that is no name
 */
export function writeKey(text: string, key: string, value: string | undefined): string {
  let isThere = false;
  const changed = text.replace(pattern(key), (match: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as Assignment;
    if (groups.head === undefined) return match;
    isThere = true;
    return rewritten(groups, key, value ?? '');
  });
  if (isThere || value === undefined) return changed;
  return editLines(text, (lines, ending) => [...lines, `${key}=${inQuotes(key, value, '')}${ending}`]);
}

/** Takes every assignment of a key out, with its line. */
export function removeKey(text: string, key: string): string {
  return editLines(text, (lines) => {
    let end = 0;
    const kept: string[] = [];
    const whole = lines.join('');
    for (const match of whole.matchAll(pattern(key))) {
      if (match.groups?.head === undefined) continue;
      kept.push(whole.slice(end, match.index));
      end = match.index + match[0].length;
      end += /^(?:\r\n|\n|\r)?/.exec(whole.slice(end))?.[0].length ?? 0;
    }
    return [...kept, whole.slice(end)];
  });
}

/**
 * Finds assignments: of `key`, with the groups of {@link Assignment}, and of others, to step over their values.
 *
 * Readers disagree on where a quoted value ends that holds a quote or has text behind it. A value of ours is then
 * taken to be as short as it can be, so that nothing else goes with it, and another's as long as it can be: what may
 * be within it stays as it is, and our key is appended, where all readers find it.
 */
function pattern(key: string): RegExp {
  if (!isKeyName(key)) throw new RangeError(`${key} is no name of a variable`);
  const quoted = `(?<space>${SPACE})(?<quoted>${QUOTED})(?<tail>${SPACE}(?:#[^\\r\\n]*)?)${LINE_END}`;
  const ours = `(?<head>${SPACE}${EXPORT}${key}${SPACE}=)(?:${quoted}|(?<bare>[^\\r\\n]*))`;
  const others = `${SPACE}${EXPORT}[^\\s=#]+(?:${SPACE}=|:)${SPACE}(?:${QUOTED})`;
  return new RegExp(`${LINE_START}(?:${ours}|${others})`, 'g');
}

function partsOf({ space = '', quoted, tail = '', bare = '' }: Assignment) {
  if (quoted !== undefined) return { space, value: quoted, tail: tail.replace(/^#/, ' #') };
  const comment = bare.search(/\s#/);
  const [text, rest] = comment < 0 ? [bare, ''] : [bare.slice(0, comment), bare.slice(comment)];
  const value = text.trim();
  if (value === '') return { space: '', value, tail: rest && text + rest };
  const begin = text.indexOf(value);
  return { space: text.slice(0, begin), value, tail: text.slice(begin + value.length) + rest };
}

function rewritten(assignment: Assignment, key: string, value: string): string {
  const { head = '' } = assignment;
  const { space, value: old, tail } = partsOf(assignment);
  if (value) return `${head}${space}${inQuotes(key, value, quoteOf(old))}${tail}`;
  // To python-dotenv a comment that follows the equals sign is the value; to Node, behind a space, the next line.
  return tail.trim() === '' ? head : `${head}""${tail}`;
}

/** The quote that a value is in, empty where it is in none. */
function quoteOf(value: string): string {
  return WHOLLY_QUOTED.test(value) ? value.charAt(0) : '';
}

/** The value in the quotes that are wanted, if it is safe in them, or else in the first that it is safe in. */
function inQuotes(key: string, value: string, wanted: string): string {
  const quote = [wanted, ...Object.keys(STYLES)].find((style) => STYLES[style]?.test(value));
  if (quote === undefined) throw new RangeError(`the value of ${key} cannot be written to a .env file`);
  return `${quote}${value}${quote}`;
}
