import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readIni } from '../../src/core/profile/ini.ts';
import { anyCharacter } from '../support/any-text.ts';
import { configparserPython, readWithConfigparser } from './readers.ts';

/** The one reader of INI, beside the parsers whose files it reads. */

const sections = (text: string) =>
  Object.fromEntries([...readIni(text)].map(([name, values]) => [name, Object.fromEntries(values)]));

describe('a backslash at the end of a line, as Go has it', () => {
  test.each([
    [
      'takes the value on',
      'host = https://adb-1.2.\\\n  azuredatabricks.net\n',
      'https://adb-1.2.azuredatabricks.net',
    ],
    ['and on', 'host = a\\\nb\\\r\n  c\n', 'abc'],
    ['not over a blank line', 'host = a\\\n\nb\n', 'a'],
    ['nor into the next key', 'host = a\\\ntoken = t\n', 'a'],
    ['nor into the next section', 'host = a\\\n[b]\nhost = c\n', 'a'],
    ['nor beyond the end', 'host = a\\', 'a'],
    ['with all that is written there', 'host = a\\\n"b" ; c\n', 'a"b" ; c'],
    ['but in the middle it is itself', 'host = a\\b\n', 'a\\b'],
  ])('%s', (_, lines, host) => {
    expect(sections(`[a]\n${lines}`).a?.host).toBe(host);
  });
});

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/).filter((text) => text !== 'default');
/** Without what means something to only one of the parsers. */
const value = fc.stringMatching(/^[A-Za-z0-9:/._-]{1,20}$/);
const entry = fc.record({
  key: name,
  value,
  delimiter: fc.constantFrom('=', ' = ', ':', ' : ', '\t=  '),
  decoration: fc.constantFrom('', '', '\n', '# x = y\n', '; [z]\n', '  # indented\n'),
});
const file = fc.record({
  ending: fc.constantFrom('\n', '\r\n'),
  isFinal: fc.boolean(),
  sections: fc.uniqueArray(
    fc.record({ name, entries: fc.uniqueArray(entry, { selector: ({ key }) => key, maxLength: 4 }) }),
    { selector: (section) => section.name, maxLength: 4 },
  ),
});

/** The file as text, and what is in it. */
function written({ ending, isFinal, sections: all }: typeof file extends fc.Arbitrary<infer T> ? T : never) {
  const lines = all.flatMap((section) => [
    `[${section.name}]`,
    ...section.entries.map(
      ({ key, delimiter, decoration, value: text }) => `${decoration}${key}${delimiter}${text}`,
    ),
  ]);
  const text = lines.join('\n') + (isFinal ? '\n' : '');
  const content = all.map((section): [string, Record<string, string>] => [
    section.name,
    Object.fromEntries(section.entries.map(({ key, value: one }) => [key, one])),
  ]);
  return { text: text.replaceAll('\n', ending), content: Object.fromEntries(content) };
}

test('what everybody reads alike is read like that', () => {
  fc.assert(
    fc.property(file, (made) => {
      const { text, content } = written(made);
      expect(sections(text)).toEqual(content);
    }),
    { numRuns: 300 },
  );
});

test.skipIf(!configparserPython)('and so does Python', () => {
  const texts = fc.sample(file, 200).map((made) => written(made));
  const readings = readWithConfigparser(texts.map(({ text }) => text));
  readings.forEach((reading, index) => {
    const { DEFAULT: _, ...found } = 'sections' in reading ? reading.sections : {};
    expect(found, texts[index]?.text).toEqual(texts[index]?.content);
  });
});

test('text of any kind is read, and no value comes from anywhere but its own section', () => {
  const line = fc.oneof(
    fc.constantFrom(
      '[a]',
      '[b] ; [a]',
      '[',
      ']',
      '[]',
      'host',
      '=',
      'host=',
      ' = x',
      '"""',
      '`',
      '\\',
      'x = \\',
    ),
    fc
      .tuple(fc.constantFrom('a', 'b'), fc.constantFrom('"', "'", '`', '"""', '', ' ;', ' #', '\\'))
      .map(([owner, quote]) => `host = ${quote}of-${owner}${quote}`),
    fc.string({ unit: anyCharacter, maxLength: 12 }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const read = sections(lines.join('\n'));
      for (const values of Object.values(read)) {
        for (const [key, text] of Object.entries(values)) {
          expect(key).toBe(key.trim().toLowerCase());
          expect(text).toBe(text.trim());
        }
      }
    }),
    { numRuns: 500 },
  );
  // Each section says whose its values are; whatever stands between, none is read as another's.
  const noise = fc.array(
    line.filter((text) => !text.includes('host') && !/[[\]`\\"]/.test(text)),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(noise, noise, fc.constantFrom('', ' ; ask [first]', ' # x'), (first, second, comment) => {
      const text = [
        '[a]',
        'host = of-a',
        ...first,
        `[b]${comment.replace(/\[.*/, '')}`,
        'host = of-b',
        ...second,
      ];
      const read = sections(text.join('\n'));
      expect(read.a?.host).toMatch(/^of-a/);
      expect(read.b?.host).toMatch(/^of-b/);
      expect(read.a?.host).not.toContain('of-b');
    }),
  );
});
