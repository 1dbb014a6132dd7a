import { parseEnv } from 'node:util';
import dotenv from 'dotenv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isKeyName, readKey, writeKey } from '../../src/core/tools/dotenv-key.ts';
import { anyAddress } from '../support/any-text.ts';
import { dotenvPython, hasBash, readWithBash, readWithPythonDotenv } from './readers.ts';

const TOKEN = 'eyJ0.eyJh.c2ln_-';
const write = (text: string, value: string | undefined = TOKEN) => writeKey(text, 'KEY', value);
const blank = (text: string) => writeKey(text, 'KEY', undefined);

describe('writing a key', () => {
  test.each([
    ['an empty file', '', `KEY=${TOKEN}\n`],
    ['at the end', 'A=1\r\nB=2\r\n', `A=1\r\nB=2\r\nKEY=${TOKEN}\r\n`],
    ['the ending of most lines', 'A=1\r\nB=2\nC=3\n', `A=1\r\nB=2\nC=3\nKEY=${TOKEN}\n`],
    ['a missing final newline', 'A=1', `A=1\nKEY=${TOKEN}`],
    ['a byte order mark', '\uFEFFKEY=\r\nA=1', `\uFEFFKEY=${TOKEN}\r\nA=1`],
    ['export and spacing', '  export  KEY = old\n', `  export  KEY = ${TOKEN}\n`],
    ['its quotes', `KEY="old"\nA='1'\n`, `KEY="${TOKEN}"\nA='1'\n`],
    ['no backticks, which a shell runs', 'KEY=`old`\n', `KEY=${TOKEN}\n`],
    ['a comment', 'KEY=old   # note\n', `KEY=${TOKEN}   # note\n`],
    ['a comment behind quotes', "KEY='o#d'# note", `KEY='${TOKEN}' # note`],
    ['a comment behind nothing', 'KEY=  # note', `KEY=${TOKEN}  # note`],
    ['what is no comment to a shell', 'KEY=old#1\n', `KEY=${TOKEN}\n`],
    ['an old value of several lines', 'KEY="a\nA=1\n" # note\nB=2', `KEY="${TOKEN}" # note\nB=2`],
    ['an old value that was never closed', 'KEY="old\nA="1"\n', `KEY=${TOKEN}\nA="1"\n`],
    ['every one of several', 'KEY=1\nA=2\nexport KEY=3\n', `KEY=${TOKEN}\nA=2\nexport KEY=${TOKEN}\n`],
    ['another’s value', 'A="x\nKEY=fake\n"\nKEY=old\n', `A="x\nKEY=fake\n"\nKEY=${TOKEN}\n`],
    ['another’s value with text behind', "A='x\nKEY=old\n' y\n", `A='x\nKEY=old\n' y\nKEY=${TOKEN}\n`],
    ['another’s value of YAML', "A: 'x\nKEY=old\n'\n", `A: 'x\nKEY=old\n'\nKEY=${TOKEN}\n`],
    ['comments and other keys', '#KEY=1\nMY_KEY=1\nKEY2=1\n', `#KEY=1\nMY_KEY=1\nKEY2=1\nKEY=${TOKEN}\n`],
  ])('%s', (_, before, after) => {
    expect(write(before)).toBe(after);
    expect(write(after)).toBe(after);
    expect(readKey(after, 'KEY')).toBe(TOKEN);
  });

  const QUOTED = [
    ['https://h.example/a?b=c&d', "KEY='https://h.example/a?b=c&d'\n"],
    ['it’s', "KEY='it’s'\n"],
    ["it's # 1", `KEY="it's # 1"\n`],
    ['~', "KEY='~'\n"],
    ['$x', "KEY='$x'\n"],
    ['', 'KEY=\n'],
  ] as const;

  test.each(QUOTED)('%j in the quotes that it needs', (value, after) => {
    expect(write('', value)).toBe(after);
    expect(readKey(after, 'KEY')).toBe(value);
    expect(parseEnv(after)).toEqual({ KEY: value });
    expect(dotenv.parse(after)).toEqual({ KEY: value });
  });

  const texts = QUOTED.map(([, text]) => text);
  const values = QUOTED.map(([value]) => value);

  test.skipIf(!dotenvPython)('in quotes that python-dotenv reads', () => {
    expect(readWithPythonDotenv(texts).map(({ KEY }) => KEY)).toEqual(values);
  });

  test.skipIf(!hasBash)('in quotes that bash reads', () => {
    expect(readWithBash(texts, 'KEY')).toEqual(values);
  });

  test('quotes that the new value is not safe in', () => {
    expect(write('KEY="old" # note', '$x')).toBe("KEY='$x' # note");
  });

  test.each(['a\nb', 'a\r', '\0', 'a\u2028', `'"`, "'$", "a\\'", 'a\\', '$' + '{x}'])(
    'refuses %j, and does not say it',
    (value) => {
      const refusal = new RangeError('the value of KEY cannot be written to a .env file');
      expect(() => write('', value)).toThrow(refusal);
      expect(() => write('KEY="old"', value)).toThrow(refusal);
    },
  );

  test.each(['', '1A', 'A-B', 'A.B', 'A B', 'Ä', 'A\n', 'A='])('%j is no name', (key) => {
    expect(isKeyName(key)).toBe(false);
    expect(() => writeKey('', key, 'x')).toThrow(RangeError);
  });
  test.each(['A', '_a1', 'DATABRICKS_TOKEN'])('%j is a name', (key) => expect(isKeyName(key)).toBe(true));
});

test.each([
  ['KEY=1\nKEY= 2 # c\n', '2'],
  ["KEY='a b'#c", 'a b'],
  ['A="\nKEY=1"', undefined],
  ['KEY="a\nb"', 'a\nb'],
  ['KEY', undefined],
])('%j is read', (text, value) => {
  expect(readKey(text, 'KEY')).toBe(value);
});

test.each([
  ['A=1\nKEY=old\nB=2', 'A=1\nKEY=\nB=2'],
  ['export KEY="old"\r\n', 'export KEY=\r\n'],
  ['KEY=old # note', 'KEY="" # note'],
  ['KEY= old \nA=1', 'KEY=\nA=1'],
  ['KEY=1\nKEY="2\n3"', 'KEY=\nKEY='],
  ['A=1', 'A=1'],
  ['', ''],
])('%j blanked', (before, after) => {
  expect(blank(before)).toBe(after);
  expect(blank(after)).toBe(after);
});

test('a megabyte is read in no time', () => {
  const inside = `${'x\nKEY=1 \\" # '.repeat(90_000)}`;
  // Not by the clock: others may want the processor too.
  const began = process.cpuUsage();
  for (const text of [
    `A="${inside}"\n`,
    `A="${inside}`,
    `KEY='${inside}`,
    `KEY=a${' '.repeat(2 ** 20)}b`,
    '"A="'.repeat(2 ** 18),
  ]) {
    expect(readKey(write(text), 'KEY')).toBe(TOKEN);
  }
  expect(process.cpuUsage(began).user / 1000).toBeLessThan(3000);
});

/** A file by its pieces: ours, which are to change, and others, each of which ends a line. */
type Sample = readonly { readonly raw: string; readonly isOurs: boolean }[];

const textOf = (file: Sample) => file.map(({ raw }) => raw).join('');

/** Any file, or one that a shell can read too. */
function sampleOf({ forShell }: { forShell: boolean }): fc.Arbitrary<Sample> {
  const name = fc.constantFrom('A', 'KEY_2', 'MY_KEY', '_', 'key');
  const word = fc.stringMatching(/^[\w:/.,@-]{0,8}$/);
  const sentence = fc.array(fc.oneof(word, fc.constantFrom('\n', '\nKEY=fake', ' ', '#', 'ü')), {
    maxLength: 6,
  });
  const inQuotes = fc
    .tuple(fc.constantFrom('"', "'", ...(forShell ? [] : ['`'])), sentence)
    .map(([quote, words]) => `${quote}${words.join('')}${quote}`);
  const spacing = forShell ? fc.constant('=') : fc.constantFrom('=', '=', ' = ', '=\t');
  const start = fc.constantFrom('', '', 'export ', '  ', '\texport  ');
  const note = fc.constantFrom('', '', ' # KEY=fake', ' #"', '  ');
  const assignment = (key: fc.Arbitrary<string>) =>
    fc
      .tuple(start, key, spacing, fc.oneof(word, inQuotes), note)
      // Node takes the next line for the value that is missing behind a space.
      .map((parts) => parts.join('').replace(/=\s+$/, '='));
  const plain = fc.constantFrom('', '  ', '#', "# KEY=it's", '#KEY="');
  const piece = fc.oneof(
    fc.oneof(plain, assignment(name)).map((content) => ({ content, isOurs: false })),
    assignment(fc.constant('KEY')).map((content) => ({ content, isOurs: true })),
  );
  const endings = forShell ? fc.constant(['\n']) : fc.constantFrom(['\n'], ['\r\n'], ['\r\n', '\n', '\n']);
  return fc.tuple(fc.array(piece, { maxLength: 8 }), endings).map(([pieces, endings]) =>
    pieces.map(({ content, isOurs }, index) => ({
      raw: content + endings[index % endings.length],
      isOurs,
    })),
  );
}

/** What stands in `after` for the pieces that are ours, and behind the last one. All others must be as they were. */
function changed(file: Sample, after: string): string[] {
  let position = 0;
  const found: string[] = [];
  for (const { raw, isOurs } of file) {
    const now = isOurs ? (/[^\r\n]*(\r\n|\n)/.exec(after.slice(position))?.[0] ?? '') : raw;
    expect(after.slice(position, position + now.length)).toBe(now);
    if (isOurs) found.push(now);
    position += now.length;
  }
  return [...found, after.slice(position)];
}

const newValue = fc.oneof(
  fc.stringMatching(/^eyJ[\w-]{2,20}\.[\w-]{2,20}\.[\w-]{2,20}$/),
  anyAddress({ hasQuery: true }).filter((url) => !/['$]/.test(url)),
);

describe('any file', () => {
  test('only our key changes, and once', () => {
    fc.assert(
      fc.property(sampleOf({ forShell: false }), newValue, fc.boolean(), (file, value, hasMark) => {
        const before = `${hasMark ? '\uFEFF' : ''}${textOf(file)}`;
        const after = write(before, value);
        expect(after.startsWith('\uFEFF')).toBe(hasMark);
        const [appended, ...lines] = changed(file, after.replace('\uFEFF', '')).reverse();
        for (const line of lines) expect(line).toMatch(/^\s*(export\s+)?KEY\s*=/);
        for (const line of lines.length > 0 ? lines : [appended]) expect(line).toContain(value);
        expect(appended === '').toBe(lines.length > 0);
        expect(readKey(after, 'KEY')).toBe(value);
        expect(write(after, value)).toBe(after);

        const emptied = blank(after);
        for (const line of changed(file, emptied.replace('\uFEFF', ''))) {
          expect(line).toMatch(/^(|\s*(export\s+)?KEY\s*=(\s*""\s+#.*)?\r?\n)$/);
        }
        expect(blank(emptied)).toBe(emptied);
      }),
      { numRuns: 1000 },
    );
  });

  test('a missing final newline stays missing, and changes nothing else', () => {
    fc.assert(
      fc.property(sampleOf({ forShell: true }), newValue, (file, value) => {
        const open = textOf(file).replace(/\n+$/, '');
        fc.pre(open !== '');
        expect(`${write(open, value)}\n`).toBe(write(`${open}\n`, value));
      }),
    );
  });

  const written = ({ forShell }: { forShell: boolean }) =>
    fc.sample(fc.tuple(sampleOf({ forShell }), newValue), 500).map(([file, value]) => {
      const before = textOf(file);
      return { before, after: write(before, value), emptied: blank(write(before, value)), value };
    });

  /** One reader's readings: `after` has the key besides what was there before, `emptied` has it without a value. */
  function expectOnlyKeyChanged(before: object, after: object, emptied: object, value: string): void {
    expect(after, JSON.stringify(before)).toEqual({ ...before, KEY: value });
    expect(emptied, JSON.stringify(before)).toEqual({ ...before, KEY: '' });
  }

  // Node keeps `export` in the name of a variable without a value.
  const node = (text: string) => {
    const read = Object.entries(parseEnv(text)).filter(([name]) => !name.startsWith('export'));
    return { KEY: '', ...Object.fromEntries(read) };
  };

  test.each([
    ['Node', node],
    ['dotenv', dotenv.parse],
  ] as const)('%s reads it back, and all else as before', (_, read) => {
    for (const { before, after, emptied, value } of [
      ...written({ forShell: false }),
      ...written({ forShell: true }),
    ]) {
      expectOnlyKeyChanged(read(before), read(after), read(emptied), value);
    }
  });

  test.skipIf(!dotenvPython)('python-dotenv reads it back, and all else as before', () => {
    const cases = written({ forShell: true });
    const readings = readWithPythonDotenv(
      cases.flatMap(({ before, after, emptied }) => [before, after, emptied]),
    );
    cases.forEach(({ value }, index) => {
      const [before = {}, after = {}, emptied = {}] = readings.slice(index * 3);
      expectOnlyKeyChanged(before, after, emptied, value);
    });
  });

  test.skipIf(!hasBash)('bash reads it back', () => {
    const cases = written({ forShell: true });
    const readings = readWithBash(
      cases.flatMap(({ after, emptied }) => [after, emptied]),
      'KEY',
    );
    expect(readings).toEqual(cases.flatMap(({ value }) => [value, '']));
  });
});
