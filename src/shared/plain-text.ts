/**
 * A name or a sentence from elsewhere, on one line and as it reads: without control characters, line and paragraph
 * separators, and the marks by which a text is shown in another order than it has.
 */
export function plainText(text: string): string {
  return onOneLine(text).trim();
}

/** {@link plainText} with the spaces around it. */
export function onOneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu, '');
}
