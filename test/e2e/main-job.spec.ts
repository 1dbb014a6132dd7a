import { keyringItems } from '../support/cache.ts';
import { expect, expectNoSecret, nextLink, test, windowOf } from './fixtures.ts';

test('first start, sign in, countdown, click the tray, close, start again, sign out', async ({
  surroundings,
  person,
  cli,
  start,
}) => {
  const { entra } = surroundings;
  const first = await start();
  const window = await windowOf(first);
  expect((await first.tray())?.toolTip).toBe('Entra Token Tray · No profile yet');

  // First start: the profile, and on to the sign-in.
  await window.fillSetup({
    name: 'work',
    tenantId: entra.tenantId,
    clientId: entra.clientId,
    authority: entra.origin,
  });
  await window.button('Continue to sign-in').click();
  await expect(window.state).toHaveText('Waiting for your browser');
  await expect.poll(async () => (await first.tray())?.toolTip).toBe('work · Signing in…');
  expect((await first.tray())?.image).toMatch(/^signed-out/);

  // Sign in through the browser page.
  const page = await person.signIn(await nextLink(first));
  await expect(page.getByRole('heading', { name: 'You’re signed in' })).toBeVisible();
  expect(page.url()).not.toContain('code');
  await expect(window.state).toHaveText('Signed in');
  await expect(window.page.getByText('someone@example.com')).toBeVisible();
  await expect.poll(async () => (await first.tray())?.toolTip).toMatch(/^work · (59|60) min left · until /);
  expect((await first.tray())?.image).toMatch(/^fresh/);

  // The countdown runs.
  const before = await window.secondsLeft();
  expect(before).toBeGreaterThan(3500);
  await expect.poll(() => window.secondsLeft()).toBeLessThan(before);

  // Click the tray: the token is on the clipboard, marked to stay out of histories.
  await first.clickTray();
  await expect.poll(async () => (await first.readClipboard()).text).toMatch(/^eyJ/);
  const { text: token, formats } = await first.readClipboard();
  await entra.verifyAccessToken(token);
  expect(formats.length).toBeGreaterThan(1);
  await expect.poll(async () => (await first.notifications()).at(-1)?.title).toBe('Token copied');

  // The command line has the same token, from the same cache.
  expect((await cli.run('token')).stdout.trim()).toBe(token);

  // Close the window: it hides to the tray. Quit: the token leaves the clipboard.
  await first.closeWindow();
  expect(await first.windowCount()).toBe(0);
  expect(await first.tray()).toBeDefined();
  expect(await first.quit()).toBe(0);

  // Start again: signed in without a browser.
  const requests = entra.requests.length;
  const second = await start();
  await expect.poll(async () => (await second.tray())?.toolTip).toMatch(/^work · (59|60) min left/);
  expect(await second.openedLinks()).toEqual([]);
  expect(entra.requests.length).toBe(requests);
  expect((await second.readClipboard()).text).toBe('');
  await second.chooseFromTrayMenu('token.copy raw');
  await expect.poll(async () => (await second.readClipboard()).text).toBe(token);

  // Sign out: nothing is left.
  if (process.platform !== 'win32') expect(Object.keys(await keyringItems(surroundings))).toHaveLength(1);
  await second.chooseFromTrayMenu('Sign out');
  await expect.poll(async () => (await second.tray())?.toolTip).toBe('work · Signed out');
  await expect.poll(async () => (await second.readClipboard()).text).toBe('');
  await expect.poll(() => keyringItems(surroundings)).toEqual({});
  expect([...(await surroundings.files()).keys()].filter((file) => /[\\/]cache[\\/]/.test(file))).toEqual([]);
  expect((await cli.run('token')).code).toBe(3);

  expect(await second.quit()).toBe(0);
  expectNoSecret(surroundings, [
    ...(await surroundings.files()),
    ['the output', `${first.output()}${second.output()}`],
  ]);
});
