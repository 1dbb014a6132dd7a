import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { placeHelpers } from '../../src/core/tools/helpers/launchers.ts';

const { platform } = process;
afterEach(() => {
  Object.defineProperty(process, 'platform', { value: platform });
  vi.unstubAllEnvs();
});

test('on Windows a path of any characters is one that cmd reads, whatever its code page', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'helpers-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  Object.defineProperty(process, 'platform', { value: 'win32' });
  vi.stubEnv('LOCALAPPDATA', 'C:\\Users\\Zoë\\AppData\\Local');
  await placeHelpers(join(folder, 'helpers'), [
    'c:\\users\\Zoë\\AppData\\Local\\Programs\\100% Tray\\resources\\bin\\entra-token.cmd',
  ]);
  const lines = readFileSync(join(folder, 'helpers', 'azd.cmd'), 'utf8').split('\r\n');
  expect(lines.at(-2)).toBe(
    '"%LOCALAPPDATA%\\Programs\\100%% Tray\\resources\\bin\\entra-token.cmd" helper azd %*',
  );
  expect(lines.join('')).not.toMatch(/[^\x20-\x7e]/);
});

test('a folder that PATH would take for two is not made', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'helpers-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const placed = placeHelpers(join(folder, `a${delimiter}b`, 'helpers'), ['/usr/bin/entra-token']);
  await expect(placed).rejects.toMatchObject({ failure: { code: 'helpers_path_unfit' } });
  expect(readdirSync(folder)).toEqual([]);
});
