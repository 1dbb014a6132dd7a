import { parse as parseDotenv } from 'dotenv';
import { expect, test } from 'vitest';
import type { Profile } from '../../src/core/profile/profile.ts';
import { dockerEnv } from '../../src/core/tools/docker-env.ts';
import {
  isPassedThrough,
  readVariable,
  removeVariable,
  writeVariable,
} from '../../src/core/tools/docker-env-lines.ts';
import { readDockerEnvFile } from '../support/docker-env-file.ts';

const VALUE = 'eyJ0.a-b_c.d+/=~';

test.each([
  ['an empty file', '', `KEY=${VALUE}\n`],
  ['at the end', '# a\nA="1" # x\n', `# a\nA="1" # x\nKEY=${VALUE}\n`],
  ['Windows line endings, no final newline', 'A=1\r\nB=2', `A=1\r\nB=2\r\nKEY=${VALUE}`],
  ['a byte order mark before it', '\uFEFFKEY=1\nB=2\n', `\uFEFFKEY=${VALUE}\nB=2\n`],
  [
    'twice, once in quotes that docker would keep',
    'KEY="old"\nB=1\n  KEY=x # y\n',
    `KEY=${VALUE}\nB=1\nKEY=${VALUE}\n`,
  ],
  ['no other of a like name', 'KEY2=1\nMYKEY=2\n#KEY=3\n', `KEY2=1\nMYKEY=2\n#KEY=3\nKEY=${VALUE}\n`],
])('a variable for docker: %s', (_, before, after) => {
  expect(writeVariable(before, 'KEY', VALUE)).toBe(after);
  expect(readVariable(after, 'KEY')).toBe(VALUE);
  expect(readDockerEnvFile(after)).toMatchObject({ KEY: VALUE });
  expect(parseDotenv(after)).toMatchObject({ KEY: VALUE });
  if (readVariable(before, 'KEY') === undefined) expect(removeVariable(after, 'KEY')).toBe(before);
});

test.each(['a b', '"a"', "'a'", 'a#b', 'a$b', '`a`', 'a\\b', 'a\nb', ' a', 'é', 'a\u2028b'])(
  'what cannot be written without quotes is refused: %j',
  (value) => {
    expect(() => writeVariable('', 'KEY', value)).toThrow(/can’t be written without quotes/);
  },
);

test('emptied, it waits for a token of another workspace; a host of the person’s stays theirs', () => {
  const profile = { workspaceUrl: 'https://adb-1.1.azuredatabricks.net' } as Profile;
  const text = '# mine\nDATABRICKS_HOST=https://adb-1.1.azuredatabricks.net\nDATABRICKS_TOKEN=eyJ0.a.b\n';
  const empty = (keys: string[]) => {
    const connection = { kind: 'docker-env', file: 'x', before: { file: true, keys } } as const;
    const left = dockerEnv.write(text, connection, profile, { kind: 'nothing' });
    return [left, dockerEnv.look(left, connection, { workspaceUrl: 'https://adb-2.2.azuredatabricks.net' })];
  };
  expect(empty([])).toEqual(['# mine\nDATABRICKS_HOST=\nDATABRICKS_TOKEN=\n', 'nothing']);
  expect(empty(['DATABRICKS_HOST'])[1]).toBe('other');
});

test('a variable that docker takes from its own environment is somebody’s', () => {
  expect(isPassedThrough('A=1\nKEY\n', 'KEY')).toBe(true);
  expect(isPassedThrough('A=1\nKEY=\n', 'KEY')).toBe(false);
});
