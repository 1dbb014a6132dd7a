import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppWindowPage } from './app-window.ts';
import { expect, expectNoSecret, needs, nextLink, openWindow, test, windowOf } from './fixtures.ts';

test.beforeEach(async ({ cli, surroundings }) => {
  const args = [...surroundings.profileArguments, ...surroundings.workspaceArguments];
  await cli.run('profile', 'add', 'work', ...args);
});

async function openSettings(window: AppWindowPage): Promise<void> {
  await window.button('Settings').click();
  await expect(window.page.getByRole('heading', { name: 'Settings' })).toBeFocused();
}

test('first run without an app registration: Microsoft’s public client, by the workspace’s address', async ({
  cli,
  start,
  surroundings,
  person,
}) => {
  await cli.run('profile', 'remove', 'work');
  const { entra, workspace } = surroundings;
  const desktop = await start();
  const window = await windowOf(desktop);
  await window.button('How to register an app').click();
  await expect(window.page.getByText('http://localhost')).toBeVisible();
  await window.page.getByRole('button', { name: 'Copy: http://localhost' }).click();
  await expect.poll(async () => (await desktop.readClipboard()).text).toBe('http://localhost');
  await window.button('Back').click();
  await window.button('I may not register an app').click();
  await expect(window.page.getByText('as the Azure CLI does')).toBeVisible();
  await window.page.getByText('Cloud and resource ID').click();
  await window.page.getByLabel('Cloud', { exact: true }).selectOption('other');
  await window.page.getByLabel('Authority', { exact: true }).fill(entra.origin);
  await window.page.getByLabel('Workspace URL').fill(workspace.host);
  await window.page.getByLabel('Workspace URL').blur();
  await expect(window.page.getByText(`tenant ${entra.tenantId}`)).toBeVisible();
  await window.button('Save').click();
  await window.button('Sign in').click();
  const link = await nextLink(desktop);
  expect(new URL(link).searchParams.get('client_id')).toBe('04b07795-8ddb-461a-bbee-02f9e1bf7b46');
  await person.signIn(link);
  await expect(window.state).toHaveText('Signed in');
});

test('live checks: what is wrong is said when the field is left; a workspace that is none too', async ({
  cli,
  start,
  surroundings,
}) => {
  await cli.run('profile', 'remove', 'work');
  surroundings.workspace.setScenario({ signInRedirect: 'notFound' });
  const window = await windowOf(await start());
  await window.button('I have the workspace’s address').click();
  await window.page.getByLabel('Application (client) ID').fill('abc');
  await window.page.getByLabel('Application (client) ID').blur();
  await expect(window.page.getByText('The client ID must be a GUID')).toBeVisible();
  await expect(window.page.getByLabel('Directory (tenant) ID')).toHaveCount(0);
  await window.page.getByText('Cloud and resource ID').click();
  await window.page.getByLabel('Cloud', { exact: true }).selectOption('other');
  await window.page.getByLabel('Authority', { exact: true }).fill(surroundings.entra.origin);
  await window.page.getByLabel('Workspace URL').fill(surroundings.workspace.host);
  await window.page.getByLabel('Workspace URL').blur();
  await expect(window.page.getByText('No Azure Databricks workspace answers')).toBeVisible();
  // What the workspace does not tell is asked of the person.
  await expect(window.page.getByLabel('Directory (tenant) ID')).toBeVisible();
  await expect(window.page.getByLabel('Application (client) ID')).toHaveValue('abc');
});

test('the window has the focus on Copy: Enter copies; copy as; what happened; what the token says', async ({
  cli,
  surroundings,
  startSignedIn,
}) => {
  const desktop = await startSignedIn();
  const window = await openWindow(desktop);
  await expect(window.button('Copy token')).toBeFocused();
  await window.page.keyboard.press('Enter');
  await expect(window.page.getByText(/^Copied, (59|60) min left$/)).toBeVisible();
  const token = (await cli.run('token')).stdout.trim();
  expect((await desktop.readClipboard()).text).toBe(token);

  await window.page.getByText('Copy as', { exact: true }).click();
  await window.button('curl command').click();
  await expect.poll(async () => (await desktop.readClipboard()).text).toMatch(/^printf .* \| curl -H @- /);

  await window.page.getByText('What the token says').click();
  await expect(window.page.getByText('someone@example.com').last()).toBeVisible();
  await expect(window.page.getByText('2ff814a6-3304-4ab8-85cb-cd0e6f879c1d')).toBeVisible();

  await window.button('Refresh now').click();
  await window.page.getByText('What happened').click();
  const events = window.page.locator('.history li');
  await expect(events.first()).toContainText('Token refreshed');
  await expect(events).toContainText(['Token refreshed', 'Copied: curl command', 'Copied: Token']);
  surroundings.entra.revokeRefreshTokens();
  await window.button('Refresh now').click();
  await expect(events.first()).toContainText('Sign-in needed');
});

test('the countdown crosses ten minutes, and the token’s end', async ({ surroundings, startSignedIn }) => {
  const desktop = await startSignedIn();
  const window = await openWindow(desktop);
  surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 607 });
  await window.button('Refresh now').click();
  await expect.poll(() => window.secondsLeft()).toBeLessThan(608);
  expect(await window.secondsLeft()).toBeGreaterThanOrEqual(600);
  await expect(window.state).toHaveText('Signed in');
  await expect.poll(() => window.secondsLeft()).toBeLessThan(600);
  await expect(window.state).toHaveText('Expires soon');
  await desktop.emitPower('unlock-screen');
  await expect.poll(async () => (await desktop.tray())?.image).toMatch(/^expiring/);

  surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 5 });
  await window.button('Refresh now').click();
  await expect.poll(() => window.secondsLeft()).toBeLessThan(6);
  surroundings.entra.setScenario({ faults: { token: { kind: 'reset' } } });
  await expect.poll(() => window.secondsLeft()).toBe(0);
  await expect(window.state).toHaveText('The token has expired');
  await desktop.emitPower('unlock-screen');
  await expect.poll(async () => (await desktop.tray())?.toolTip).toContain('expired');
  surroundings.entra.resetScenario();
  await window.button('Refresh now').click();
  await expect(window.state).toHaveText('Signed in');
});

test('language and theme: changed at once everywhere, and still so after a restart', async ({
  start,
  startSignedIn,
}) => {
  const first = await startSignedIn();
  const window = await openWindow(first);
  await openSettings(window);
  await window.page.getByLabel('Language').selectOption('fr');
  await expect(window.page.getByRole('heading', { name: 'Paramètres' })).toBeVisible();
  await expect(window.page.locator('html')).toHaveAttribute('lang', 'fr');
  await window.page.locator('select').nth(1).selectOption('dark');
  const background = () => window.page.evaluate('getComputedStyle(document.body).backgroundColor');
  await expect.poll(background).toBe('rgb(27, 29, 33)');
  await expect
    .poll(async () => (await first.tray())?.menu.map(({ label }) => label).join())
    .toContain('Quitter');
  expect((await first.tray())?.toolTip).toContain('min');
  await first.quit();

  const second = await start();
  await expect
    .poll(async () => (await second.tray())?.menu.map(({ label }) => label).join())
    .toContain('Quitter');
  const again = await openWindow(second);
  await expect(again.state).toHaveText('Connecté');
  await expect(again.page.locator('html')).toHaveAttribute('lang', 'fr');
});

test('settings: a click that opens, no notifications, numbers within bounds; all survive a restart', async ({
  start,
  surroundings,
  startSignedIn,
}) => {
  const desktop = await startSignedIn();
  await desktop.chooseFromTrayMenu('window.show settings');
  const window = await windowOf(desktop);
  await expect(window.page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await window.page.getByLabel('Show notifications').uncheck();
  const minutes = window.page.getByLabel('Minutes that a copied token has left at least');
  for (const wrong of ['0', '46', '-5', 'ten', '10.5', '', '1e1']) {
    await minutes.fill(wrong);
    await minutes.blur();
    await expect(window.page.getByText('A whole number from 1 to 45')).toBeVisible();
    await expect(minutes).toHaveAttribute('aria-invalid', 'true');
    await expect(minutes).toHaveValue(wrong);
  }
  await minutes.fill('30');
  await minutes.blur();
  await expect(window.page.getByText('A whole number from')).toHaveCount(0);
  const saved = async () => JSON.parse(await readFile(join(surroundings.home, 'settings.json'), 'utf8'));
  await expect.poll(async () => (await saved()).minValidMinutes).toBe(30);
  expect((await saved()).notifications).toBe(false);
  const before = (await desktop.notifications()).length;
  await desktop.clickTray();
  await expect.poll(async () => (await desktop.readClipboard()).text).toMatch(/^eyJ/);
  expect((await desktop.notifications()).length).toBe(before);
  await desktop.quit();

  // Linux offers no choice of what a click does; the setting holds wherever there are clicks.
  const file = join(surroundings.home, 'settings.json');
  const settings = await saved();
  await writeFile(file, JSON.stringify({ ...settings, clickAction: 'open' }));
  const again = await start();
  await expect.poll(async () => (await again.tray())?.image).toMatch(/^fresh/);
  await again.clickTray();
  await expect.poll(() => again.windowCount()).toBe(1);
  expect((await again.readClipboard()).text).toBe('');
});

test('the copy shortcut: recorded, pressed, refused when another program has it, removed', async ({
  startSignedIn,
}) => {
  const desktop = await startSignedIn({ HOST_TAKEN_SHORTCUTS: 'Control+Alt+T' });
  const window = await openWindow(desktop);
  await openSettings(window);
  const recorder = window.page.getByRole('button', { name: /^Shortcut that copies from anywhere/ });
  await recorder.click();
  // A letter alone would be taken away from every program.
  await window.page.keyboard.press('c');
  await expect(recorder).toContainText('Press the keys');
  await window.page.keyboard.press('Control+Shift+C');
  await expect(recorder).toContainText('Control+Shift+C');
  expect(await desktop.pressShortcut('Control+Shift+C')).toBe(true);
  await expect.poll(async () => (await desktop.readClipboard()).text).toMatch(/^eyJ/);

  await recorder.click();
  await window.page.keyboard.press('Control+Alt+T');
  await expect(window.page.getByText('The system does not give Control+Alt+T')).toBeVisible();
  await window.button('Remove').last().click();
  await expect(recorder).toContainText('None');
  expect(await desktop.pressShortcut('Control+Shift+C')).toBe(false);
});

test('profiles: added, renamed, moved, switched, removed with what that forgets', async ({
  cli,
  start,
  surroundings,
}) => {
  await cli.signIn();
  await cli.run('profile', 'add', 'other', ...surroundings.profileArguments);
  const desktop = await start();
  const window = await openWindow(desktop);
  await expect(window.state).toHaveText('Signed in');
  await window.page.getByLabel('Profile', { exact: true }).selectOption('other');
  await expect(window.state).toHaveText('Signed out');
  await window.page.getByLabel('Profile', { exact: true }).selectOption('work');
  await expect(window.state).toHaveText('Signed in');

  await openSettings(window);
  await window.button('Edit: work').click();
  await window.page.getByLabel('Name', { exact: true }).fill('other');
  await window.button('Save').click();
  await expect(window.alert).toContainText('exists already');
  await expect(window.page.getByLabel('Name', { exact: true })).toHaveValue('other');
  await window.page.getByLabel('Name', { exact: true }).fill('Büro');
  await window.button('Save').click();
  await expect(window.page.locator('.profiles strong')).toHaveText(['Büro', 'other']);
  await window.button('Move down: Büro').click();
  await expect(window.page.locator('.profiles strong')).toHaveText(['other', 'Büro']);
  // A new name is no new sign-in.
  expect((await cli.run('token', '--profile', 'Büro')).code).toBe(0);

  await window.button('Remove this profile: Büro').click();
  await expect(window.alert).toContainText('its sign-in on this computer');
  await window.button('Cancel').click();
  await expect(window.page.locator('.profiles strong')).toHaveText(['other', 'Büro']);
  await window.button('Remove this profile: Büro').click();
  await window.button('Really remove?').click();
  await expect(window.page.locator('.profiles strong')).toHaveText(['other']);
  expect((await cli.run('profile', 'list')).stdout).not.toContain('Büro');
});

test('forget everything: asked once more, then nothing is left', async ({ surroundings, startSignedIn }) => {
  const desktop = await startSignedIn();
  const window = await openWindow(desktop);
  await openSettings(window);
  await window.button('Forget everything…').click();
  await window.button('Forget everything').click();
  await expect(window.page.locator('.profiles li')).toHaveCount(0);
  await window.button('Back').click();
  await expect(window.page.getByRole('heading', { name: 'Set up your first profile' })).toBeVisible();
  const { profiles } = JSON.parse(await readFile(join(surroundings.home, 'settings.json'), 'utf8'));
  expect(profiles).toEqual([]);
  expectNoSecret(surroundings, await surroundings.files());
});

test('starts at login by an autostart file, as long as that is wanted', async ({ start, surroundings }) => {
  needs(process.platform === 'linux', 'Linux');
  const config = join(surroundings.directory, 'xdg');
  const desktop = await start({ XDG_CONFIG_HOME: config });
  const window = await openWindow(desktop);
  await openSettings(window);
  const entry = () => readFile(join(config, 'autostart', 'entra-token-tray.desktop'), 'utf8').catch(() => '');
  await window.page.getByLabel('Start when I log in').check();
  await expect.poll(entry).toMatch(/^\[Desktop Entry\]\nType=Application\nName=Entra Token Tray\nExec=".+"/);
  await window.page.getByLabel('Start when I log in').uncheck();
  await expect.poll(entry).toBe('');
});

test('the endpoint in the settings: switched, explained, its variables copied and not shown', async ({
  cli,
  surroundings,
  startSignedIn,
}) => {
  const desktop = await startSignedIn();
  const window = await openWindow(desktop);
  await openSettings(window);
  await window.page.getByLabel('Serve tokens to programs on this computer').click();
  await window.button('Copy as .env lines').click();
  await expect
    .poll(async () => (await desktop.readClipboard()).text)
    .toMatch(
      /^DATABRICKS_HOST="https.*"\nDATABRICKS_AUTH_TYPE="metadata-service"\nDATABRICKS_METADATA_SERVICE_URL="http:\/\/127/,
    );
  const { paths } = JSON.parse(await readFile(join(surroundings.home, 'endpoint.json'), 'utf8'));
  expect(await window.page.content()).not.toContain(Object.values<string>(paths)[0]);
  await window.button('Copy as .databrickscfg section').click();
  await expect.poll(async () => (await desktop.readClipboard()).text).toMatch(/^\[work\]\nhost = /);

  // Another endpoint is in the way: said here, and tried again by itself.
  await window.page.getByLabel('Serve tokens to programs on this computer').click();
  const serve = cli.start('serve');
  await serve.said(/Serving/);
  await window.page.getByLabel('Serve tokens to programs on this computer').click();
  await expect(window.alert.first()).toContainText('A local token endpoint is running already.');
  serve.kill('SIGTERM');
  await serve.result;
});
