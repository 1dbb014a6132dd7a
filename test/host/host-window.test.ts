import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createHome, inPage, launchFixture, tidyUp } from './fixture-desktop.ts';
import type { Desktop } from './launch.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe('a window', () => {
  const home = createHome();
  let desktop: Desktop;
  let page: Page;

  beforeAll(async () => {
    desktop = await launchFixture(home, { FIXTURE_WINDOW: '1', HOST_LOCALE: 'fr-FR' });
    page = await desktop.window();
  });
  afterAll(() => tidyUp(home, desktop));

  test('shows what the protocol handler serves, in the size asked for', async () => {
    expect(await page.title()).toBe('Fixture page');
    expect(await page.locator('h1').evaluate((heading) => `${heading.textContent}`)).toBe('Fixture');
    expect(await page.evaluate('[innerWidth, innerHeight, navigator.language]')).toEqual([420, 640, 'fr-FR']);
    expect(await page.evaluate('getComputedStyle(document.querySelector("h1")).color')).toBe('rgb(1, 2, 3)');
    expect(await desktop.windowCount()).toBe(1);
  });

  test('has the bridge before any script of the page, and nothing else of Electron', async () => {
    expect(await page.evaluate('document.documentElement.dataset.bridge')).toBe('object');
    const globals = [
      'require',
      'process',
      'module',
      'ipcRenderer',
      'leaked',
      '__desktopHostSend',
      '__desktopHostReceive',
    ];
    expect(await page.evaluate(`${JSON.stringify(globals)}.filter((name) => name in window)`)).toEqual([]);
    expect(await page.evaluate('JSON.stringify(fixture.ipcRenderer)')).toBe('{}');
    expect(await page.evaluate('Object.isFrozen(fixture) && Object.isFrozen(fixture.list[1])')).toBe(true);
    expect(await page.evaluate('delete window.fixture')).toBe(false);
  });

  test('enforces the real CSP', async () => {
    expect(await page.evaluate('document.documentElement.dataset.inline')).toBeUndefined();
    const refused = await page.evaluate(`new Promise((resolve) => {
      addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true });
      fetch('https://example.com/').catch(() => undefined);
    })`);
    expect(refused).toBe('connect-src');
    expect(await page.evaluate('fetch("https://example.com/").then(() => "reached", () => "refused")')).toBe(
      'refused',
    );
    expect(await page.evaluate('document.documentElement.dataset.eval')).toBe('EvalError');
  });

  test('carries values, callbacks and errors over the bridge', async () => {
    expect(await inPage(page, (bridge) => bridge.add(1, 2))).toBe(3);
    expect(await inPage(page, (bridge) => bridge.call((text) => `${text}, and back`))).toBe(
      'called back, and back',
    );
    const thrown = await inPage(page, (bridge) => {
      try {
        return bridge.throwNow();
      } catch (error) {
        return error instanceof Error ? error.message : 'no Error';
      }
    });
    expect(thrown).toBe('thrown at once');
    const ticks = await inPage(page, async (bridge) => {
      const got: unknown[] = [];
      const stop = bridge.onTick(({ ticks, at }) => got.push([ticks, at instanceof Date && at.getTime()]));
      bridge.tick();
      bridge.tick();
      await bridge.echo();
      stop();
      bridge.tick();
      await bridge.echo();
      return got;
    });
    expect(ticks).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  test('carries structured clones to main and back, with the true sender', async () => {
    const echoed = await inPage(page, async (bridge) => {
      const given = [
        1,
        'x',
        undefined,
        null,
        Number.NaN,
        2n,
        new Date(5),
        new Map([[1, new Set([2])]]),
        new Uint8Array([7]),
      ];
      const { args, sender } = await bridge.echo(...given);
      const [, , nothing, , nan, big, date, map, bytes] = args;
      return {
        same: nothing === undefined && Number.isNaN(nan) && big === 2n,
        date: date instanceof Date && date.getTime(),
        map: map instanceof Map && [...map.get(1)],
        bytes: bytes instanceof Uint8Array && [...bytes],
        sender,
      };
    });
    expect(echoed).toEqual({
      same: true,
      date: 5,
      map: [2],
      bytes: [7],
      sender: { url: 'app://window/index.html', origin: 'app://window', isMain: true, parent: null },
    });
    const uncloneable = await inPage(page, (bridge) =>
      bridge.echo(() => undefined).catch((error: Error) => error.message),
    );
    expect(uncloneable).toBe('An object could not be cloned.');
  });

  test("reports a handler's errors as Electron does", async () => {
    const message = (name: 'fail' | 'unhandled') =>
      inPage(page, (bridge, method) => bridge[method]().catch((error: Error) => error.message), name);
    expect(await message('fail')).toBe("Error invoking remote method 'fail': Error: it went wrong");
    expect(await message('unhandled')).toBe(
      "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
    );
  });

  test('cannot be navigated away', async () => {
    await page.evaluate('window.mark = "the same document"');
    await page.locator('#away').click();
    await expect.poll(() => desktop.output()).toContain('navigation denied: https://example.com/away');
    await page.evaluate('void (location.href = "https://example.com/script")');
    await expect.poll(() => desktop.output()).toContain('navigation denied: https://example.com/script');
    await page.evaluate('void (location.href = "/loose.html")');
    await expect.poll(() => desktop.output()).toContain('navigation denied: app://window/loose.html');
    expect(await page.evaluate('window.mark')).toBe('the same document');
    expect(await inPage(page, (bridge) => bridge.add(2, 2))).toBe(4);
  });

  test('can be reloaded by a person, not by the page', async () => {
    await page.evaluate('location.reload()');
    await expect.poll(() => desktop.output()).toContain('navigation denied: app://window/index.html');
    expect(await page.evaluate('window.mark')).toBe('the same document');
    await page.reload();
    expect(await page.evaluate('window.mark')).toBeUndefined();
    expect(await inPage(page, (bridge) => bridge.add(3, 3))).toBe(6);
  });

  test('cannot open windows', async () => {
    expect(await page.evaluate('window.open("https://example.com/opened") === null')).toBe(true);
    await page.locator('#blank').click();
    await expect.poll(() => desktop.output()).toContain('window.open denied: https://example.com/opened');
    await expect.poll(() => desktop.output()).toContain('window.open denied: https://example.com/blank');
    expect(
      page
        .context()
        .pages()
        .filter((other) => other.url().includes('example.com')),
    ).toEqual([]);
  });

  test('makes what the host lacks throw with its name', async () => {
    const failure = (name: string) =>
      inPage(page, (bridge, command) => bridge.command(command).catch((error: Error) => error.message), name);
    expect(await failure('missing')).toContain('desktop host has no app.getGPUFeatureStatus');
    expect(await failure('missing-module')).toContain('desktop host has no autoUpdater.checkForUpdates');
    expect(await failure('unsafe-window')).toContain(
      'refuses a window with webPreferences.contextIsolation: false',
    );
    expect(await inPage(page, (bridge) => bridge.missing)).toBe(
      'desktop host has no ipcRenderer.sendSync in a preload script',
    );
  });

  test('gives main the network of Node, with the errors of Chromium', async () => {
    const server = createServer((_request, response) => response.end('from outside')).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const get = () => inPage(page, (bridge, asked) => bridge.command('fetch', asked).catch(String), url);
    expect(await get()).toBe('from outside');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await get()).toContain('net::ERR_CONNECTION_REFUSED');
  });

  test('knows the program by its package.json', async () => {
    expect(await inPage(page, (bridge) => bridge.command('paths'))).toEqual({
      name: 'Desktop Host Fixture',
      version: '1.2.3',
      appPath: `${import.meta.dirname}/fixture`,
    });
  });

  test('has sent nothing to the outside', async () => {
    expect(await desktop.rendererRequests()).toEqual([]);
  });
});

test('a page without a CSP still reaches nothing outside', async () => {
  const home = createHome();
  let desktop: Desktop | undefined;
  onTestFinished(() => tidyUp(home, desktop));
  desktop = await launchFixture(home, { FIXTURE_WINDOW: '1', FIXTURE_PAGE: 'loose.html' });
  const page = await desktop.window();
  const reached = await page.evaluate(
    'fetch("https://example.com/data").then(() => "reached", () => "refused")',
  );
  expect(reached).toBe('refused');
  await page.evaluate('void new WebSocket("wss://example.com/socket")');
  await expect
    .poll(() => desktop?.rendererRequests())
    .toEqual(['https://example.com/data', 'wss://example.com/socket']);
});
