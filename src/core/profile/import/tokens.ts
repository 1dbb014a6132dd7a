/** A piece of source code. */
export interface Token {
  readonly kind: 'word' | 'string' | 'mark' | 'line';
  /** A string's content, without prefix and quotes. */
  readonly text: string;
  /** A string with something to fill in. */
  readonly isTemplate?: true;
}

const LINE_SPACE = /(?:[^\S\n]|\\\r?\n)+/y;
const ADDRESS = /https?:\/\/[^\s"'<>`,;)\]]*/iy;
const WORD = /[\p{L}\p{N}_][\p{L}\p{N}_.-]*/uy;
const STRING_START = /([A-Za-z]{0,2})("""|'''|"|')/y;
const PREFIX = /^(?:[rbuf]|rb|br|fr|rf)?$/i;

/**
 * The pieces of a text, read as Python, and near enough for a shell, PowerShell, JavaScript or YAML to find what is
 * assigned: comments are left out, and so are strings that stand alone, which document. In a time that grows with the
 * text, not faster.
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const stringAt = stringReader(text);
  let depth = 0;
  let at = 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const push = (token: Token, length: number) => {
    tokens.push(token);
    at += length;
  };
  while (at < text.length) {
    const space = match(LINE_SPACE);
    if (space) {
      at += space[0].length;
      continue;
    }
    const char = text.charAt(at);
    if (char === '\n') {
      if (depth === 0) dropLoneString(tokens);
      push({ kind: 'line', text: char }, 1);
      continue;
    }
    // In a shell `$#` and `${#x}` are none.
    if (char === '#' && !/[${]/.test(text.charAt(at - 1))) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
      continue;
    }
    const string = stringAt(at);
    if (string) {
      push(string.token, string.length);
      continue;
    }
    const word = match(ADDRESS) ?? match(WORD);
    if (word) {
      push({ kind: 'word', text: word[0] }, word[0].length);
      continue;
    }
    if ('([{'.includes(char)) depth++;
    if (')]}'.includes(char)) depth = Math.max(0, depth - 1);
    push({ kind: 'mark', text: char }, 1);
  }
  dropLoneString(tokens);
  return tokens;
}

/** A string that is all of a statement is a docstring. */
function dropLoneString(tokens: Token[]): void {
  const before = tokens.at(-2);
  if (tokens.at(-1)?.kind === 'string' && (before === undefined || before.kind === 'line')) tokens.pop();
}

/** Finds strings that begin somewhere; each call is for a place behind the last one. */
function stringReader(text: string): (at: number) => { token: Token; length: number } | undefined {
  /** Up to where a quote was looked for in vain: no other of its kind closes before. */
  const unclosed = new Map<string, number>();
  let lineEnd = -1;
  const endOfLine = (at: number) => {
    if (lineEnd < at) lineEnd = text.indexOf('\n', at);
    if (lineEnd < 0) lineEnd = text.length;
    return lineEnd;
  };
  return (at) => {
    STRING_START.lastIndex = at;
    const [opening = '', prefix = '', quote = ''] = STRING_START.exec(text) ?? [];
    if (!quote || !PREFIX.test(prefix) || at < (unclosed.get(quote) ?? 0)) return undefined;
    const begin = at + opening.length;
    const limit = quote.length === 3 ? text.length : endOfLine(begin);
    let end = begin;
    while (end < limit && !text.startsWith(quote, end)) end += text.charAt(end) === '\\' ? 2 : 1;
    if (end >= limit) {
      unclosed.set(quote, limit);
      return undefined;
    }
    const content = text.slice(begin, end);
    const isTemplate = /f/i.test(prefix) && content.includes('{');
    const token: Token = { kind: 'string', text: content, ...(isTemplate ? { isTemplate } : {}) };
    return { token, length: end + quote.length - at };
  };
}
