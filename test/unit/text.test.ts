import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText } from '../../src/core/platform/text.ts';
import { anyCharacter } from '../support/any-text.ts';

/** The one reader of bytes. */

const utf16le = (text: string) => Buffer.from(text, 'utf16le');
const utf16be = (text: string) => utf16le(text).swap16();
/** Any text but one with a NUL; without half characters, which no encoding has. */
const texts = fc
  .string({ unit: anyCharacter, maxLength: 200 })
  .filter((text) => !text.includes('\0') && text.isWellFormed());

test.each<[string, string, (text: string) => Buffer]>([
  ['UTF-8', 'utf-8', (text) => Buffer.from(text)],
  ['UTF-8 with a mark', 'utf-8', (text) => Buffer.from(`\uFEFF${text}`)],
  ['UTF-16 with a mark', 'utf-16le', (text) => utf16le(`\uFEFF${text}`)],
  ['UTF-16, big end first, with a mark', 'utf-16be', (text) => utf16be(`\uFEFF${text}`)],
])('%s: any text comes back, without its mark', (_, encoding, encode) => {
  fc.assert(
    fc.property(
      texts.filter((text) => !text.startsWith('\uFEFF')),
      (text) => {
        expect(decodeText(encode(text))).toMatchObject({ text, encoding });
      },
    ),
  );
});

test('UTF-16 without a mark is seen by its NUL bytes, where it is of Latin letters', () => {
  const latin = fc.stringMatching(/^[ -~\n]{1,60}$/);
  fc.assert(
    fc.property(latin, (text) => {
      expect(decodeText(utf16le(text))).toMatchObject({ text, encoding: 'utf-16le', mark: '' });
      expect(decodeText(utf16be(text))).toMatchObject({ text, encoding: 'utf-16be', mark: '' });
    }),
  );
});

test('Latin-1 comes back where it is no UTF-8', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ -~]{0,20}[à-ÿ][ -~]{0,20}$/), (text) => {
      expect(decodeText(Buffer.from(text, 'latin1'))).toMatchObject({ text, encoding: 'windows-1252' });
    }),
  );
});

test('bytes of any kind are read or named as none: no NUL, no half of a character', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const found = decodeText(bytes);
      if (!found) return;
      expect(found.text).not.toContain('\0');
      expect(found.text.isWellFormed()).toBe(true);
      if (found.encoding === 'utf-8')
        expect(Buffer.from(found.mark + found.text)).toEqual(Buffer.from(bytes));
    }),
    { numRuns: 1_000 },
  );
});
