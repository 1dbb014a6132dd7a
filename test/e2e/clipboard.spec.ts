import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, needs, nextLink, openWindow, test, windowOf } from './fixtures.ts';

test.beforeEach(({ world }) => world.addProfile());

/** Stand-ins for wl-clipboard, which keep the compositor's clipboard in a file, and what they were called with. */
async function waylandTools(directory: string) {
  const bin = join(directory, 'wl-bin');
  const file = join(directory, 'wl-clipboard');
  const calls = join(directory, 'wl-calls');
  await mkdir(bin);
  const tool = async (name: string, body: string) => {
    const script = `#!/bin/sh\necho "${name} $*" >> '${calls}'\n[ "$1" = --version ] && exit 0\n${body}\n`;
    await writeFile(join(bin, name), script);
    await chmod(join(bin, name), 0o755);
  };
  const words = `${calls}-words`;
  const say = (text: string) => writeFile(words, `${text}\n`);
  await say('Nothing is copied');
  await tool('wl-copy', `[ "$1" = --clear ] && { rm -f '${file}'; exit 0; }\nexec cat > '${file}'`);
  await tool('wl-paste', `[ -e '${file}' ] || { cat '${words}' >&2; exit 1; }\nexec cat '${file}'`);
  return {
    environment: { PATH: `${bin}${delimiter}${process.env.PATH}` },
    content: () => readFile(file, 'utf8').catch(() => ''),
    copyBySomebodyElse: (text: string) => writeFile(file, text),
    calls: () => readFile(calls, 'utf8'),
    /** What wl-paste says where there is no text: 2.2 has other words than the versions before. */
    say,
  };
}

test('Wayland with wl-clipboard: copied without a window, looked at before it is told, taken back', async ({
  folder,
  startOn,
  surroundings,
  world,
}) => {
  needs(process.platform === 'linux', 'a shell');
  const tools = await waylandTools(folder);
  await world.signIn();
  const desktop = await startOn('gnome-wayland', { environment: tools.environment });
  await expect.poll(async () => (await desktop.tray())?.image).toMatch(/^fresh/);
  const copy = async () => {
    const before = (await desktop.notifications()).length;
    await desktop.chooseFromTrayMenu('token.copy raw');
    await expect.poll(async () => (await desktop.notifications()).length).toBe(before + 1);
  };
  await copy();
  const token = await tools.content();
  await surroundings.entra.verifyAccessToken(token);
  await expect.poll(async () => (await desktop.notifications()).at(-1)?.title).toBe('Token copied');
  expect(await desktop.windowCount()).toBe(0);
  // The compositor dropped what came another way, and arguments are everybody's to list.
  expect((await desktop.readClipboard()).text).toBe('');
  expect(await tools.calls()).not.toContain(token.slice(0, 12));

  await desktop.emitPower('lock-screen');
  await expect.poll(tools.content).toBe('');
  await desktop.emitPower('unlock-screen');

  await copy();
  await tools.say('Clipboard content is not available as requested type "text/plain"');
  const pastes = async () => (await tools.calls()).split('wl-paste').length;
  const before = await pastes();
  await desktop.emitPower('lock-screen');
  await expect.poll(tools.content).toBe('');
  await desktop.emitPower('unlock-screen');
  await copy();
  // One look takes it for gone; without understanding the words it would be looked for again and again.
  expect((await pastes()) - before).toBeLessThan(10);

  await tools.copyBySomebodyElse('something of the person’s own');
  expect(await desktop.quit()).toBe(0);
  expect(await tools.content()).toBe('something of the person’s own');
});

test('Wayland without it, and no keyboard for the window: nothing is announced, and the window says why', async ({
  startOn,
  world,
}) => {
  await world.signIn();
  const desktop = await startOn('gnome-wayland', { environment: { HOST_FOCUS: 'denied' } });
  await expect.poll(async () => (await desktop.tray())?.image).toMatch(/^fresh/);
  await desktop.chooseFromTrayMenu('token.copy raw');
  await expect.poll(() => desktop.windowCount()).toBe(1);
  // Whoever closes it does not wait for the copy any longer.
  await desktop.closeWindow();
  const window = await windowOf(desktop);
  await expect(window.page.getByText('accepts a copy only from the active window')).toBeVisible();
  expect(await desktop.notifications()).toEqual([]);
  expect((await desktop.readClipboard()).text).toBe('');
});

test('Windows: a held clipboard is waited for, in both directions; refused notifications are in the tooltip', async ({
  startOn,
  person,
}) => {
  const desktop = await startOn('windows', { environment: { HOST_NOTIFICATIONS: 'failed' } });
  await expect.poll(async () => (await desktop.tray())?.toolTip).toBe('work · Signed out');
  await desktop.chooseFromTrayMenu('session.signIn');
  await person.signIn(await nextLink(desktop));
  await expect.poll(async () => (await desktop.tray())?.image).toMatch(/^fresh/);
  const toolTip = async () => (await desktop.tray())?.toolTip;

  desktop.holdClipboard(true);
  await desktop.clickTray();
  await sleep(300);
  expect(await toolTip()).not.toContain('Token copied');
  desktop.holdClipboard(false);
  await expect.poll(toolTip).toMatch(/ min left · until .*\nToken copied\n/);
  expect((await desktop.readClipboard()).text).toMatch(/^eyJ/);
  const window = await openWindow(desktop);
  await expect(
    window.page.getByText(/doesn’t show notifications.*\(Notifications are not allowed\)/),
  ).toBeVisible();

  desktop.holdClipboard(true);
  await desktop.emitPower('lock-screen');
  await sleep(300);
  expect((await desktop.readClipboard()).text).toMatch(/^eyJ/);
  desktop.holdClipboard(false);
  await expect.poll(async () => (await desktop.readClipboard()).text).toBe('');

  // Held for too long: said, nothing is announced, and the token that was there before is not forgotten.
  await desktop.closeWindow();
  await desktop.clickTray();
  await expect.poll(async () => (await desktop.readClipboard()).text).toMatch(/^eyJ/);
  desktop.holdClipboard(true);
  await desktop.chooseFromTrayMenu('Copy as', 'token.copy bearer');
  const told = await desktop.window();
  await expect(told.getByText('Another program is keeping the clipboard open.')).toBeVisible();
  expect((await desktop.readClipboard()).text).toMatch(/^eyJ/);
  desktop.holdClipboard(false);
  await desktop.emitPower('lock-screen');
  await expect.poll(async () => (await desktop.readClipboard()).text).toBe('');
});
