/** What the text says as JSON; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Nothing of use nests deeper, and what walks a value runs out of stack long before the parser does. */
const MAX_DEPTH = 64;

/** {@link parseJson} for a text from elsewhere: undefined also where it nests deeper than anything of use. */
export function parseForeignJson(text: string): unknown {
  let depth = 0;
  let isInString = false;
  // Before it is parsed: what nests millions deep takes the parser seconds.
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isInString) {
      if (character === '\\') at++;
      else if (character === '"') isInString = false;
    } else if (character === '"') {
      isInString = true;
    } else if (character === '[' || character === '{') {
      if (++depth > MAX_DEPTH) return undefined;
    } else if (character === ']' || character === '}') {
      depth--;
    }
  }
  return parseJson(text);
}
