import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Settings } from '../../src/core/app/settings.ts';
import { Profile } from '../../src/core/profile/profile.ts';

const reference = readFileSync('docs/settings.md', 'utf8');

/** What stands in code in the first column of a section's tables. */
function named(heading: string): string[] {
  const section = reference.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const firstCells = section.split('\n').flatMap((line) => /^\|([^|]+)\|/.exec(line)?.[1] ?? []);
  return firstCells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string));
}

/** The environment variables that the program asks for by name. */
function variablesRead(): Set<string> {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  const source = files.map((name) => readFileSync(join('src', name), 'utf8')).join('\n');
  const asked = [...source.matchAll(/\b(?:process\.env|environment)\.([A-Z][A-Z_0-9]*)/g)];
  const taken = [...source.matchAll(/\{([^{}]*)\}\s*=\s*(?:process\.env|environment)\b/g)];
  return new Set([
    ...asked.map(([, name]) => name as string),
    ...taken.flatMap(([, names = '']) => names.match(/\b[A-Z][A-Z_0-9]*\b/g) ?? []),
  ]);
}

test('the reference names every key of settings.json, and no other', () => {
  expect(named('settings.json').toSorted()).toEqual(Object.keys(Settings.entries).toSorted());
});

test('the reference names every key of a profile, and no other', () => {
  expect(named('A profile').toSorted()).toEqual(Object.keys(Profile.entries).toSorted());
});

test('the reference names every environment variable that the program asks for', () => {
  const read = variablesRead();
  expect(read).toContain('ENTRA_TOKEN_HOME');
  expect(named('Environment variables')).toEqual(expect.arrayContaining([...read]));
});
