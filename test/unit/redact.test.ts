import { expect, test } from 'vitest';
import { redact, withoutSecrets } from '../../src/core/platform/redact.ts';

const JWT = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiIyZmY4MTRhNiJ9.c2lnbmF0dXJl_-x';
const REFRESH = '1.AVwAGF0dGhpcy1pcy1ub3QtYS1yZWFsLXRva2Vu.AQABAwEAAAApTwJm';

test.each([
  ['a bare token', `got ${JWT}`, JWT],
  ['a token cut short', `got ${JWT.slice(0, 60)}`, JWT.slice(0, 60)],
  ['a header', `Authorization: Bearer ${JWT}`, JWT],
  ['an opaque bearer', 'authorization: Bearer abcdef1234567890', 'abcdef1234567890'],
  ['a refresh token', `refresh ${REFRESH} end`, REFRESH],
  ['a form', `grant_type=refresh_token&refresh_token=${REFRESH}&x=1`, REFRESH],
  ['a password in a form', 'username=a&password=p%40ss&x=1', 'p%40ss'],
  ['JSON', `{"access_token":"${JWT}","expires_in":3600}`, JWT],
  ['JSON of an unknown token', '{"refresh_token": "opaque-and-unknown"}', 'opaque-and-unknown'],
  ['a callback', 'GET /?code=0abc123&state=xyz987', '0abc123'],
  ['JSON within JSON', '{"body":"{\\"refresh_token\\":\\"opaque-and-unknown\\"}"}', 'opaque-and-unknown'],
  ['camel case', 'refreshToken: opaque-and-unknown', 'opaque-and-unknown'],
  ['an encoded parameter', 'redirect=%2F%3Fcode%3D0abc123', '0abc123'],
  ['a proxy with a password', 'via http://user:p4ss@proxy:8080', 'p4ss'],
  ['a header in JSON', '{"authorization":"Basic dXNlcjpwYXNz"}', 'dXNlcjpwYXNz'],
  ['its state', 'GET /?code=0abc123&state=xyz987', 'xyz987'],
])('%s leaves the log', (_, line, secret) => {
  expect(redact(line)).not.toContain(secret);
});

test('what is no secret stays readable', () => {
  const line =
    '[silent] [work] failed after 12 ms: {"code":"sign_in_needed","cause":"invalid_grant","aadsts":70043}';
  expect(redact(line)).toContain('70043');
  expect(redact(line)).toContain('failed after 12 ms');
  expect(redact(line)).toContain('invalid_grant');
});

test('a secret of any characters is left out whole, in every form in which an answer repeats it', () => {
  const password = 'pa;ss "w}ord,x\\y&z=1%';
  const lowerCase = encodeURIComponent(password).replace(/%../g, (code) => code.toLowerCase());
  for (const told of [
    `password=${password}`,
    JSON.stringify({ body: JSON.stringify({ password }) }),
    JSON.stringify({ password }),
    `https://x/?p=${encodeURIComponent(password)}`,
    `p=${lowerCase}`,
    new URLSearchParams({ password }).toString(),
  ])
    expect(withoutSecrets(told, ['', 'pa', password]), told).not.toMatch(/w(\}|%7d)ord|y(&|%26)z/i);
});
