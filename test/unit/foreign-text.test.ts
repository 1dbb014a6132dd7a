import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkedAnswer, checkedMetadata } from '../../src/core/entra/answers.ts';
import { tokenClaims } from '../../src/core/entra/token-claims.ts';
import { parseForeignJson } from '../../src/core/platform/foreign-json.ts';
import { proxyFor } from '../../src/core/platform/proxy.ts';
import { formatToken } from '../../src/core/tools/format-token.ts';
import { COPY_FORMAT_NAMES } from '../../src/shared/copy-formats.ts';
import { FailureError } from '../../src/shared/failures.ts';
import { loadTranslate } from '../../src/shared/messages/index.ts';
import { plainText } from '../../src/shared/plain-text.ts';
import { anyAddress, anyCharacter } from '../support/any-text.ts';

const URL_OF_TOKENS = 'https://login.example.com/tenant/oauth2/v2.0/token';

/** Texts that mean something to shells, INI files, terminals and readers, among all others. */
const hostile = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc.string({
    unit: fc.constantFrom('a', '"', "'", '\n', '\r', '&', '%', '$', '`', ';', '\\', '\u2028', '\u202e', ' '),
  }),
  fc.string({ unit: fc.constantFrom(...'AZaz09._~+/=-') }),
);

/** What `work` returns, or the failure's code; any other error is a defect. */
function outcome<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof FailureError) return error.failure.code;
    throw error;
  }
}

test('whatever is let in as a token comes out of every format on its own line, with nothing to escape', () => {
  const profile = { name: 'work', workspaceUrl: 'https://adb-1.2.azuredatabricks.net' };
  const plain = { secret: 'A', expiresOn: 1e12, tenantId: 't', profile };
  fc.assert(
    fc.property(hostile, (access_token) => {
      const answer = outcome(() => checkedAnswer(URL_OF_TOKENS, { access_token, expires_in: 3600 }));
      const isToken = /^[A-Za-z0-9._~+/=-]+$/.test(access_token);
      expect(answer).toEqual(isToken ? expect.objectContaining({ access_token }) : 'answer_unusable');
      if (!isToken) return;
      for (const format of COPY_FORMAT_NAMES) {
        const text = formatToken(format, { ...plain, secret: access_token });
        // The same text as for a token of one letter: nothing is quoted, added or broken.
        expect(text.split(access_token).join('A').length).toBeLessThanOrEqual(text.length);
        expect(text.split('\n')).toHaveLength(formatToken(format, plain).split('\n').length);
        expect(text).toContain(access_token);
      }
    }),
  );
});

test('an answer of any form is taken or refused, never a defect; what is taken has sane dates', () => {
  const part = fc.oneof(
    fc.jsonValue(),
    hostile,
    fc.double(),
    fc.constantFrom(3600, '3600', 'Bearer', 'AAAA'),
  );
  const answers = fc.record(
    {
      access_token: fc.oneof(fc.constant('A.B.C'), part),
      token_type: part,
      expires_in: fc.oneof(fc.constant(3600), fc.double(), part),
      refresh_in: part,
      ext_expires_in: part,
      refresh_token: part,
      id_token: part,
      client_info: part,
      device_code: part,
      error: part,
      correlation_id: part,
    },
    { requiredKeys: ['access_token', 'expires_in'] },
  );
  fc.assert(
    fc.property(answers, (body) => {
      const taken = outcome(() => checkedAnswer(URL_OF_TOKENS, body));
      if (typeof taken === 'string') {
        expect(taken).toBe('answer_unusable');
        return;
      }
      const { expires_in, refresh_in, error, correlation_id } = taken as Record<string, unknown>;
      if (error !== undefined) {
        expect(String(correlation_id)).toMatch(/^(undefined|[0-9a-f-]{36})$/i);
        return;
      }
      expect(Number.isInteger(expires_in)).toBe(true);
      expect(() => new Date(Date.now() + Number(expires_in) * 1000).toISOString()).not.toThrow();
      if (refresh_in !== undefined) expect(refresh_in).toBeLessThanOrEqual(expires_in as number);
    }),
    { numRuns: 500 },
  );
});

test('a token of any length that Entra’s have is taken, and none that is longer', () => {
  for (const part of ['access_token', 'refresh_token']) {
    const answer = (length: number) => ({ access_token: 'A', expires_in: 3600, [part]: 'A'.repeat(length) });
    expect(outcome(() => checkedAnswer(URL_OF_TOKENS, answer(16_384)))).toHaveProperty(part);
    expect(outcome(() => checkedAnswer(URL_OF_TOKENS, answer(16_385)))).toBe('answer_unusable');
  }
});

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const deep = JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`);

test.each<[part: string, value: unknown]>([
  ['access_token', 'eyJ"; touch x; "'],
  ['access_token', 'eyJ&calc.exe'],
  ['access_token', ''],
  ['access_token', {}],
  ['token_type', 'pop'],
  ['expires_in', -5],
  ['expires_in', 'soon'],
  ['expires_in', undefined],
  ['refresh_token', 'a\nb'],
  ['refresh_token', ['a']],
  ['id_token', `a.${base64url({ name: {} })}.c`],
  ['id_token', `a.${base64url({ tid: 'a\nb' })}.c`],
  ['id_token', `a.${base64url({ x: deep })}.c`],
  ['client_info', base64url({ uid: '../x', utid: 'y' })],
])('an answer with %s %j is none', (part, value) => {
  const body = { access_token: 'A', expires_in: 3600, [part]: value };
  expect(() => checkedAnswer(URL_OF_TOKENS, body)).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'answer_unusable', cause: part }) }),
  );
});

test.each<[part: string, value: unknown]>([
  ['verification_uri', 'http://microsoft.com/devicelogin'],
  ['verification_uri', 'https://microsoft.com:8443/devicelogin'],
  ['verification_uri', 'https://login.example.org/device'],
  ['user_code', 'A 1'],
  ['expires_in', 1e15],
])('a device code with %s %j is none', (part, value) => {
  const body = {
    device_code: 'x',
    user_code: 'ABC123',
    verification_uri: 'https://login.microsoft.com/device',
    expires_in: 900,
  };
  expect(checkedAnswer(URL_OF_TOKENS, body)).toMatchObject({ ...body, interval: 5 });
  expect(() => checkedAnswer(URL_OF_TOKENS, { ...body, [part]: value })).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'answer_unusable', cause: part }) }),
  );
});

test.each([
  ['https://MICROSOFT.com\\@evil.example/', 'https://microsoft.com/@evil.example/'],
  ['https://microsoft.com/a b\nOpen https://evil', 'https://microsoft.com/a%20bOpen%20https://evil'],
])('a device code’s page is shown as it was checked: %j', (verification_uri, shown) => {
  const body = { device_code: 'x', user_code: 'ABC123', verification_uri, expires_in: 900 };
  expect(checkedAnswer(URL_OF_TOKENS, body)).toMatchObject({ verification_uri: shown });
});

test('metadata leads to its own authority only', () => {
  const address = fc.oneof(anyAddress({ schemes: ['http', 'https', 'ftp'] }), hostile, fc.jsonValue());
  fc.assert(
    fc.property(address, (token_endpoint) => {
      expect(outcome(() => checkedMetadata(URL_OF_TOKENS, { token_endpoint }))).toBe('authority_unusable');
    }),
  );
  const own = { token_endpoint: 'https://login.example.com/x', issuer: 'https://sts.example.net/' };
  expect(checkedMetadata(URL_OF_TOKENS, own)).toBe(own);
});

test('a name comes out on one line, readable and in its own order; a plain one as it is', () => {
  fc.assert(
    fc.property(hostile, (name) => {
      const shown = plainText(name);
      expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      expect(shown.isWellFormed()).toBe(true);
      expect(plainText(shown)).toBe(shown);
    }),
  );
  for (const name of ['Zoë Müller', '山田 太郎', 'עומר', 'نور', '👩‍💻 Ops', 'O’Neil "Bo"'])
    expect(plainText(name)).toBe(name);
});

test('whatever a message is given, it stays one line of ours; spaces that were given stay', async () => {
  const t = await loadTranslate('en');
  const plain = t('cli.ignored', { variable: '' });
  fc.assert(
    fc.property(hostile, (variable) => {
      const said = t('cli.ignored', { variable });
      expect(said.startsWith(plain)).toBe(true);
      expect(plainText(said)).toBe(said.trim());
    }),
  );
  expect(t('cli.ignored', { variable: ' a b' })).toBe(`${plain} a b`);
});

test('JSON of any kind is read as JSON.parse reads it, unless it nests deep', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), (text) => {
      expect(parseForeignJson(text)).toEqual(JSON.parse(text));
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      const quoted = JSON.stringify(`[{"\\${text}`.repeat(100));
      expect(parseForeignJson(quoted)).toEqual(JSON.parse(quoted));
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 66, max: 5_000 }), fc.boolean(), (depth, isList) => {
      const [open, close] = isList ? ['[', ']'] : ['{"a":', '}'];
      const text = `${open.repeat(depth)}1${close.repeat(depth)}`;
      expect(parseForeignJson(text)).toBeUndefined();
      expect(tokenClaims(`a.${Buffer.from(`{"x":${text}}`).toString('base64url')}.c`)).toBeUndefined();
    }),
    { numRuns: 20 },
  );
});

test('what nests two million deep is refused before it is parsed, which would take seconds', () => {
  const before = process.cpuUsage();
  expect(parseForeignJson(`{"a":${'['.repeat(2e6)}${']'.repeat(2e6)}}`)).toBeUndefined();
  expect(process.cpuUsage(before).user).toBeLessThan(1e6);
});

test('a proxy variable that is no address is a failure that repeats nothing of it', () => {
  const target = new URL('https://login.example.com/');
  fc.assert(
    fc.property(hostile, (text) => {
      expect(() => proxyFor(target, { HTTPS_PROXY: `me:hush/${text}` })).toThrow(
        expect.objectContaining({
          failure: expect.objectContaining({
            code: 'proxy_unusable',
            cause: 'not an address',
            params: { variable: 'HTTPS_PROXY' },
          }),
        }),
      );
    }),
  );
});
