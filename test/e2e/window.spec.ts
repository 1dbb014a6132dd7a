import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Desktop, desktopRuntime } from '../host/launch.ts';
import type { AppWindowPage } from './app-window.ts';
import { expect, expectNoSecret, needs, openWindow, test, windowOf } from './fixtures.ts';

test.beforeEach(({ world }) => world.addProfile(...world.surroundings.workspaceArguments));

async function openSettings(window: AppWindowPage): Promise<void> {
  await window.button('Settings').click();
  await expect(window.page.getByRole('heading', { name: 'Settings' })).toBeFocused();
}

test('the window has the focus on Copy: Enter copies; copy as; the workspace opened; activity; token details; every way back; the copy shortcut', async ({
  cli,
  surroundings,
  startSignedIn,
}) => {
  const desktop = await startSignedIn({ HOST_TAKEN_SHORTCUTS: 'Control+Alt+T' });
  const window = await openWindow(desktop);
  const { page } = window;
  await expect(window.button('Copy token')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(window.copy).toHaveText(/^Copied · (5\d|60) min left$/);
  const token = (await cli.run('token')).stdout.trim();
  expect((await desktop.readClipboard()).text).toBe(token);

  await window.button('Copy as').click();
  await expect(window.button('Bearer header value')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(window.button('Copy as')).toBeFocused();
  await window.button('Copy as').click();
  await window.button('curl command').click();
  await expect.poll(async () => (await desktop.readClipboard()).text).toMatch(/^printf .* \| curl -H @- /);

  await window.button('Open workspace').click();
  await expect.poll(() => desktop.openedLinks()).toEqual([surroundings.workspace.origin]);

  await window.row('Token details').click();
  await expect(page.getByRole('heading', { name: 'Token details' })).toBeFocused();
  await expect(page.getByText('someone@example.com').first()).toBeVisible();
  await expect(page.getByText('Azure Databricks', { exact: true })).toBeVisible();
  await window.button('Copy aud: 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d').click();
  await expect
    .poll(async () => (await desktop.readClipboard()).text)
    .toBe('2ff814a6-3304-4ab8-85cb-cd0e6f879c1d');
  await page.keyboard.press('Escape');
  await expect(window.row('Token details')).toBeFocused();

  await window.button('Refresh').click();
  await window.row('Activity').click();
  const events = page.locator('.history li');
  await expect(events.first()).toContainText('Token refreshed');
  await expect(events).toContainText(['Token refreshed', 'Copied: curl command', 'Copied: Token']);
  surroundings.entra.revokeRefreshTokens();
  await desktop.chooseFromTrayMenu('session.refresh');
  await expect(events.first()).toContainText('Sign-in needed');
  await window.button('Back').click();
  await expect(window.alert).toContainText('The current token works until');
  await expect(window.button('Sign in')).toBeVisible();

  // On a real desktop nobody can be made to have the other shortcut.
  needs(desktopRuntime() === 'desktop host', 'the desktop host, where a shortcut can be taken');
  await openSettings(window);
  const recorder = page.getByRole('button', { name: /^Global copy shortcut/ });
  await recorder.click();
  // A letter alone would be taken away from every program.
  await page.keyboard.press('c');
  await expect(recorder).toContainText('Press the keys');
  await page.keyboard.press('Control+Shift+C');
  await expect(recorder).toContainText('Control+Shift+C');
  await desktop.writeClipboard('something else');
  await expect.poll(() => desktop.pressShortcut('Control+Shift+C')).toBe(true);
  await expect.poll(async () => (await desktop.readClipboard()).text).toMatch(/^eyJ/);

  await recorder.click();
  await page.keyboard.press('Control+Alt+T');
  await expect(page.getByText('The system refused Control+Alt+T')).toBeVisible();
  await window.button('Remove').click();
  await expect(recorder).toContainText('Record');
  await expect.poll(() => desktop.pressShortcut('Control+Shift+C')).toBe(false);
});

/** Runs in the page: keeps what the ring and the state say together, however seldom somebody looks. */
const WATCH = `(() => {
  window.seen = [];
  setInterval(() => {
    const text = (selector) => document.querySelector(selector)?.textContent;
    window.seen.push(text('[role=timer] strong') + ' ' + text('.state[role=status]'));
  }, 100);
})()`;

test('the countdown crosses ten minutes, and the token’s end', async ({ surroundings, startSignedIn }) => {
  const desktop = await startSignedIn();
  const window = await openWindow(desktop);
  await window.page.evaluate(WATCH);
  surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 607 });
  await window.button('Refresh').click();
  await expect(window.state).toHaveText('Expires soon');
  const seen = () => window.page.evaluate<string[]>('window.seen');
  await expect.poll(seen).toContainEqual(expect.stringMatching(/^9:5\d Expires soon$/));
  expect(await seen()).toContainEqual(expect.stringMatching(/^10:0\d Signed in$/));
  await desktop.chooseFromTrayMenu('window.show');
  await expect.poll(async () => (await desktop.tray())?.image).toMatch(/^expiring/);

  surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 5 });
  await window.button('Refresh').click();
  await expect.poll(() => window.secondsLeft()).toBeLessThan(6);
  surroundings.entra.setScenario({ faults: { token: { kind: 'reset' } } });
  await expect.poll(() => window.secondsLeft()).toBe(0);
  await expect(window.state).toHaveText('Expired');
  await desktop.chooseFromTrayMenu('window.show');
  await expect.poll(async () => (await desktop.tray())?.toolTip).toContain('Expired');
  await expect(window.copy, 'nothing to copy').toHaveCount(0);
  surroundings.entra.resetScenario();
  await window.button('Retry now').click();
  await expect(window.state).toHaveText('Signed in');
});

test('settings: language and theme at once everywhere; a click that opens, no notifications, numbers within bounds; all survive a restart; a reset leaves nothing', async ({
  start,
  surroundings,
  startSignedIn,
}) => {
  const desktop = await startSignedIn();
  await desktop.chooseFromTrayMenu('window.show settings');
  const window = await windowOf(desktop);
  await expect(window.page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await window.page.getByLabel('Show notifications').uncheck();
  const minutes = window.page.getByLabel('Minimum time left on a copied token (minutes)');
  for (const wrong of ['0', '46', '-5', 'ten', '10.5', '', '1e1']) {
    await minutes.fill(wrong);
    await minutes.blur();
    await expect(window.page.getByText('Enter a whole number from 1 to 45.')).toBeVisible();
    await expect(minutes).toHaveAttribute('aria-invalid', 'true');
    await expect(minutes).toHaveValue(wrong);
  }
  await minutes.fill('30');
  await minutes.blur();
  await expect(window.page.getByText('Enter a whole number from')).toHaveCount(0);
  const saved = async () => JSON.parse(await readFile(join(surroundings.home, 'settings.json'), 'utf8'));
  await expect.poll(async () => (await saved()).minValidMinutes).toBe(30);
  expect((await saved()).notifications).toBe(false);
  const before = (await desktop.notifications()).length;
  await desktop.clickTray();
  await expect.poll(async () => (await desktop.readClipboard()).text).toMatch(/^eyJ/);
  expect((await desktop.notifications()).length).toBe(before);

  const menuOf = async (tray: Desktop) => (await tray.tray())?.menu.map(({ label }) => label).join();
  await window.page.getByLabel('Language').selectOption('fr');
  await expect(window.page.getByRole('heading', { name: 'Paramètres' })).toBeVisible();
  await expect(window.page.locator('html')).toHaveAttribute('lang', 'fr');
  await window.page.getByLabel('Apparence').selectOption('dark');
  const background = () => window.page.evaluate('getComputedStyle(document.body).backgroundColor');
  await expect.poll(background).toBe('rgb(28, 30, 34)');
  await expect.poll(() => menuOf(desktop)).toContain('Quitter');
  expect((await desktop.tray())?.toolTip).toContain('min');
  await desktop.quit();

  // Linux offers no choice of what a click does; the setting holds wherever there are clicks.
  const file = join(surroundings.home, 'settings.json');
  const settings = await saved();
  await writeFile(file, JSON.stringify({ ...settings, clickAction: 'open' }));
  const again = await start();
  await expect.poll(async () => (await again.tray())?.image).toMatch(/^fresh/);
  await expect.poll(() => menuOf(again)).toContain('Quitter');
  await again.clickTray();
  await expect.poll(() => again.windowCount()).toBe(1);
  expect((await again.readClipboard()).text).toBe('');

  const last = await windowOf(again);
  await expect(last.state).toHaveText('Connecté');
  await expect(last.page.locator('html')).toHaveAttribute('lang', 'fr');
  await last.button('Paramètres').click();
  await last.page.getByLabel('Langue').selectOption('en');
  await last.row('Reset app…').click();
  await last.button('Reset app').click();
  await expect(last.page.locator('.profiles li')).toHaveCount(0);
  await last.button('Back').click();
  await expect(last.page.getByRole('heading', { name: 'Which workspace do you use?' })).toBeVisible();
  expect((await saved()).profiles).toEqual([]);
  expectNoSecret(surroundings, await surroundings.files());
});

test('profiles: added, renamed, moved, switched, removed with what that forgets; an autostart file, as long as it is wanted', async ({
  cli,
  folder,
  start,
  surroundings,
  world,
}) => {
  await world.signIn();
  await cli.run('profile', 'add', 'other', ...surroundings.profileArguments);
  const config = join(folder, 'xdg');
  const desktop = await start({ XDG_CONFIG_HOME: config });
  const window = await openWindow(desktop);
  await expect(window.state).toHaveText('Signed in');
  // Each profile with its state; by keyboard, and the focus stays with the profiles.
  const switcher = window.page.locator('.switcher');
  await switcher.focus();
  await window.page.keyboard.press('Enter');
  await expect(window.row('work')).toContainText(/(5\d|60) min left/);
  await expect(window.row('other')).toContainText('Signed out');
  await window.page.keyboard.press('ArrowDown');
  await window.page.keyboard.press('Enter');
  await expect(window.state).toHaveText('Signed out');
  await expect(switcher).toBeFocused();
  await window.choose('work');
  await expect(window.state).toHaveText('Signed in');
  await expect(switcher).toBeFocused();

  await openSettings(window);
  await window.row('work').click();
  await window.page.getByLabel('Name', { exact: true }).fill('other');
  await window.button('Save').click();
  await expect(window.alert).toContainText('already exists');
  await expect(window.page.getByLabel('Name', { exact: true })).toHaveValue('other');
  await window.page.getByLabel('Name', { exact: true }).fill('Büro');
  await window.button('Save').click();
  await expect(window.page.locator('.profiles b')).toHaveText(['Büro', 'other']);
  await window.button('Move down: Büro').click();
  await expect(window.page.locator('.profiles b')).toHaveText(['other', 'Büro']);
  // A new name is no new sign-in.
  expect((await cli.run('token', '--profile', 'Büro')).code).toBe(0);

  await window.row('Büro').click();
  await window.row('Remove profile…').click();
  await expect(window.question).toContainText('Removes “Büro” and its sign-in');
  await window.page.keyboard.press('Escape');
  await expect(window.question).toHaveCount(0);
  await expect(window.row('Remove profile…')).toBeFocused();
  await window.row('Remove profile…').click();
  await window.button('Confirm removal').click();
  await expect(window.page.locator('.profiles b')).toHaveText(['other']);
  expect((await cli.run('profile', 'list')).stdout).not.toContain('Büro');

  needs(process.platform === 'linux', 'Linux');
  const entry = () => readFile(join(config, 'autostart', 'entra-token-tray.desktop'), 'utf8').catch(() => '');
  expect(await entry()).toBe('');
  const wanted = window.page.getByLabel('Start when I sign in to this computer');
  await wanted.check();
  await expect.poll(entry).toMatch(/^\[Desktop Entry\]\nType=Application\nName=Entra Token Tray\nExec=".+"/);
  await wanted.uncheck();
  await expect.poll(entry).toBe('');
  // However fast somebody changes their mind, the last choice stays.
  for (let times = 0; times < 5; times++) {
    await wanted.check();
    await wanted.uncheck();
  }
  await wanted.check();
  await expect.poll(entry).toMatch(/^\[Desktop Entry\]/);
});

test('connect tools: the endpoint with its port and last use, its variables copied and not shown, a file connected', async ({
  cli,
  folder,
  surroundings,
  startSignedIn,
}) => {
  const config = join(folder, 'databrickscfg');
  const desktop = await startSignedIn({ DATABRICKS_CONFIG_FILE: config });
  const window = await openWindow(desktop);
  await window.row('Connect tools').click();
  const serve = window.page.getByLabel('Serve tokens on this computer');
  await serve.click();
  await expect(window.page.getByText(/^127\.0\.0\.1:\d+ · not used yet$/)).toBeVisible();
  await window.row('Copy as .env lines').click();
  await expect
    .poll(async () => (await desktop.readClipboard()).text)
    .toMatch(
      /^DATABRICKS_HOST=https.*\nDATABRICKS_AUTH_TYPE=metadata-service\nDATABRICKS_METADATA_SERVICE_URL=http:\/\/127/,
    );
  await expect(window.row('Copy as .env lines')).toContainText('Copied');
  const { paths } = JSON.parse(await readFile(join(surroundings.home, 'endpoint.json'), 'utf8'));
  expect(await window.page.content()).not.toContain(Object.values<string>(paths)[0]);
  await window.row('Copy as .databrickscfg section').click();
  await expect.poll(async () => (await desktop.readClipboard()).text).toMatch(/^\[work\]\nhost = /);
  await cli.run('token');
  await expect(window.page.getByText(/ · last used /)).toBeVisible();
  await window.button('Back').click();
  await window.row('Activity').click();
  await expect(window.page.locator('.history li').first()).toContainText('Token used by entra-token');
  await window.button('Back').click();
  await window.row('Connect tools').click();

  const tools = 'Databricks CLI, SDKs, Terraform, VS Code';
  await expect(
    window.page.getByText(`Writes [work] (host, auth_type, metadata_service_url) to ${config}`),
  ).toBeVisible();
  await window.button(`Connect: ${tools}`).click();
  await expect(window.button(`Disconnect: ${tools} [work]`)).toBeVisible();
  // Listed before it is written.
  const contents = (file: string) => readFile(file, 'utf8').catch(() => '');
  await expect.poll(() => contents(config)).toMatch(/^\[work\]\n[\s\S]*metadata_service_url/);
  await window.button(`Disconnect: ${tools} [work]`).click();
  await expect(window.button(`Connect: ${tools}`)).toBeVisible();
  // It was not there before.
  await expect.poll(() => existsSync(config)).toBe(false);

  // With what only the person knows, and by the keyboard alone; refused, and then edited by hand.
  const env = join(folder, 'app.env');
  await writeFile(env, 'DATABRICKS_TOKEN=dapi-mine\n');
  await window.button('Connect: Docker and Compose').press('Enter');
  await window.page.getByRole('textbox', { name: 'File' }).fill(env);
  await window.page.getByRole('textbox', { name: 'File' }).press('Enter');
  await expect(window.alert.first()).toContainText('That entry is already in use.');
  await writeFile(env, '# mine\n');
  await window.page.getByRole('textbox', { name: 'File' }).press('Enter');
  const disconnect = window.button('Disconnect: Docker and Compose DATABRICKS_HOST, DATABRICKS_TOKEN');
  await expect(disconnect).toBeVisible();
  await expect.poll(() => contents(env)).toMatch(/^# mine\nDATABRICKS_HOST=https.*\nDATABRICKS_TOKEN=eyJ/);
  await writeFile(env, '# mine\nDATABRICKS_TOKEN=dapi-mine\n');
  await window.page.evaluate('dispatchEvent(new Event("focus"))');
  await expect(window.page.getByText('changed by hand, left alone')).toBeVisible();
  await disconnect.press('Enter');
  await expect(window.page.getByText('It was changed by hand, so it was left as it is.')).toBeVisible();
  await expect.poll(() => contents(env)).toBe('# mine\nDATABRICKS_TOKEN=dapi-mine\n');
  await window.row('Programs that use az').click();
  await expect.poll(async () => (await desktop.readClipboard()).text).toContain('entra-token env');

  // Another endpoint is in the way: said here and on the first view, and tried again by itself.
  await serve.click();
  await expect(window.page.getByText(/^127\.0\.0\.1:/)).toHaveCount(0);
  const other = cli.start('serve');
  await other.said(/Serving/);
  await serve.click();
  await expect(window.alert.first()).toContainText('A local token endpoint is already running.');
  await window.button('Back').click();
  await expect(window.row('Connect tools')).toContainText('The local endpoint isn’t running');
  other.kill('SIGTERM');
  await other.result;
});
