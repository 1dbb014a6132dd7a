import { splitLines } from '../platform/text-lines.ts';

/**
 * The one reader of INI files such as `.databrickscfg`, which three parsers read: Go's ini.v1, as the Databricks CLI
 * and SDK use it, Python's configparser and npm's ini. Comments, quotes and headers are as Go has them; where the others
 * see further lines of a value, so do we.
 * Source: gopkg.in/ini.v1, `parser.go`, with the options of databricks-sdk-go.
 */

/** A line as it is, the section it is in, and what it is to the parsers. */
export type IniLine = { readonly raw: string; readonly section: string | undefined } & (
  | { readonly kind: 'blank' | 'comment' | 'header' | 'other' }
  /** `more` is a further line of the value of `key`. */
  | { readonly kind: 'key' | 'more'; readonly key: string; readonly value: string }
);

/** What stands before the first header belongs to it. */
const DEFAULT_SECTION = 'DEFAULT';

/** A value in these goes on to the line that closes it, whatever stands between. */
const LONG_QUOTES = ['`', '"""'] as const;

/** The lines of a text, as `splitLines` gives them, by what they are. In a time that grows with the text, not faster. */
export function parseIni(raws: readonly string[]): IniLine[] {
  const lastQuotes = new Map(
    LONG_QUOTES.map((quote) => [quote, raws.findLastIndex((raw) => raw.includes(quote))]),
  );
  let section: string | undefined;
  let current: { readonly key: string; readonly indent: number } | undefined;
  let openQuote: string | undefined;
  /** The value goes on, after a backslash at the end of the line above. */
  let isContinued = false;
  return raws.map((raw, index): IniLine => {
    const text = raw.trim();
    if (openQuote !== undefined && current) {
      const end = text.lastIndexOf(openQuote);
      if (end >= 0) openQuote = undefined;
      const value = end < 0 ? text : text.slice(0, end).trim();
      return { kind: 'more', raw, section: section ?? DEFAULT_SECTION, key: current.key, value };
    }
    if (isContinued && current && goesOnWith(text)) {
      isContinued = text.endsWith('\\');
      // The line that it continues has its text already.
      return { kind: 'more', raw, section: section ?? DEFAULT_SECTION, key: current.key, value: '' };
    }
    isContinued = false;
    if (text === '') return { kind: 'blank', raw, section };
    if (/^[#;]/.test(text)) return { kind: 'comment', raw, section };
    const header = /^\[(.*)\]/s.exec(text);
    if (header) {
      section = header[1];
      current = undefined;
      return { kind: 'header', raw, section };
    }
    const indent = raw.search(/\S/);
    // A further line of a value to configparser. Go and npm read one like "key = …" as a key, headers likewise: where
    // they disagree it is a line of its own, which nobody loses because the key above it is ours.
    if (current && indent > current.indent && !KEY.test(text)) {
      return { kind: 'more', raw, section: section ?? DEFAULT_SECTION, key: current.key, value: text };
    }
    const delimiter = text.search(/[=:]/);
    if (delimiter <= 0) return { kind: 'other', raw, section };
    const key = text.slice(0, delimiter).trim().toLowerCase();
    current = { key, indent };
    const written = text.slice(delimiter + 1).trim();
    const opened = LONG_QUOTES.find((quote) => written.startsWith(quote));
    isContinued = opened === undefined && written.endsWith('\\');
    if (isContinued) {
      const value = continuedValue(written, raws, index);
      return { kind: 'key', raw, section: section ?? DEFAULT_SECTION, key, value };
    }
    const isOpen = opened && !written.slice(opened.length).includes(opened);
    // One that no line closes is none: the lines below it would all be lost.
    if (isOpen && (lastQuotes.get(opened) ?? -1) > index) openQuote = opened;
    const value = openQuote ? written.slice(openQuote.length) : unquoted(written);
    return { kind: 'key', raw, section: section ?? DEFAULT_SECTION, key, value };
  });
}

/** What looks like a line of its own to every parser, whatever Go makes of it. */
const KEY = /^\w[\w.-]*\s*=/;

/** True for a line to which a backslash at the end of the line above takes a value. */
function goesOnWith(text: string): boolean {
  return text !== '' && !text.startsWith('[') && !KEY.test(text);
}

/** A value with the lines to which backslashes take it. Neither quotes nor comments count in it. */
function continuedValue(written: string, raws: readonly string[], index: number): string {
  const parts = [written];
  for (let next = index + 1; parts.at(-1)?.endsWith('\\'); next++) {
    const text = raws[next]?.trim() ?? '';
    if (!goesOnWith(text)) break;
    parts.push(text);
  }
  return parts.map((part) => part.replace(/\\$/, '')).join('');
}

/** What is written behind the delimiter, without quotes and comment. */
function unquoted(written: string): string {
  const long = LONG_QUOTES.find((quote) => written.startsWith(quote));
  const end = long ? written.lastIndexOf(long) : 0;
  if (long && end >= long.length) return written.slice(long.length, end);
  const [value = ''] = written.split(/[#;]/, 1);
  const bare = value.trimEnd();
  const quote = bare.charAt(0);
  const isQuoted = (quote === '"' || quote === "'") && bare.indexOf(quote, 1) === bare.length - 1;
  return isQuoted && bare.length > 1 ? bare.slice(1, -1) : bare;
}

/**
 * The sections of a whole text: the values of each by their keys, in lower case. Of a repeated key the last counts, and
 * repeated sections are one.
 */
export function readIni(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string[]>>();
  for (const line of parseIni(splitLines(text))) {
    if (line.section === undefined || line.kind === 'blank' || line.kind === 'comment') continue;
    const values = sections.get(line.section) ?? new Map<string, string[]>();
    sections.set(line.section, values);
    if (line.kind === 'key') values.set(line.key, [line.value]);
    if (line.kind === 'more') values.get(line.key)?.push(line.value);
  }
  const joined = (values: Map<string, string[]>) =>
    new Map([...values].map(([key, parts]): [string, string] => [key, parts.join('\n').trim()]));
  return new Map([...sections].map(([name, values]) => [name, joined(values)]));
}
