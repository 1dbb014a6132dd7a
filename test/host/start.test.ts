import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { MAIN_ENTRY } from '../support/paths.ts';
import { launchHostDesktop } from './host-desktop.ts';

const REGISTER = new URL('./register.ts', import.meta.url).href;
const place = mkdtempSync(join(tmpdir(), 'start-'));
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
  expect(stderr).toMatch(/error box.* folder can’t be used.*ENOTDIR/);
  expect(stderr).not.toMatch(/\n {4}at /);
});

/** A program that does something to Electron, and then is ours. */
function program(name: string, before: string): string {
  const file = join(place, name);
  const main = JSON.stringify(pathToFileURL(MAIN_ENTRY).href);
  writeFileSync(file, `import * as electron from 'electron';\n${before}\nawait import(${main});\n`);
  return file;
}

test('what goes wrong between the start and the tray is shown in a box, and ends the program', () => {
  const entry = program(
    'broken.mjs',
    "electron.Menu.setApplicationMenu = () => { throw new Error('no menu bar'); };",
  );
  const { status, stderr } = run([entry], { ENTRA_TOKEN_HOME: join(place, 'broken') });
  expect(status, stderr).toBe(1);
  expect(stderr).toMatch(/error box(.|\n)*no menu bar/);
});

test('a second start is heard from the first moment on', async () => {
  const home = join(place, 'early');
  mkdirSync(home);
  const id = crypto.randomUUID();
  const profile = { id, name: 'work', cloud: 'public', tenantId: id, clientId: crypto.randomUUID() };
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ version: 1, profiles: [profile] }));
  const desktop = await launchHostDesktop({
    mainEntry: program(
      'early.mjs',
      "electron.app.once('ready', () => electron.app.emit('second-instance', {}, ['entra-token-tray'], '/'));",
    ),
    args: ['--hidden'],
    env: { ENTRA_TOKEN_HOME: home, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' },
  });
  onTestFinished(() => desktop.kill());
  await expect.poll(() => desktop.windowCount(), { timeout: 10_000 }).toBe(1);
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

test.runIf(process.platform === 'linux')('the entry for the next login is read as it is meant', () => {
  // Started by GLib, as GNOME does. It finds no program whose path has a percent sign, whatever the specification says:
  // that is in the path of what a checkout's Electron is given.
  const checkout = join(place, 'a 100% checkout');
  const folder = join(place, 'an "odd" $HOME `name` \\');
  for (const directory of [checkout, folder]) mkdirSync(directory);
  const started = join(folder, 'started');
  writeFileSync(started, `#!/bin/sh\nprintf '%s|' "$@" > '${join(place, 'arguments')}'\n`);
  chmodSync(started, 0o755);
  const module = pathToFileURL(join(import.meta.dirname, '../../src/main/login-item.ts')).href;
  const entry = join(checkout, 'entry.mjs');
  const script = `await (await import(${JSON.stringify(module)})).setLoginItem(true); process.exit(0)`;
  writeFileSync(entry, script);
  writeFileSync(join(checkout, 'package.json'), '{}');
  const config = join(place, 'odd');
  const written = run([entry], { XDG_CONFIG_HOME: config, APPIMAGE: started });
  expect(written.status, written.stderr).toBe(0);
  const item = join(config, 'autostart', 'entra-token-tray.desktop');
  const launched = spawnSync('gio', ['launch', item], { encoding: 'utf8' });
  expect(launched.status, launched.stderr).toBe(0);
  return expect.poll(() => readFileSync(join(place, 'arguments'), 'utf8')).toBe(`${checkout}|--hidden|`);
});
