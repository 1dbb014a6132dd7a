import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConnectProxy } from '../support/connect-proxy.ts';
import { ownTrayHostName } from '../support/status-notifier-watcher.ts';
import type { Surroundings } from '../support/surroundings.ts';
import { expect, openWindow, test, windowOf } from './fixtures.ts';

test.beforeEach(({ world }) => world.addProfile());

/** Changes the settings file, as another of our programs does. */
async function set({ home }: Surroundings, change: object): Promise<void> {
  const file = join(home, 'settings.json');
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...change }));
}

for (const page of ['fails', 'hangs']) {
  test(`a window whose page ${page} is shown all the same`, async ({ startOn }) => {
    const desktop = await startOn('gnome-wayland', { byPerson: true, environment: { HOST_PAGE: page } });
    await expect.poll(() => desktop.windowCount()).toBe(1);
  });
}

test('GNOME: a place for tray icons that comes late; shortcuts that cannot be given back', async ({
  startOn,
  surroundings,
  world,
}) => {
  await world.signIn();
  await set(surroundings, { copyShortcut: 'Control+Shift+A' });
  const desktop = await startOn('gnome-wayland', { byPerson: true, environment: { HOST_TRAY_HOST: 'late' } });
  const window = await windowOf(desktop);
  await expect(window.state).toHaveText('Signed in');
  expect(await desktop.tray()).toBeUndefined();
  await desktop.trayHostAppears();
  const release = await ownTrayHostName(surroundings.environment.DBUS_SESSION_BUS_ADDRESS ?? '');
  await expect.poll(async () => (await desktop.tray())?.image).toMatch(/^fresh/);
  release();

  await window.button('Settings').click();
  await expect(window.page.getByText('Requested from the desktop.')).toBeVisible();
  await set(surroundings, { copyShortcut: 'Control+Shift+B' });
  await expect.poll(() => window.page.locator('#shortcut-value').textContent()).toBe('Control+Shift+B');
  await desktop.pressShortcut('Control+Shift+A');
  await expect.poll(() => desktop.pressShortcut('Control+Shift+B')).toBe(true);
  await expect
    .poll(async () => (await desktop.notifications()).map(({ title }) => title))
    .toEqual(['Token copied']);
  // No place of its own is asked for: the compositor decides.
  expect(await desktop.windowLook()).toMatchObject({ x: 450, y: 116, icon: '256x256.png' });
});

test('Windows: beside the icon on its display, then where it was left; start at login; theme behind the page', async ({
  startOn,
}) => {
  const desktop = await startOn('windows', { byPerson: true });
  const window = await windowOf(desktop);
  expect(await desktop.windowLook()).toMatchObject({ x: 2820, y: 438 });
  await window.button('Settings').click();
  await window.page.getByLabel('Start when I sign in to this computer').check();
  await expect.poll(() => desktop.loginItem()).toEqual({ openAtLogin: true, args: ['--hidden'] });
  await window.page.getByLabel('Appearance').selectOption('dark');
  await expect.poll(async () => (await desktop.windowLook()).background).toBe('#1c1e22');
  await desktop.moveWindow(1400, 100);
  await desktop.closeWindow();
  await expect.poll(() => desktop.windowCount()).toBe(0);
  await desktop.clickTray();
  await expect.poll(() => desktop.windowCount()).toBe(1);
  expect(await desktop.windowLook()).toMatchObject({ x: 1400, y: 100 });
});

test('macOS: ⌘W closes, Control-click opens the menu, and a refused login item is told', async ({
  startOn,
  world,
}) => {
  await world.signIn();
  const desktop = await startOn('macos', { byPerson: true, environment: { HOST_LOGIN_ITEM: 'refused' } });
  const window = await windowOf(desktop);
  await window.button('Settings').click();
  await window.page.getByLabel('Start when I sign in to this computer').check();
  await expect(window.page.getByText('(requires-approval)')).toBeVisible();
  await desktop.pressCloseKey();
  await expect.poll(() => desktop.windowCount()).toBe(0);

  await desktop.clickTray({ withControl: true });
  await expect.poll(async () => (await desktop.tray())?.menu.length).toBeGreaterThan(0);
  expect(await desktop.notifications()).toEqual([]);
  expect((await desktop.readClipboard()).text).toBe('');
});

test('the tray’s menu: names as they are, and switches that say the truth; a page that crashes takes its window along; a view asked for while it loads is shown', async ({
  cli,
  startOn,
  surroundings,
}) => {
  await cli.run('profile', 'add', 'R&D', ...surroundings.profileArguments);
  const desktop = await startOn('x11');
  const menu = async () => (await desktop.tray())?.menu ?? [];
  const profiles = async () => (await menu()).find(({ label }) => label === 'Profile')?.submenu ?? [];
  await expect.poll(async () => (await profiles()).map(({ label }) => label)).toEqual(['work', 'R&D']);

  // Nothing can be saved: what was switched stays as it was.
  const file = join(surroundings.home, 'settings.json');
  await rm(file);
  await mkdir(join(file, 'in the way'), { recursive: true });
  await desktop.chooseFromTrayMenu('Profile', 'R&D');
  const window = await windowOf(desktop);
  await expect(window.page.getByText('settings.json').first()).toBeVisible();
  expect((await profiles()).map(({ checked }) => checked)).toEqual([true, false]);

  await desktop.crashWindow();
  await expect.poll(() => desktop.windowCount()).toBe(0);
  await Promise.all([
    desktop.chooseFromTrayMenu('window.show'),
    desktop.chooseFromTrayMenu('window.show settings'),
  ]);
  const settings = await windowOf(desktop);
  await expect(settings.page.getByRole('heading', { name: 'Settings' })).toBeVisible();
});

test('a proxy that asks who is there: told the user that the environment names, else said so', async ({
  startOn,
  surroundings,
  world,
}) => {
  await world.signIn();
  const proxy = await ConnectProxy.start(Number(new URL(surroundings.entra.origin).port));
  try {
    proxy.user = 'me:p@ss';
    const HOST_PROXY = proxy.url;
    const nobody = await startOn('x11', { environment: { HOST_PROXY } });
    await expect.poll(async () => (await nobody.tray())?.image).toMatch(/^fresh/);
    await nobody.chooseFromTrayMenu('session.refresh');
    const window = await openWindow(nobody);
    await expect(window.alert).toContainText('requires a user name and password');
    expect(await nobody.quit()).toBe(0);

    const requests = surroundings.entra.requests.length;
    const HTTPS_PROXY = proxy.url.replace('//', '//me:p%40ss@');
    const known = await startOn('x11', { environment: { HOST_PROXY, HTTPS_PROXY } });
    await expect.poll(async () => (await known.tray())?.image).toMatch(/^fresh/);
    await known.chooseFromTrayMenu('session.refresh');
    await expect.poll(() => surroundings.entra.requests.length).toBeGreaterThan(requests);
    await expect.poll(async () => (await known.tray())?.image).toMatch(/^fresh/);
    expect(known.output() + nobody.output()).not.toContain('p@ss');
  } finally {
    proxy.stop();
  }
});
