import { execFileSync } from 'node:child_process';
import { parseEnv } from 'node:util';
import { parse as parseDotenv } from 'dotenv';
import fc from 'fast-check';
import ini from 'ini';
import { describe, expect, test } from 'vitest';
import { readIni } from '../../src/core/profile/ini.ts';
import { formatToken } from '../../src/core/tools/format-token.ts';
import { isTokenText } from '../../src/shared/access-token.ts';
import { COPY_FORMAT_NAMES, type CopyFormat } from '../../src/shared/copy-formats.ts';
import { anyCharacter } from '../support/any-text.ts';
import { configparserPython, hasBash, readWithBash, readWithConfigparser } from './readers.ts';

/** Every form, with any token that is let in and any name, as the programs read it that it is for. */

const HOST = 'https://adb-1.2.azuredatabricks.net';
/** All that a token may hold, and more often what a reader might take for something else. */
const tokens = fc.string({
  unit: fc.oneof(fc.constantFrom(...'~+/=-._'), fc.stringMatching(/^[A-Za-z0-9]$/)),
  minLength: 1,
  maxLength: 40,
});
const names = fc.oneof(
  fc.string({ unit: anyCharacter, minLength: 1, maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom(...'a \'"`$()[];#=\\%!&|\n\r‘’\u201b\u202e'.split('')),
    minLength: 1,
    maxLength: 20,
  }),
);
/** What a shell, an INI file or PowerShell would take for something else. */
const HOSTILE_NAMES = [
  `a'b"c`,
  '$(touch /tmp/hostile) `id` $HOME %PATH%',
  'Büro – 東京 “prod” ‘x’',
  ']; [other] # ; = \\',
];
const cases = [
  ...fc.sample(fc.record({ token: tokens, name: names }), 80),
  ...HOSTILE_NAMES.map((name) => ({ token: 'eyJ0.eyJh.c2ln', name })),
];

function printed(format: CopyFormat): string[] {
  return cases.map(({ token, name }) => {
    const profile = { name, workspaceUrl: HOST, workspaceResourceId: name };
    return formatToken(format, { secret: token, expiresOn: 1e12, tenantId: 't', profile });
  });
}
const wanted = cases.map(({ token }) => token);
const variables = wanted.map((token) => ({ DATABRICKS_HOST: HOST, DATABRICKS_TOKEN: token }));

test('the sample is of tokens', () => {
  expect(wanted.every(isTokenText)).toBe(true);
});

describe('is read back', () => {
  test('plain, and as JSON', () => {
    expect(printed('raw')).toEqual(wanted);
    expect(printed('bearer')).toEqual(wanted.map((token) => `Bearer ${token}`));
    expect(printed('json').map((text) => JSON.parse(text).accessToken)).toEqual(wanted);
    expect(printed('jdbc').map((text) => /;Auth_AccessToken=([^;]*);/.exec(text)?.[1])).toEqual(wanted);
  });

  test.runIf(hasBash)('by bash', () => {
    for (const format of ['bash', 'dotenv'] as const) {
      expect(readWithBash(printed(format), 'DATABRICKS_TOKEN'), format).toEqual(wanted);
      expect(readWithBash(printed(format), 'DATABRICKS_HOST'), format).toEqual(wanted.map(() => HOST));
    }
  });

  test('by readers of .env', () => {
    expect(printed('dotenv').map((text) => ({ ...parseDotenv(text) }))).toEqual(variables);
    expect(printed('dotenv').map((text) => ({ ...parseEnv(text) }))).toEqual(variables);
  });

  test('by docker, which takes every character behind the sign for the value', () => {
    const read = (text: string) =>
      Object.fromEntries(text.split('\n').map((line) => line.split(/=(.*)/s, 2)));
    const plain = printed('dotenv').filter((_, index) => !wanted[index]?.includes('~'));
    expect(plain.length).toBeGreaterThan(10);
    expect(plain.map(read)).toEqual(
      variables.filter(({ DATABRICKS_TOKEN }) => !DATABRICKS_TOKEN.includes('~')),
    );
  });

  test('by PowerShell and the Command Prompt, where nothing in the lines means anything to them', () => {
    const lines = (format: CopyFormat) => printed(format).map((text) => text.split('\n'));
    expect(lines('powershell')).toEqual(
      wanted.map((token) => [`$env:DATABRICKS_HOST = '${HOST}'`, `$env:DATABRICKS_TOKEN = '${token}'`]),
    );
    expect(lines('cmd')).toEqual(
      wanted.map((token) => [`set "DATABRICKS_HOST=${HOST}"`, `set "DATABRICKS_TOKEN=${token}"`]),
    );
    for (const token of wanted) expect(token).not.toMatch(/['"‘’\u201b%^!]/);
  });

  test('by the readers of .databrickscfg: one section, and nothing beside it', () => {
    const found = wanted.map((token) => [{ host: HOST, token }]);
    const texts = printed('databrickscfg');
    expect(texts.map((text) => Object.values(ini.parse(text)))).toEqual(found);
    expect(
      texts.map((text) => [...readIni(text).values()].map((values) => Object.fromEntries(values))),
    ).toEqual(found);
    if (!configparserPython) return;
    const python = readWithConfigparser(texts).map((reading) => {
      const { DEFAULT: _, ...sections } = 'sections' in reading ? reading.sections : {};
      return Object.values(sections);
    });
    expect(python).toEqual(found);
  });

  test('by the readers of .databrickscfg, where the profile is named as the section that is in all others', () => {
    const profile = { name: 'DEFAULT', workspaceUrl: HOST };
    const text = formatToken('databrickscfg', { secret: 'eyJ', expiresOn: 1e12, tenantId: 't', profile });
    expect(Object.values(ini.parse(text))).toEqual([{ host: HOST, token: 'eyJ' }]);
    if (!configparserPython) return;
    const [read] = readWithConfigparser([text]);
    const sections = read && 'sections' in read ? Object.values(read.sections) : [];
    expect(sections.filter((values) => Object.keys(values).length > 0)).toEqual([
      { host: HOST, token: 'eyJ' },
    ]);
  });

  test('the forms that name a workspace are none without one', () => {
    const token = { secret: 'eyJ', expiresOn: 1e12, tenantId: 't', profile: { name: 'work' } };
    for (const format of ['databrickscfg', 'curl', 'jdbc'] as const) {
      expect(() => formatToken(format, token), format).toThrow('workspace_missing');
    }
  });

  test.runIf(hasBash)('by curl: the header by standard input, and arguments in which no token is', () => {
    // A line is what `-H @-` reads, and a program for each would take its time.
    const stub = `curl() { printf '%s\\0' "$@"; local all; IFS= read -rd '' all; printf '%s\\0\\0' "$all"; }`;
    // A name with a NUL is none that a shell could be given.
    const texts = printed('curl').map((text) => text.replaceAll('\0', ''));
    const shown = execFileSync('bash', ['--norc', '-s'], {
      input: `${stub}\n${texts.join('\n')}\n`,
      maxBuffer: 2 ** 26,
    })
      .toString()
      .split('\0\0')
      .slice(0, -1)
      .map((text) => text.split('\0'));
    expect(shown.map((parts) => parts.at(-1))).toEqual(
      wanted.map((token) => `Authorization: Bearer ${token}\n`),
    );
    for (const [index, parts] of shown.entries()) {
      expect(parts.slice(0, 2)).toEqual(['-H', '@-']);
      expect(parts.at(-2)).toBe(`${HOST}/api/2.0/preview/scim/v2/Me`);
      const token = wanted[index] ?? '';
      // A short one is part of anything.
      if (token.length > 12) expect(parts.slice(0, -1).join(' ')).not.toContain(token);
    }
  });
});

test('no other text is a token, whatever form it is for', () => {
  const others = fc
    .string({ unit: anyCharacter, minLength: 1 })
    .filter((text) => !/^[A-Za-z0-9._~+/=-]+$/.test(text));
  fc.assert(
    fc.property(others, (text) => {
      expect(isTokenText(text)).toBe(false);
    }),
  );
  fc.assert(
    fc.property(tokens, fc.constantFrom('\n', '\r', '"', "'", '&', ' ', '\0', '%', '$'), (token, extra) => {
      for (const text of [token + extra, extra + token, '']) expect(isTokenText(text)).toBe(false);
    }),
  );
  expect(COPY_FORMAT_NAMES).toHaveLength(10);
});

test('a workspace behind a shared host is named by its ID in every form that names a workspace', () => {
  const profile = { name: 'work', workspaceUrl: 'https://acme.azuredatabricks.net', workspaceId: '123' };
  const token = { secret: 'eyJ', expiresOn: 1e12, tenantId: 't', profile };
  expect(formatToken('bash', token)).toContain("export DATABRICKS_WORKSPACE_ID='123'\n");
  expect(formatToken('powershell', token)).toContain("$env:DATABRICKS_WORKSPACE_ID = '123'\n");
  expect(formatToken('cmd', token)).toContain('set "DATABRICKS_WORKSPACE_ID=123"\n');
  expect(ini.parse(formatToken('databrickscfg', token)).work).toEqual({
    host: profile.workspaceUrl,
    workspace_id: '123',
    experimental_is_unified_host: true,
    token: 'eyJ',
  });
  const jdbc =
    'jdbc:databricks://acme.azuredatabricks.net:443/default;transportMode=http;ssl=1;AuthMech=11;Auth_Flow=0;Auth_AccessToken=eyJ';
  expect(formatToken('jdbc', token)).toBe(`${jdbc};http.header.x-databricks-org-id=123;httpPath=`);
  expect(formatToken('jdbc', { ...token, httpPath: '/sql/1.0/warehouses/a' })).toBe(
    `${jdbc};httpPath=/sql/1.0/warehouses/a?o=123`,
  );
});
