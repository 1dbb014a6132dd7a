/** How a text was written down. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** What bytes say, without the byte order mark that they may begin with. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: TextEncoding;
  /** The byte order mark, or nothing. */
  readonly mark: '\uFEFF' | '';
}

/**
 * Reads bytes as the text that they are: UTF-8; UTF-16 by its mark, or where every other byte of plain text is a NUL
 * (PowerShell and Notepad write it); else Windows' Latin-1, in which every byte is a character.
 * @returns undefined where it is no text: with a NUL in it
 */
export function decodeText(bytes: Uint8Array): DecodedText | undefined {
  const encoding = encodingOf(bytes);
  try {
    const whole = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
    if (whole.includes('\0')) return undefined;
    return whole.startsWith('\uFEFF')
      ? { text: whole.slice(1), encoding, mark: '\uFEFF' }
      : { text: whole, encoding, mark: '' };
  } catch {
    if (encoding !== 'utf-8' || bytes.includes(0)) return undefined;
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252', mark: '' };
  }
}

function encodingOf(bytes: Uint8Array): TextEncoding {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // Of text in Latin letters one byte of two is NUL, and never the other.
  const nuls = [0, 0];
  for (const [index, byte] of bytes.subarray(0, SAMPLE).entries())
    if (byte === 0) nuls[index % 2] = (nuls[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  const many = Math.min(bytes.length, SAMPLE) / 4;
  if (bytes.length % 2 === 0 && odd > many && even === 0) return 'utf-16le';
  if (bytes.length % 2 === 0 && even > many && odd === 0) return 'utf-16be';
  return 'utf-8';
}

/** Bytes. */
const SAMPLE = 4_096;
