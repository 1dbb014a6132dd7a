import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadHelpWords } from '../../src/cli/help/index.ts';
import { LANGUAGE_CODES, type Language } from '../../src/shared/languages.ts';
import { LOADERS } from '../../src/shared/messages/index.ts';

/** Words of other dialects, other decades and other programs, for which docs/terminology.md has the right ones. */
const AVOIDED: Readonly<Record<Language, RegExp>> = {
  en: /cancelled|ctrl-|multi-factor|\blog ?in to (?:entra|azure|microsoft)|azure ad\b|\baad\b|token refreshing/i,
  fr: /ctrl-|multi-facteur|rafra[iî]ch|\bendpoint\b|\btenant\b|s’authentifier|affirmation|\bclaims?\b/i,
  pt: /ctrl-|multi-?fatores|inquilino|\blogon\b|ficheiro|palavra-passe|reivindica|\bclaims?\b|renovação do token/i,
};

/** What is typed, and what a portal's button says in English, is no prose. */
function prose(text: string): string {
  return text
    .replace(/[“«]\s*entra-token[^”»]*[”»]|`[^`]*`/g, '')
    .replace(/entra-token [\w -]+/g, '')
    .replace(/--[a-z-]+|\w+\.json/g, '')
    .replace(/\{\{[^}]*\}\}/g, '');
}

function texts(value: object): string[] {
  return Object.values(value).flatMap((part) => (typeof part === 'string' ? [part] : texts(part)));
}

test.each(LANGUAGE_CODES)('%s speaks the field’s language', async (code) => {
  const said = [...texts(await LOADERS[code]()), ...Object.values(await loadHelpWords(code))];
  expect(said.filter((text) => AVOIDED[code].test(prose(text)))).toEqual([]);
});

test('the terms of the table are those of the messages', async () => {
  const rows = readFileSync('docs/terminology.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const all = new Map<Language, string>();
  for (const code of LANGUAGE_CODES) {
    all.set(
      code,
      [...texts(await LOADERS[code]()), ...Object.values(await loadHelpWords(code))].join('\n').toLowerCase(),
    );
  }
  // Terms that people meet in every language of the program.
  for (const term of [
    'app registration',
    'application (client) ID',
    'Conditional Access',
    'correlation ID',
    'device code',
    'multifactor authentication',
    'redirect URI',
    'refresh token',
    'sign-in frequency',
    'tenant',
    'workspace',
    'keyring',
    'local endpoint',
    'clipboard',
  ]) {
    const row = rows.find(([, english = '']) => english === term);
    expect(row, term).toBeDefined();
    const [, en = '', fr = '', pt = ''] = row ?? [];
    for (const [code, word] of [
      ['en', en],
      ['fr', fr],
      ['pt', pt],
    ] as const) {
      expect(all.get(code), `${code}: ${word}`).toContain(word.toLowerCase());
    }
  }
});
