import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemLocale } from '../../src/cli/locale.ts';
import { LANGUAGE_CODES, LANGUAGES, type Language, languageOf } from '../../src/shared/languages.ts';
import { LOADERS } from '../../src/shared/messages/index.ts';

const SOURCES = join(import.meta.dirname, '../../src');
const NARROW_SPACE = '\u202F';

type Translation = Exclude<Language, 'en'>;
type Flat = ReadonlyMap<string, string>;
const SPOKEN = await Promise.all(
  LANGUAGE_CODES.map(async (code): Promise<[Language, Flat]> => [code, flatten(await LOADERS[code]())]),
);
const english = new Map(SPOKEN).get('en') as Flat;
const TRANSLATIONS = SPOKEN.filter((spoken): spoken is [Translation, Flat] => spoken[0] !== 'en');

/** Names, and words that the language shares with English. */
const SAME_AS_ENGLISH: Readonly<Record<Translation, readonly string[]>> = {
  fr: [
    'app.name',
    'tray.minutes',
    'verify.clusters',
    'tools.names.dbt',
    'window.title',
    'window.claims.aud',
    'window.seconds',
    'window.setup.cloud',
    'cloud.public',
    'cloud.usgov',
    'cloud.china',
    'window.settings.version',
    'doctor.check.proxy',
    'doctor.check.tls',
    'doctor.check.variables',
    'doctor.level.ok',
    'doctor.placeholder.service',
  ],
  pt: [
    'app.name',
    'profileField.workspaceUrl',
    'tray.minutes',
    'copyFormat.raw',
    'verify.workspace',
    'verify.clusters',
    'verify.warehouses',
    'cli.statusToken',
    'cli.statusWorkspace',
    'tools.names.databrickscfg',
    'tools.names.dbt',
    'window.title',
    'window.history.offline',
    'window.seconds',
    'cloud.usgov',
    'cloud.china',
    'window.settings.token',
    'doctor.check.proxy',
    'doctor.check.tls',
    'doctor.check.workspace',
    'doctor.level.ok',
    'doctor.check.endpoint',
    'doctor.placeholder.host',
    'tools.holds.endpoint',
    'tools.holds.token',
  ],
};

/** Quotation marks that belong to the language. Commands keep their straight ones. */
const QUOTES: Readonly<Record<Language, { open: string; close: string; foreign: RegExp }>> = {
  en: { open: '“', close: '”', foreign: /[«»„‟]/ },
  fr: { open: `«${NARROW_SPACE}`, close: `${NARROW_SPACE}»`, foreign: /[“”„‟]/ },
  pt: { open: '“', close: '”', foreign: /[«»„‟]/ },
};

test.each(SPOKEN)('%s tells a page its language by the tag of the table', (code, messages) => {
  expect(messages.get('app.language')).toBe(LANGUAGES[code].locale);
  expect(languageOf(LANGUAGES[code].locale)).toBe(code);
});

const ofSystem = Intl.DateTimeFormat().resolvedOptions().locale;

// POSIX, 8.2: the first of these that is set and not empty.
test.each<[locale: string, language: Language, NodeJS.ProcessEnv]>([
  ['fr-FR', 'fr', { LC_ALL: 'fr_FR.UTF-8', LC_MESSAGES: 'de_DE.UTF-8', LANG: 'pt_BR.UTF-8' }],
  ['fr-CA', 'fr', { LC_ALL: '', LC_MESSAGES: 'fr_CA.UTF-8', LANG: 'pt_BR.UTF-8' }],
  ['pt-BR', 'pt', { LC_ALL: '', LC_MESSAGES: '', LANG: 'pt_BR.UTF-8' }],
  ['pt-PT', 'pt', { LANG: 'pt_PT' }],
  ['de-DE', 'en', { LC_ALL: 'de_DE@euro' }],
  ['en', 'en', { LC_ALL: 'C.UTF-8', LANG: 'fr_FR.UTF-8' }],
  ['en', 'en', { LANG: 'POSIX' }],
  [ofSystem, languageOf(ofSystem), { LC_ALL: '' }],
  [ofSystem, languageOf(ofSystem), { LC_ALL: 'no language' }],
])('%s, so %s, where the environment says %j', (locale, language, environment) => {
  expect(systemLocale(environment)).toBe(locale);
  expect(languageOf(locale)).toBe(language);
});

test.each(TRANSLATIONS)('%s has the keys of English, in its order', (_, messages) => {
  expect([...messages.keys()]).toEqual([...english.keys()]);
});

test.each(TRANSLATIONS)('%s has the parameters of English', (_, messages) => {
  expect(parametersOf(messages)).toEqual(parametersOf(english));
});

test.each(SPOKEN)('%s has no empty message', (_, messages) => {
  expect(keysWhere(messages, (text) => !text.trim())).toEqual([]);
});

test.each(TRANSLATIONS)('%s is equal to English only where it may be', (language, messages) => {
  const hasWords = (text: string) => /\p{L}/u.test(text.replace(/\{\{\w+\}\}/g, ''));
  const same = keysWhere(messages, (text, key) => hasWords(text) && text === english.get(key));
  expect(same.toSorted()).toEqual(SAME_AS_ENGLISH[language].toSorted());
});

test.each(TRANSLATIONS)('%s has no English word left in a sentence', (_, messages) => {
  expect(keysWhere(messages, (text) => /\b(the|and|with|your|this|from|was|were)\b/i.test(text))).toEqual([]);
});

test.each(TRANSLATIONS)('%s ends sentences, and leaves room at the edges, as English does', (_, messages) => {
  const edges = (text: string) => [/^\s*/, /\s*$/].map((edge) => edge.exec(text)?.[0]);
  const endsSentence = (text: string) => /[.?!]$/.test(text);
  const differing = keysWhere(messages, (text, key) => {
    const original = english.get(key) ?? '';
    return (
      endsSentence(text) !== endsSentence(original) || edges(text).join('|') !== edges(original).join('|')
    );
  });
  expect(differing).toEqual([]);
});

/** Or with the command to paste, which a full stop would spoil. */
test.each(SPOKEN)('%s says what to do next in whole sentences', (_, messages) => {
  const isNext = (key: string) => /^(failure|aadsts)\..*\.next$/.test(key);
  expect(
    keysWhere(messages, (text, key) => isNext(key) && !/(?:[.”»]|: entra-token.* --help)$/.test(text)),
  ).toEqual([]);
});

test.each(SPOKEN)('%s has no double spaces', (_, messages) => {
  expect(keysWhere(messages, (text) => /[ \u00A0\u202F]{2}/.test(text))).toEqual([]);
});

test.each(SPOKEN)('%s has no straight apostrophe', (_, messages) => {
  expect(keysWhere(messages, (text) => text.includes("'"))).toEqual([]);
});

test.each(SPOKEN)('%s quotes as its readers do', (language, messages) => {
  const { open, close, foreign } = QUOTES[language];
  const isWrong = (text: string) => {
    const prose = text.replaceAll(/"\{\{\w+\}\}"/g, '');
    const opened = prose.split(open).length;
    return (
      /"/.test(prose) ||
      foreign.test(prose) ||
      opened !== prose.split(close).length ||
      opened !== prose.split(open.charAt(0)).length ||
      opened !== prose.split(close.slice(-1)).length
    );
  };
  expect(keysWhere(messages, isWrong)).toEqual([]);
});

test('French has a narrow no-break space before ; : ! and ?', () => {
  // `/?o=` is an address.
  const tight = /(?<!\u202F)([;!]|\?(?!o=)|:(?=\s|$))/;
  expect(keysWhere(new Map(SPOKEN).get('fr') as Flat, (text) => tight.test(text))).toEqual([]);
});

test.each(SPOKEN.filter(([code]) => code !== 'fr'))('%s has no space before ; : ! and ?', (_, messages) => {
  expect(keysWhere(messages, (text) => /\s[;:!?]/.test(text))).toEqual([]);
});

test('every message is used', () => {
  const texts = sourceTexts();
  const literals = new Set(texts.flatMap((text) => matches(text, /['"]([\w.-]+)['"]/g)));
  const words = new Set(texts.flatMap((text) => matches(text, /\b(\w+(?:-\w+)*)\b/g)));
  const templates = [...new Set(texts.flatMap(templatesOf))].map(patternOf);
  const isUsed = (key: string) =>
    literals.has(key) ||
    templates.some((pattern) => {
      const filledIn = pattern.exec(key)?.[1];
      return filledIn !== undefined && words.has(filledIn);
    });
  expect([...english.keys()].filter((key) => !isUsed(key))).toEqual([]);
});

/** Every text by its key path, such as `failure.usage.title`. */
function flatten(tree: object, path = ''): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([name, value]: [string, unknown]): [string, string][] => {
      const key = path ? `${path}.${name}` : name;
      if (typeof value === 'string') return [[key, value]];
      if (typeof value !== 'object' || value === null) throw new Error(`${key} is no text`);
      return [...flatten(value, key)];
    }),
  );
}

function keysWhere(
  messages: ReadonlyMap<string, string>,
  isSo: (text: string, key: string) => boolean,
): string[] {
  return [...messages].filter(([key, text]) => isSo(text, key)).map(([key]) => key);
}

function parametersOf(messages: ReadonlyMap<string, string>): Record<string, string[]> {
  return Object.fromEntries(
    [...messages].map(([key, text]) => [key, [...new Set(matches(text, /\{\{(.*?)\}\}/g))].toSorted()]),
  );
}

/** All that is written in `src`, but for the messages themselves. */
function sourceTexts(): string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/messages[\\/](en|fr|pt)\.ts$/.test(file))
    .map((file) => readFileSync(join(SOURCES, file), 'utf8'));
}

/** Template strings with one part to fill in. One that is named first is put in where its name is used. */
function templatesOf(text: string): string[] {
  const named = text.matchAll(/const (\w+) = `([\w.]+\$\{[^`{}]+\})`/g);
  const whole = [...named].reduce(
    (sofar, [, name, template]) => sofar.replaceAll(`\${${name}}`, () => template ?? ''),
    text,
  );
  return matches(whole, /`([\w.]+\.\$\{[^`{}]+\}[\w.]*)`/g);
}

/** The keys that a template can become; what is filled in is one step of the path. */
function patternOf(template: string): RegExp {
  const [start = '', end = ''] = template.split(/\$\{[^`{}]+\}/).map((part) => part.replaceAll('.', '\\.'));
  return new RegExp(`^${start}([^.]+)${end}$`);
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}
