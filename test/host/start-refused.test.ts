import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { MAIN_ENTRY } from '../support/paths.ts';

const REGISTER = new URL('./register.ts', import.meta.url).href;
const place = mkdtempSync(join(tmpdir(), 'start-refused-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Runs something on the desktop host, to its end. */
function run(args: readonly string[], environment: Readonly<Record<string, string>>) {
  return spawnSync(process.execPath, ['--import', REGISTER, ...args], {
    env: { ...process.env, LANG: 'en', HOST_PROFILE_DIR: place, ...environment },
    encoding: 'utf8',
  });
}

test('the tray that has no usable folder says so in its own words, and ends', () => {
  const file = join(place, 'file');
  writeFileSync(file, 'x');
  const { status, stderr } = run([MAIN_ENTRY], { ENTRA_TOKEN_HOME: file });
  expect(status, stderr).toBe(1);
  expect(stderr).toMatch(/error box.* folder cannot be used.*ENOTDIR/);
  expect(stderr).not.toMatch(/\n {4}at /);
});

test.runIf(process.platform === 'linux')(
  'what runs at the next login is nobody else’s to write, whatever the umask',
  () => {
    const module = pathToFileURL(join(import.meta.dirname, '../../src/main/login-item.ts')).href;
    const script = `process.umask(0); await (await import(${JSON.stringify(module)})).setLoginItem(true); process.exit(0)`;
    const { status, stderr } = run(['--input-type=module', '--eval', script], {
      XDG_CONFIG_HOME: join(place, 'config'),
    });
    expect(status, stderr).toBe(0);
    const mode = (name: string) => statSync(join(place, 'config', name)).mode & 0o777;
    expect(mode('autostart/entra-token-tray.desktop')).toBe(0o600);
    expect(mode('autostart')).toBe(0o700);
  },
);
