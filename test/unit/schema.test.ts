import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { parseCache } from '../../src/core/entra/cache/cache-content.ts';
import { examine, finite, guid, integer, notList, uuid } from '../../src/core/platform/schema.ts';
import { profileFromDraft } from '../../src/core/profile/profile.ts';
import type { FailureError } from '../../src/shared/failures.ts';

const SECRET = 'eyJhbGciOiJub25lIn0.cGxhbnRlZA.c2VjcmV0';

test.each<[schema: v.GenericSchema, expected: string]>([
  [v.boolean(), 'expected boolean'],
  [finite, 'expected number'],
  [uuid, 'expected UUID'],
  [guid, 'expected GUID'],
  [v.literal(1), 'expected 1'],
  [v.picklist(['copy', 'open']), 'expected ("copy" | "open")'],
  [v.union([v.boolean(), finite]), 'expected (boolean | number)'],
  [v.array(v.string()), 'expected Array'],
  [notList(v.object({})), 'expected Object'],
  [v.pipe(v.string(), v.maxLength(3)), 'expected length <=3'],
  [v.pipe(v.string(), v.regex(/^a/, 'expected an a')), 'expected an a'],
  [
    v.pipe(
      v.string(),
      v.check(() => false),
    ),
    'not valid',
  ],
  [v.variant('kind', [v.object({ kind: v.literal('a') })]), 'expected Object'],
])('what is wrong is said by what was expected, never by what is there: %#', (schema, expected) => {
  const { wrong } = examine(v.object({ part: schema }), { part: SECRET });
  expect(wrong).toEqual([{ path: ['part'], expected }]);
});

test('a key that is missing, one that is unknown, and an empty text are told apart', () => {
  const schema = v.strictObject({ a: v.string(), b: v.pipe(v.string(), v.nonEmpty()) });
  expect(examine(schema, { b: '', [SECRET]: SECRET }).wrong).toEqual([
    { path: ['a'], expected: 'missing' },
    { path: ['b'], expected: 'empty' },
    { path: [], expected: 'unknown key' },
  ]);
});

test.each<[what: string, schema: v.GenericSchema, good: unknown[], bad: unknown[]]>([
  ['a number', finite, [0, -1.5, 1e21], [Number.NaN, Infinity, -Infinity, '1', null]],
  ['an integer', integer, [0, -1, 2 ** 53 - 1], [1.5, 2 ** 53, 1e21, Infinity, Number.NaN]],
  [
    'a GUID',
    guid,
    ['72F988BF-86F1-01AF-01AB-2D7CD011DB47', '00000000-0000-0000-0000-000000000000'],
    ['', ' 72f988bf-86f1-01af-01ab-2d7cd011db47', '72f988bf86f101af01ab2d7cd011db47'],
  ],
  [
    'a UUID',
    uuid,
    ['00000000-0000-0000-0000-000000000000', '11111111-1111-4111-8111-11111111111A'],
    ['72f988bf-86f1-01af-01ab-2d7cd011db47', '11111111-1111-4111-8111-111111111111\n'],
  ],
  ['an object', notList(v.object({ a: v.optional(v.string()) })), [{}, { b: 1 }], [[], [1], null, 'x']],
])('%s', (_, schema, good, bad) => {
  for (const value of good) expect(examine(schema, value).wrong, String(value)).toBeUndefined();
  for (const value of bad) expect(examine(schema, value).wrong, String(value)).toBeDefined();
});

test.each(['[]', '{"Account":[]}', '{"IdToken":{"a":[]}}', '{"EntraTokenTray":[]}', '{"other":{}}'])(
  'not a token cache: %s',
  (text) => {
    expect(parseCache(text)).toBeUndefined();
  },
);

test('a draft names every field that cannot be right, once', () => {
  const draft = { name: '', clientId: 'x', tenantId: 'common', cloud: { authorityHost: 'a/b' } };
  const failure = (() => {
    try {
      return profileFromDraft(draft);
    } catch (error) {
      return (error as FailureError).failure;
    }
  })();
  expect(failure).toMatchObject({
    code: 'profile_invalid',
    fields: ['name', 'cloud', 'tenantId', 'clientId'],
  });
});

test('only `examine` asks valibot, which repeats in its own words what it was given', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  const asking = files.filter((name) =>
    /\bv\.(?:parse|parser|safeParse|safeParser|assert|is|summarize|ValiError)\b|import (?:type )?\{.*'valibot'|~(?:standard|run)/.test(
      readFileSync(join('src', name), 'utf8'),
    ),
  );
  expect(asking).toEqual([join('core', 'platform', 'schema.ts')]);
});
