/**
 * Words as a POSIX shell reads and writes them. Nothing is ever evaluated: a name that looks like a command is a name.
 */

/** A quote that a word is in. */
type Quote = '' | '"' | "'";

/** A line, read up to where the cursor is. */
export interface ReadLine {
  /** Without quotes and backslashes; the last is the one that is being typed. */
  readonly words: readonly string[];
  /** The last as it stands there. */
  readonly raw: string;
  /** The quote that is open at the end. */
  readonly quote: Quote;
}

export function readShellLine(line: string): ReadLine {
  const words: string[] = [];
  let word: string | undefined;
  let quote: Quote = '';
  let start = 0;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (quote === '' && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      start = at + 1;
      continue;
    }
    word ??= '';
    if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === '\\' && isEscape(line.charAt(at + 1), quote)) word += line.charAt(++at);
    else word += character;
  }
  return { words: [...words, word ?? ''], raw: line.slice(start), quote };
}

/** Within double quotes a backslash is only one before what else would mean something. */
function isEscape(next: string, quote: Quote): boolean {
  if (quote === "'") return false;
  return quote === '' || /["$`\\]/.test(next);
}

/**
 * A word, or the rest of one, as it is typed where this quote is open.
 * @returns undefined for what cannot be typed there: in double quotes an interactive shell would look for `!` in its history
 */
export function typedIn(quote: Quote, text: string): string | undefined {
  switch (quote) {
    case "'":
      return text.replaceAll("'", `'\\''`);
    case '"':
      return text.includes('!') ? undefined : text.replace(/["$`\\]/g, '\\$&');
    case '':
      return text.replace(/[^\w@%+=:,./\u0080-\u{10ffff}-]/gu, '\\$&');
  }
}

/** As PowerShell takes it for one argument and nothing else; typographic quotes are quotes to it. */
export function powershellWord(text: string): string {
  return /^[\w./=:-]+$/.test(text) ? text : `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}
