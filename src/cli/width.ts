/** Letters of Latin scripts and their punctuation: one place each. */
const NARROW = /^[\x20-\x7e\xa0-\xac\xae-\u024f\u2010-\u2026\u202f]*$/;

/** The places that a text takes on a screen. What knows about all scripts takes 20 ms to load: only where it must. */
export async function width(text: string): Promise<number> {
  if (NARROW.test(text)) return text.length;
  const { default: stringWidth } = await import('string-width');
  return stringWidth(text);
}

/** The places that it takes at the most. */
export function greatestWidth(text: string): number {
  return NARROW.test(text) ? text.length : 2 * text.length;
}
