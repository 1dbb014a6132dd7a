import fc from 'fast-check';
import ini from 'ini';
import { describe, expect, test } from 'vitest';
import { splitLines } from '../../src/core/platform/text-lines.ts';
import {
  emptySection,
  readSection,
  sectionNameFor,
  writeSection,
} from '../../src/core/tools/databrickscfg-section.ts';
import { anyAddress, anyCharacter } from '../support/any-text.ts';
import { configparserPython, readWithConfigparser } from './readers.ts';

const OWNED = ['host', 'token', 'auth_type'];
const NEW = { host: 'https://adb-1.2.azuredatabricks.net', token: 'eyJ0.eyJh.c2ln_-' };
const write = (text: string, values: Record<string, string> = NEW) =>
  writeSection(text, 'mine', values, OWNED);
const blank = (text: string) => write(text, {});

describe('writing a section', () => {
  const { host, token } = NEW;
  test.each([
    ['an empty file', '', `[mine]\nhost = ${host}\ntoken = ${token}\n`],
    [
      'at the end, after a blank line',
      '[a]\nx=1\n',
      `[a]\nx=1\n\n[mine]\nhost = ${host}\ntoken = ${token}\n`,
    ],
    [
      'the line ending of the file',
      '[a]\r\nx=1\r\n',
      `[a]\r\nx=1\r\n\r\n[mine]\r\nhost = ${host}\r\ntoken = ${token}\r\n`,
    ],
    ['a missing final newline', '[a]\nx=1', `[a]\nx=1\n\n[mine]\nhost = ${host}\ntoken = ${token}`],
    ['a byte order mark', '\uFEFF', `\uFEFF[mine]\nhost = ${host}\ntoken = ${token}\n`],
    [
      'its own line for a key, with its spacing and ending',
      '[mine]\r\n  token=old\n  x = 1\n\n# for b\n[b]\n',
      `[mine]\r\n  token=${token}\n  x = 1\nhost = ${host}\n\n# for b\n[b]\n`,
    ],
    [
      'the ending of the line above for a new key',
      '# a\n\n[mine]\r\nhost = old\r\n',
      `# a\n\n[mine]\r\nhost = ${host}\r\ntoken = ${token}\r\n`,
    ],
    [
      'an indented first key, which continues nothing',
      '[a]\nx = 1\n[mine]\n  host: old\n',
      `[a]\nx = 1\n[mine]\n  host= ${host}\ntoken = ${token}\n`,
    ],
    [
      'the spelling that every parser knows',
      '[mine]\nToken: old\nHOST =\n',
      `[mine]\ntoken= ${token}\nhost =${host}\n`,
    ],
    [
      'further lines of an old value',
      '[mine]\ntoken = old\n\n  # kept\n  more\n  and more\nx = 1\n  2\n[b]\n',
      `[mine]\ntoken = ${token}\n\n  # kept\nx = 1\n  2\nhost = ${host}\n[b]\n`,
    ],
    [
      'an indented key or section, which only configparser takes for a value',
      '[mine]\nhost = old\n  x = 1\n  [b]\n  token = b\n',
      `[mine]\nhost = ${host}\n  x = 1\ntoken = ${token}\n  [b]\n  token = b\n`,
    ],
    [
      'a repeated section as one, and one of a repeated key',
      '[mine]\nhost = a\ntoken = a\n[b]\n[mine]\ntoken = b\ntoken = c\nx = 1\n',
      `[mine]\nhost = ${host}\ntoken = ${token}\n[b]\n[mine]\nx = 1\n`,
    ],
    ['our other keys', '[mine]\nauth_type = x\ntoken = a\n', `[mine]\ntoken = ${token}\nhost = ${host}\n`],
  ])('%s', (_, before, after) => {
    expect(write(before)).toBe(after);
    expect(write(after)).toBe(after);
    expect(readSection(after, 'mine')).toMatchObject(NEW);
  });

  test('DEFAULT is a section like others', () => {
    expect(writeSection('[DEFAULT]\nx = 1\n', 'DEFAULT', { host: 'h' }, OWNED)).toBe(
      '[DEFAULT]\nx = 1\nhost = h\n',
    );
  });

  test.each(['a\nb', 'a\r[b]', 'a\u2028b', ' a', 'a ', 'a # b', 'a;b', "it's", '"', 'a\\', '\0'])(
    'refuses %j, and does not say it',
    (value) => {
      expect(() => write('', { token: value })).toThrow(
        new RangeError('the value of token cannot be written to an INI file'),
      );
    },
  );
});

test.each(['a]', 'a\n[b'])('%j is no section', (name) => {
  expect(() => writeSection('', name, NEW, OWNED)).toThrow(RangeError);
});

test('a section is read as the parsers read it', () => {
  const text =
    '[a]\nHost : x\ntoken =\n  one\n\n  two\n# c\n[A]\nz=1\n[a]\nhost=y = z\nnoise\n__proto__ = p\n';
  expect(readSection(text, 'a')).toEqual(
    Object.fromEntries([
      ['host', 'y = z'],
      ['token', 'one\ntwo'],
      ['__proto__', 'p'],
    ]),
  );
  expect(readSection(text, 'b')).toBeUndefined();
  expect(readSection('[b]', 'b')).toEqual({});
});

describe('blanking a section', () => {
  test.each([
    ['the header with the last key', '[a]\nx=1\n\n[mine]\nhost = h\ntoken = t\n', '[a]\nx=1\n'],
    ['between others', '[a]\nx=1\n\n[mine]\nhost = h\n\n[b]\n', '[a]\nx=1\n\n[b]\n'],
    ['keeps the header for a key', '[mine]\nhost = h\nx = 1\n', '[mine]\nx = 1\n'],
    ['keeps the header for a comment', '\n[mine]\nhost = h\n# note\n', '\n[mine]\n# note\n'],
    ['keeps a header without a key of ours', '\n[mine]\n', '\n[mine]\n'],
    ['nothing to blank', '[a]\ntoken = a', '[a]\ntoken = a'],
  ])('%s', (_, before, after) => {
    expect(blank(before)).toBe(after);
    expect(blank(after)).toBe(after);
  });
});

/** A file by its lines, each told whether it is ours: then it may be changed or go. */
type Sample = readonly { readonly raw: string; readonly isOurs: boolean }[];

const textOf = (file: Sample) => file.map(({ raw }) => raw).join('');

const word = fc.stringMatching(/^[\p{L}\w][\p{L}\w ./@+-]{0,11}$/u);
const value = fc.oneof(word, fc.stringMatching(/^\P{C}{0,16}$/u));
const delimiter = fc.constantFrom('=', ' = ', '= ', ':', ' : ', '\t=\t');
const comment = fc.tuple(fc.constantFrom('#', '; ', '  # ', '\t;'), value).map((parts) => parts.join(''));
const blankLine = fc.constantFrom('', '', '  ', '\t');
const userKey = fc.constantFrom('x', 'client_id', 'tokens', 'HTTP_path', 'azure tenant', 'ключ');
const ourKey = fc.constantFrom('host', 'token', 'Token', 'AUTH_TYPE');

function entry(isMine: boolean) {
  const key = (name: fc.Arbitrary<string>, isOurs: boolean) =>
    fc.tuple(name, delimiter, value, fc.array(word, { maxLength: 2 })).map(([name, delimiter, value, more]) =>
      [`${name}${delimiter}${value}`, ...more.map((text) => `   ${text}`)].map((content) => ({
        content,
        isOurs,
      })),
    );
  const plain = fc
    .oneof({ weight: 9, arbitrary: comment }, { weight: 9, arbitrary: blankLine }, word)
    .map((content) => [{ content, isOurs: false }]);
  return fc.oneof(
    { weight: 2, arbitrary: key(userKey, false) },
    { weight: 2, arbitrary: plain },
    key(ourKey, isMine),
  );
}

const section = fc
  .constantFrom('mine', 'mine', 'other', 'DEFAULT', 'Mine', 'a.b', 'ünï', '__settings__')
  .chain((name) =>
    fc
      .array(entry(name === 'mine'), { maxLength: 6 })
      .map((entries) => [{ content: `[${name}]`, isOurs: name === 'mine' }, ...entries.flat()]),
  );

const sample: fc.Arbitrary<Sample> = fc
  .record({
    mark: fc.constantFrom('', '', '\uFEFF'),
    top: fc.array(fc.oneof(comment, blankLine), { maxLength: 2 }),
    sections: fc.uniqueArray(section, { maxLength: 5, selector: ([header]) => header?.content }),
    again: fc.option(section, { freq: 4 }),
    endings: fc.constantFrom(['\n'], ['\r\n'], ['\n', '\r\n'], ['\r\n', '\n', '\n']),
  })
  .map(({ mark, top, sections, again, endings }) =>
    [...top.map((content) => ({ content, isOurs: false })), ...sections.flat(), ...(again ?? [])].map(
      ({ content, isOurs }, index) => ({
        raw: (index === 0 ? mark : '') + content + endings[index % endings.length],
        isOurs,
      }),
    ),
  );

const newValues = fc.record({
  host: anyAddress().filter((url) => /^[\w:/.-]+$/.test(url)),
  token: fc.stringMatching(/^eyJ[\w-]{2,20}\.[\w-]{2,20}\.[\w-]{2,20}$/),
});

/** What is left of `after` without the lines that are not ours, which must all be there as they were, in order. */
function besides(file: Sample, after: string): string[] {
  const bare = (text: string) => text.replace(/^\uFEFF/, '');
  const others = file.filter(({ isOurs }) => !isOurs).map(({ raw }) => bare(raw));
  const left = splitLines(bare(after)).filter((line) => line !== others[0] || !others.shift());
  expect(others).toEqual([]);
  return left.map((line) => line.trim());
}

describe('any file', () => {
  test('only our lines change, and once', () => {
    fc.assert(
      fc.property(sample, newValues, (file, values) => {
        const after = write(textOf(file), values);
        const expected = /^(|\[mine\]|(host|token)\s*=.*)$/;
        for (const line of besides(file, after)) expect(line).toMatch(expected);
        expect(readSection(after, 'mine')).toMatchObject(values);
        expect(write(after, values)).toBe(after);
      }),
      { numRuns: 1000 },
    );
  });

  test('blanking leaves the lines that are not ours', () => {
    fc.assert(
      fc.property(sample, newValues, (file, values) => {
        const after = blank(write(textOf(file), values));
        // A header that stood there without a key goes too, and a blank line before it: ours would look the same.
        const isHeader = (line?: Sample[number]) => line?.raw.trim() === '[mine]';
        const withoutKeys = file.filter((line) => !line.isOurs || isHeader(line));
        const kept = withoutKeys.filter(({ raw }, index) => raw.trim() || !isHeader(withoutKeys[index + 1]));
        for (const line of besides(kept, after)) expect(line).toMatch(/^(|\[mine\])$/);
        expect(blank(after)).toBe(after);
        expect(after.startsWith('\uFEFF')).toBe(textOf(file).startsWith('\uFEFF'));
        if (!file.some(({ isOurs }) => isOurs)) expect(after).toBe(textOf(file));
      }),
      { numRuns: 1000 },
    );
  });

  test('a note stands for the section while it is empty, and leaves no trace', () => {
    const note = /^# \[mine\] .*$/gm;
    fc.assert(
      fc.property(sample, newValues, (file, values) => {
        fc.pre(!file.some(({ isOurs }) => isOurs));
        const before = textOf(file);
        const filled = write(before, values);
        const noted = emptySection(filled, 'mine', OWNED);
        expect(noted.match(note)).toHaveLength(1);
        expect(readSection(noted, 'mine')).toBeUndefined();
        expect(emptySection(noted, 'mine', OWNED)).toBe(noted);
        expect(write(noted, values)).toBe(filled);
        expect(blank(noted)).toBe(before);
      }),
    );
  });

  test('a section does not come back above lines that it would swallow', () => {
    const noted = `${emptySection(write('[other]\nx = 1\n'), 'mine', OWNED)}y = 2\n`;
    expect(write(noted)).toBe(`[other]\nx = 1\ny = 2\n\n[mine]\nhost = ${NEW.host}\ntoken = ${NEW.token}\n`);
  });

  test('a missing final newline stays missing, and changes nothing else', () => {
    fc.assert(
      fc.property(sample, newValues, (file, values) => {
        const open = textOf(file).replaceAll('\r\n', '\n').replace(/\n+$/, '');
        fc.pre(!['', '\uFEFF'].includes(open));
        expect(`${write(open, values)}\n`).toBe(write(`${open}\n`, values));
        if (!file.some(({ isOurs }) => isOurs)) expect(blank(write(open, values))).toBe(open);
      }),
    );
  });

  /** Python and npm have no notion of a byte order mark; Go has. */
  const written = () =>
    fc.sample(fc.tuple(sample, newValues), 1000).map(([file, values]) => {
      const before = textOf(file).replace('\uFEFF', '');
      return { before, after: write(before, values), values };
    });

  test('npm’s parser reads back what was written', () => {
    for (const { after, values } of written()) expect(ini.parse(after).mine, after).toMatchObject(values);
  });

  test.skipIf(!configparserPython)('Python’s reads it back, and everything else as before', () => {
    const cases = written();
    const readings = readWithConfigparser(cases.flatMap(({ before, after }) => [before, after]));
    let read = 0;
    cases.forEach(({ after, values }, index) => {
      const [before, now] = readings.slice(index * 2);
      if (!now || 'refused' in now) return;
      read++;
      expect(now.sections.mine, after).toMatchObject(values);
      if (!before || 'refused' in before) return;
      const others = { ...now.sections.mine };
      for (const key of OWNED) delete others[key];
      expect({ ...now.sections, mine: {} }, after).toEqual({ ...before.sections, mine: {} });
      expect(before.sections.mine ?? {}, after).toMatchObject(others);
    });
    expect(read).toBeGreaterThan(cases.length / 3);
  });
});

describe('the section for a profile', () => {
  test.each([
    ['Prod', 'Prod'],
    ['Contoso West-Europe_2', 'Contoso West-Europe_2'],
    ['DEFAULT', /^DEFAULT-[0-9a-f]{8}$/],
    ['default', /^default-[0-9a-f]{8}$/],
    ['__settings__', /^settings-[0-9a-f]{8}$/],
    ['a.b', /^a-b-[0-9a-f]{8}$/],
    ['Zürich', /^Zurich-[0-9a-f]{8}$/],
    ['生产', /^profile-[0-9a-f]{8}$/],
    [' x] ; "$#\n[y', /^x-y-[0-9a-f]{8}$/],
  ])('%j', (name, section) => {
    expect(sectionNameFor(name)).toMatch(typeof section === 'string' ? new RegExp(`^${section}$`) : section);
  });

  const names = fc.sample(
    fc.oneof(fc.string({ unit: anyCharacter, maxLength: 8 }), fc.string({ maxLength: 5 })),
    1000,
  );
  const sections = [...new Set(names)].map(sectionNameFor);
  const inFile = (section: string) => writeSection('[somebody else]\ny = 1\n', section, NEW, OWNED);

  test('every name gets one of its own, which is read back', () => {
    expect(new Set(sections).size).toBe(new Set(names).size);
    for (const section of sections) {
      const text = inFile(section);
      expect(ini.parse(text)[section]).toEqual(NEW);
      expect(readSection(text, section)).toEqual(NEW);
    }
  });

  test.skipIf(!configparserPython)('and by Python’s parser', () => {
    const readings = readWithConfigparser(sections.map(inFile));
    expect(readings).toEqual(
      sections.map((section) =>
        expect.objectContaining({ sections: expect.objectContaining({ [section]: NEW }) }),
      ),
    );
  });
});
