import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createHome, inPage, launchFixture, tidyUp } from './fixture-desktop.ts';
import { createClipboard, type Desktop } from './launch.ts';
import { type SharedChromium, startSharedChromium } from './shared-chromium.ts';
import { isRunning } from './waiting.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let home: string;
let desktop: Desktop;
/** For windows whose own Chromium is not what the test is about. */
let chromium: SharedChromium;

beforeAll(async () => {
  chromium = await startSharedChromium();
});
afterAll(() => chromium.stop());
beforeEach(() => {
  home = createHome();
});
afterEach(() => tidyUp(home, desktop));

describe('the tray icon', () => {
  beforeEach(async () => {
    desktop = await launchFixture(home);
    await expect.poll(() => desktop.tray()).toBeDefined();
  });

  test('shows image, tooltip and menu', async () => {
    const tray = await desktop.tray();
    expect(tray).toMatchObject({ image: 'icon.png', toolTip: 'Signed out', title: '' });
    expect(tray?.menu.map(({ label, type }) => [label, type])).toEqual([
      ['Copy token', 'normal'],
      ['Copy as', 'submenu'],
      ['', 'separator'],
      ['Endpoint', 'checkbox'],
      ['Open', 'normal'],
      ['Quit', 'normal'],
    ]);
  });

  test('can be clicked', async () => {
    await desktop.clickTray();
    await expect.poll(async () => (await desktop.tray())?.toolTip).toBe('Copied');
    await expect
      .poll(() => desktop.readClipboard())
      .toEqual({
        text: 'from the tray',
        formats: ['text/plain', 'electron application/osclipboard;format="x-kde-passwordManagerHint"'],
      });
  });

  test('has a menu to choose from by label, id and path', async () => {
    await desktop.chooseFromTrayMenu('copy');
    await expect.poll(async () => (await desktop.readClipboard()).text).toBe('from the menu');
    await desktop.chooseFromTrayMenu('Copy as', 'bash');
    await expect.poll(async () => (await desktop.readClipboard()).text).toBe('export TOKEN=x');
    await desktop.chooseFromTrayMenu('Endpoint');
    await expect.poll(() => desktop.output()).toContain('endpoint true');
    expect((await desktop.tray())?.menu[3]?.checked).toBe(true);
    await expect(desktop.chooseFromTrayMenu('Copy as', 'jdbc')).rejects.toThrow('is disabled');
    await expect(desktop.chooseFromTrayMenu('Copy as', 'fish')).rejects.toThrow('no menu entry "fish"');
    await expect(desktop.chooseFromTrayMenu('Hidden')).rejects.toThrow('no menu entry "Hidden"');
  });

  test('ends the program with the role "quit"', async () => {
    await desktop.chooseFromTrayMenu('Quit');
    expect(await desktop.exited).toBe(0);
  });
});

describe('the desktop', () => {
  test('tells of power events and shortcuts', async () => {
    desktop = await launchFixture(home);
    await expect.poll(() => desktop.output()).toContain('shortcut true');
    await desktop.emitPower('suspend');
    await desktop.emitPower('resume');
    await expect.poll(() => desktop.output()).toMatch(/power suspend\n.*power resume/);
    expect(await desktop.pressShortcut('Alt+Shift+T')).toBe(true);
    expect(await desktop.pressShortcut('Alt+Shift+X')).toBe(false);
    await expect.poll(async () => (await desktop.readClipboard()).text).toBe('from the shortcut');
  });

  test('can have a late place for tray icons, and a taken shortcut', async () => {
    desktop = await launchFixture(home, { HOST_TRAY_HOST: 'late', HOST_TAKEN_SHORTCUTS: 'Alt+Shift+T' });
    await expect.poll(() => desktop.output()).toContain('shortcut false');
    expect(await desktop.tray()).toBeUndefined();
    await expect(desktop.clickTray()).rejects.toThrow('shows no tray icon');
  });

  test('keeps notifications and links', async () => {
    desktop = await launchFixture(home, { FIXTURE_WINDOW: '1', FIXTURE_HIDE_ON_CLOSE: '1' }, { chromium });
    const page = await desktop.window();
    await inPage(page, (bridge) => bridge.command('sign-in'));
    expect(await desktop.openedLinks()).toEqual(['https://login.example/authorize']);
    await inPage(page, (bridge) => bridge.command('notify').then(() => undefined));
    expect(await desktop.notifications()).toEqual([
      { title: 'Sign in again', body: 'The daily limit is reached.' },
    ]);
    await desktop.closeWindow();
    await expect.poll(() => desktop.windowCount()).toBe(0);
    await desktop.clickNotification(0);
    await expect.poll(() => desktop.windowCount()).toBe(1);
    await expect(desktop.clickNotification(1)).rejects.toThrow('there is no notification 1');
  });

  test('closes a window and opens another', async () => {
    desktop = await launchFixture(home, { FIXTURE_WINDOW: '1' }, { chromium });
    const first = await desktop.window();
    await desktop.closeWindow();
    await expect.poll(() => desktop.windowCount()).toBe(0);
    await expect.poll(() => first.isClosed()).toBe(true);
    await desktop.chooseFromTrayMenu('Open');
    const second = await desktop.window();
    expect(await inPage(second, (bridge) => bridge.add(20, 22))).toBe(42);
  });
});

describe('the life of the program', () => {
  test('a second start hands its arguments to the first and ends', async () => {
    desktop = await launchFixture(home, {}, { args: ['--hello'], chromium });
    expect(await desktop.startAgain()).toBe(0);
    await expect.poll(() => desktop.output()).toContain('second-instance true string fixture');
    await desktop.window();
  });

  test('quitting is polite, and the clipboard outlives the program', async () => {
    const clipboard = createClipboard();
    desktop = await launchFixture(
      home,
      { FIXTURE_WINDOW: '1', FIXTURE_HIDE_ON_CLOSE: '1' },
      { clipboard, chromium },
    );
    await desktop.window();
    await desktop.writeClipboard('kept by nobody');
    expect(await desktop.quit()).toBe(0);
    expect(desktop.output()).toMatch(/before-quit\n.*window closed\n.*will-quit/);
    expect(await desktop.readClipboard()).toEqual({ text: '', formats: [] }); // cleared on will-quit

    await desktop.writeClipboard('from another program');
    desktop = await launchFixture(home, {}, { clipboard });
    expect((await desktop.readClipboard()).text).toBe('from another program');
  });

  test('exit codes come through', async () => {
    desktop = await launchFixture(home, { FIXTURE_WINDOW: '1' }, { chromium });
    const page = await desktop.window();
    inPage(page, (bridge) => bridge.command('exit')).catch(() => undefined);
    expect(await desktop.exited).toBe(7);
  });

  test('kill -9 takes Chromium along and frees the lock', async () => {
    desktop = await launchFixture(home, { FIXTURE_WINDOW: '1' });
    await desktop.window();
    const children = childrenOf(desktop.processId);
    if (process.platform === 'linux') expect(children.length).toBeGreaterThan(0);
    await desktop.kill();
    expect(await desktop.exited).toBeNull();
    await expect.poll(() => children.filter(isRunning), { timeout: 20_000 }).toEqual([]);

    desktop = await launchFixture(home);
    await expect.poll(() => desktop.tray()).toBeDefined();
    expect(desktop.output()).not.toContain('second start');
    expect(await desktop.startAgain()).toBe(0);
  });

  test('SIGTERM quits', async () => {
    desktop = await launchFixture(home);
    process.kill(desktop.processId, 'SIGTERM');
    expect(await desktop.exited).toBe(0);
    expect(desktop.output()).toContain('will-quit');
  });
});

/** The processes below another, where /proc tells. */
function childrenOf(parent: number): number[] {
  if (process.platform !== 'linux') return [];
  const all = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  const direct = all.map(Number).filter((pid) => parentOf(pid) === parent);
  return direct.flatMap((pid) => [pid, ...childrenOf(pid)]);
}
function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
