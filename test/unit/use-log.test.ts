import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { programName, recentUses, recordUse } from '../../src/core/endpoint/use-log.ts';

const HOUR_MS = 60 * 60 * 1000;
let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'uses-'));
  file = join(directory, 'activity.jsonl');
});
afterEach(() => {
  chmodSync(directory, 0o700);
  rmSync(directory, { recursive: true, force: true });
});

const use = (program: string, at = Date.now()) => ({ at, program, profile: 'p' });
const programs = (now = Date.now()) => recentUses(file, now).map(({ program }) => program);

test('several processes write at once, and one is killed while it does: no line of the others is lost', async () => {
  const start = (name: string, count = '') =>
    spawn(process.execPath, [join(import.meta.dirname, 'use-worker.ts'), file, name, count], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const others = ['a', 'b'].map((name) => start(name, '300'));
  const ends = others.map((child) => once(child, 'exit'));
  const killed = start('killed');
  await once(killed.stdout, 'data');
  killed.kill('SIGKILL');
  // What a kill can leave: a part of a line.
  appendFileSync(file, '\n{"at":1,"prog');
  await Promise.all(ends);
  await recordUse(file, use('last/1'));
  const found = new Set(programs());
  for (const name of ['a', 'b'])
    for (let index = 0; index < 300; index++) expect(found).toContain(`${name}/${index}`);
  expect(found).toContain('last/1');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('it is kept for a day, and never grows beyond its bounds', async () => {
  const now = Date.now();
  await recordUse(file, use('yesterday', now - 25 * HOUR_MS));
  await recordUse(file, use('last-night', now - 23 * HOUR_MS));
  utimesSync(file, new Date(), new Date(now - 23 * HOUR_MS));
  await recordUse(file, use('today', now));
  expect(programs(now)).toEqual(['today', 'last-night']);
  await recordUse(file, use('later', now + 1));
  expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(1);
  for (let index = 0; index < 4_000; index++)
    await recordUse(file, use(`program-${index}/${'x'.repeat(60)}`));
  const sizes = readdirSync(directory).map((name) => statSync(join(directory, name)).size);
  expect(sizes).toHaveLength(2);
  for (const size of sizes) expect(size).toBeLessThan(132 * 1024);
  expect(programs()[0]).toContain('program-3999/');
  expect(programs().length).toBeGreaterThan(1_000);
});

test('who still writes of the day before at midnight takes nothing from the new day', async () => {
  const midnight = new Date().setHours(24, 0, 0, 0);
  await recordUse(file, use('last-night', midnight - 2));
  utimesSync(file, new Date(), new Date(midnight - 2));
  await recordUse(file, use('early', midnight + 1));
  await recordUse(file, use('early-too', midnight + 2));
  utimesSync(file, new Date(), new Date(midnight + 2));
  await recordUse(file, use('late', midnight - 1));
  expect(programs(midnight + 3)).toEqual(['early-too', 'early', 'late', 'last-night']);
});

test('rubbish, a foreign file and a folder that cannot be written cost nobody anything', async () => {
  writeFileSync(
    file,
    'not json\n{}\n[]\nnull\n{"at":"1","program":1}\n{"at":1e999,"program":"x","profile":"p"}\n',
  );
  await recordUse(file, use('one'));
  expect(programs()).toEqual(['one']);
  rmSync(file);
  const target = join(directory, 'elsewhere');
  writeFileSync(target, '');
  symlinkSync(target, file);
  await recordUse(file, use('two'));
  expect(readFileSync(target, 'utf8')).toBe('');
  expect(programs()).toEqual([]);
  await recordUse(join(directory, 'missing', 'activity.jsonl'), use('three'));
  expect(recentUses(join(directory, 'missing', 'activity.jsonl'), Date.now())).toEqual([]);
});

test('a program is called by its first product, on one line, short, and never by a secret', () => {
  const names = {
    'terraform/1.5.0 databricks-sdk-go/0.2.0 go/1.21 os/linux': 'terraform/1.5.0',
    'Code Helper (Renderer)': 'Code Helper (Renderer)',
    node: 'node',
    '': 'unknown',
    'a\r\nb\u202e\u0007c': 'a b c',
    [`evil/${'x'.repeat(500)}`]: `evil/${'x'.repeat(59)}`,
    'Bearer abcdefgh12345678': 'Bearer [secret]',
  };
  for (const [text, name] of Object.entries(names)) expect(programName(text)).toBe(name);
  const token = `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.${'c'.repeat(20)}`;
  for (const text of [token, `x/${token}`, `x token=${token}`])
    expect(programName(text)).not.toContain('aaaa');
  expect(programName(undefined)).toBe('unknown');
});
