import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/core/app/settings.ts';
import { SettingsFile } from '../../src/core/app/settings-file.ts';

test.each([
  ['null', 'null'],
  ['a list', '[]'],
  ['another program’s file', '{"version":"9","theme":"dark"}'],
  ['a profile without a tenant', '{"version":1,"profiles":[{"id":"x","name":"work"}]}'],
  ['nothing', ''],
])('%s is set aside', async (_, content) => {
  const directory = await mkdtemp(join(tmpdir(), 'settings-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'settings.json');
  await writeFile(path, content);
  const setAside: string[] = [];
  const file = new SettingsFile(path, (name) => setAside.push(name));
  expect(await file.load()).toEqual(DEFAULT_SETTINGS);
  expect(setAside).toEqual([expect.stringContaining('settings.json.broken-')]);
  expect(await readFile(join(directory, setAside[0] as string), 'utf8')).toBe(content);
});
