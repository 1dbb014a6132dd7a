import { editLines, endingOf } from '../platform/text-lines.ts';
import { type IniLine, parseIni, readIni } from '../profile/ini.ts';

/**
 * One section of a `.databrickscfg`, read as `profile/ini.ts` has it and written so that every parser reads it back.
 * A section that is repeated is one section here, and the last of a repeated key counts: so Go and npm have it, and so
 * has configparser where it does not refuse the file.
 */

/** The keys of a section, in lower case as configparser has them, with their values; undefined where there is none. */
export function readSection(text: string, name: string): Record<string, string> | undefined {
  const values = readIni(text).get(name);
  return values && Object.fromEntries(values);
}

/**
 * Gives a section exactly `values` out of the keys that are ours, and leaves every other line as it is.
 *
 * A key that is there keeps its line; where it is repeated, the first one does and the others go, since configparser
 * refuses the file otherwise and an old token would stay. Without `values` our keys go, and with them the section's
 * header, should they have been all that was in it.
 * A section that was left a note instead (see {@link emptySection}) comes back in its place.
 * @param values by key, in lower case
 * @param ownedKeys the keys that are ours, in lower case, beside those of `values`
 * @throws RangeError for a value that not every parser would read back, or a name that would end its header
 */
export function writeSection(
  text: string,
  name: string,
  values: Readonly<Record<string, string>>,
  ownedKeys: readonly string[],
): string {
  if (/[\]\p{Cc}]/u.test(name)) throw new RangeError('no section can have this name');
  const wanted = new Map(Object.entries(values));
  for (const [key, value] of wanted) {
    if (!isWritable(value)) throw new RangeError(`the value of ${key} cannot be written to an INI file`);
  }
  const owned = new Set([...ownedKeys, ...wanted.keys()]);
  return editLines(text, (raws, ending) =>
    wanted.size > 0
      ? withKeys(parseIni(raws), name, wanted, owned, ending)
      : withoutKeys(withoutNote(parseIni(raws), name), name, owned).map(({ raw }) => raw),
  );
}

/**
 * Takes our keys out of a section, and leaves a comment in the place of one that would be gone with them: whoever looks
 * for the profile that a tool does not know finds out why.
 */
export function emptySection(text: string, name: string, ownedKeys: readonly string[]): string {
  return editLines(text, (raws) => {
    const lines = parseIni(raws);
    const left = withoutKeys(lines, name, new Set(ownedKeys), noteOf(name));
    return left.map(({ raw }) => raw);
  });
}

/** In English, as the files of these tools are. */
function noteOf(name: string): string {
  return `# [${name}] is here while Entra Token Tray's endpoint runs: switch it on, or run "entra-token serve"`;
}

/** Without the note, and the blank line before it, which is ours too. */
function withoutNote(lines: readonly IniLine[], name: string): IniLine[] {
  const isNote = (line?: IniLine) => line?.raw.trim() === noteOf(name);
  return lines.filter((line, index) => !isNote(line) && !(line.kind === 'blank' && isNote(lines[index + 1])));
}

/**
 * The section for a profile: its name where every parser takes that, otherwise what can be kept of it, and a hash that
 * tells it from others. A dot makes a subsection in Go and npm; Python on Windows knows no UTF-8; and `DEFAULT` and
 * what begins with `__` have a meaning of their own.
 */
export function sectionNameFor(profileName: string): string {
  const isSafe = /^[a-z0-9]([\w -]*[\w-])?$/i.test(profileName) && !/^default$/i.test(profileName);
  if (isSafe) return profileName;
  const kept = profileName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/gi, '-')
    .replace(/^-|-$/g, '');
  // Loaded only here: `entra-token token` reads this file at every call, and hardly ever comes this far.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const hash = createHash('sha256').update(profileName).digest('hex').slice(0, 8);
  return `${kept || 'profile'}-${hash}`;
}

/** IniLine breaks would begin a line of their own; the rest is quote, escape or comment to one of the parsers. */
function isWritable(value: string): boolean {
  return !/["'`;#\\\p{C}\p{Zl}\p{Zp}]|^\s|\s$/u.test(value);
}

function withKeys(
  found: readonly IniLine[],
  name: string,
  wanted: ReadonlyMap<string, string>,
  owned: ReadonlySet<string>,
  ending: string,
): string[] {
  const lines = withHeaderForNote(found, name);
  const missing = new Map(wanted);
  const result: string[] = [];
  let end: number | undefined;
  for (const line of lines) {
    if (line.section === name && 'key' in line && owned.has(line.key)) {
      const value = line.kind === 'key' ? missing.get(line.key) : undefined;
      if (value === undefined) continue;
      missing.delete(line.key);
      result.push(withValue(line.raw, value));
    } else {
      result.push(line.raw);
    }
    if (line.section === name && line.kind !== 'blank' && line.kind !== 'comment') end = result.length;
  }
  if (end === undefined) {
    if (result.length > 0) result.push(ending);
    end = result.push(`[${name}]${ending}`);
  }
  const newEnding = endingOf(result[end - 1] ?? '');
  result.splice(end, 0, ...[...missing].map(([key, value]) => `${key} = ${value}${newEnding}`));
  return result;
}

/** The section's header instead of its note, where no other lines would come into the section by that. */
function withHeaderForNote(lines: readonly IniLine[], name: string): readonly IniLine[] {
  const at = lines.findIndex(({ raw }) => raw.trim() === noteOf(name));
  if (at < 0) return lines;
  const next = lines.slice(at + 1).find(({ kind }) => kind !== 'blank' && kind !== 'comment');
  const isFree = !lines.some(({ section }) => section === name) && (!next || next.kind === 'header');
  if (!isFree) return withoutNote(lines, name);
  const raw = `[${name}]${endingOf(lines[at]?.raw ?? '')}`;
  return lines.with(at, { kind: 'header', raw, section: name });
}

/** @param note goes to the header's place, where the section would be gone */
function withoutKeys(
  lines: readonly IniLine[],
  name: string,
  owned: ReadonlySet<string>,
  note?: string,
): readonly IniLine[] {
  const isGone = (line: IniLine) => line.section === name && 'key' in line && owned.has(line.key);
  const isHeader = (line?: IniLine) => line?.section === name && line.kind === 'header';
  const isHollow = (line: IniLine) => line.kind === 'blank' || line.kind === 'header' || isGone(line);
  const isEmptied = lines.some(isGone) && lines.every((line) => line.section !== name || isHollow(line));
  if (!isEmptied) return lines.filter((line) => !isGone(line));
  const first = note === undefined ? undefined : lines.find(isHeader);
  return lines.flatMap((line, index): IniLine[] => {
    if (line === first) return [{ ...line, kind: 'comment', raw: `${note}${endingOf(line.raw)}` }];
    const next = lines[index + 1];
    const isBlankBefore = line.kind === 'blank' && isHeader(next) && next !== first;
    return isGone(line) || isHeader(line) || isBlankBefore ? [] : [line];
  });
}

/** npm's ini knows no ":" between key and value, and neither Go nor npm takes `Token` for `token`. */
function withValue(raw: string, value: string): string {
  const delimiter = raw.search(/[=:]/);
  const spacing = /^[^\S\r\n]*/.exec(raw.slice(delimiter + 1))?.[0] ?? '';
  return `${raw.slice(0, delimiter).toLowerCase()}=${spacing}${value}${endingOf(raw)}`;
}
