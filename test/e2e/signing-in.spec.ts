import { expect, expectClosed, nextLink, openWindow, test } from './fixtures.ts';

test('an app registration that is not there is told before a browser opens; canceled, refused and pending sign-ins; the next one works', async ({
  cli,
  person,
  start,
  surroundings,
}) => {
  const { entra } = surroundings;
  const nobody = '00000000-0000-4000-8000-000000000000';
  const wrong = ['--tenant', entra.tenantId, '--client-id', nobody, '--authority', entra.origin];
  await cli.run('profile', 'add', 'wrong', ...wrong);
  const desktop = await start();
  const window = await openWindow(desktop);
  const correlationId = async () =>
    /AADSTS700016\s*Correlation ID: ([0-9a-f-]{36})/.exec((await window.alert.textContent()) ?? '')?.[1];

  // By a code: no empty one is shown.
  await window.row('Sign-in options').click();
  await window.row('Use a device code').click();
  await expect(window.alert).toContainText('The app registration (client ID) doesn’t exist in this tenant.');
  await expect(window.page.locator('.device-code')).toHaveCount(0);
  await expect.poll(correlationId).toBeDefined();
  const byCode = await correlationId();
  await window.button('Back').click();

  await window.button('Sign in').click();
  await expect.poll(correlationId).not.toBe(byCode);
  await expect(window.alert).toContainText('The app registration (client ID) doesn’t exist in this tenant.');
  await expect(window.alert).toContainText(/AADSTS700016\s*Correlation ID: [0-9a-f-]{36}/);
  expect(await desktop.openedLinks()).toEqual([]);

  // The panel's one button leads to where it is put right.
  await window.button('Edit profile').first().click();
  await window.page.getByLabel('Application (client) ID').fill(entra.clientId);
  await window.button('Save').click();
  await expect(window.state).toHaveText('Signed out');
  await expect(window.alert).toHaveCount(0);
  await window.button('Sign in').click();
  const first = new URL(await nextLink(desktop));
  expect(first.searchParams.get('client_id')).toBe(entra.clientId);

  // Canceled from the window, and from the tray menu.
  await window.button('Cancel').click();
  await expect(window.state).toHaveText('Signed out');
  await expect(window.alert).toHaveCount(0);
  await expectClosed(new URL(first.searchParams.get('redirect_uri') as string).port);
  await desktop.chooseFromTrayMenu('session.signIn');
  await nextLink(desktop, 1);
  await expect(window.state).toHaveText('Waiting for your browser');
  await desktop.chooseFromTrayMenu('session.cancelSignIn');
  await expect(window.state).toHaveText('Signed out');

  // A wrong password is Entra's to tell; “Cancel” on its page ends the sign-in with the reason.
  await window.button('Sign in').click();
  const page = await person.open(await nextLink(desktop, 2));
  await page.getByLabel('User name').fill('someone@example.com');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('50126');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('heading', { name: 'Sign-in failed' })).toBeVisible();
  await expect(window.alert).toContainText('Sign-in was canceled or consent declined.');
  await expect(window.alert).toContainText('Sign in again, and accept.');
  await window.button('Dismiss').click();
  await expect(window.alert).toHaveCount(0);

  // Pending: a second one is refused; a closed tab is opened again; its link is for another browser too.
  await window.button('Sign in').click();
  const link = await nextLink(desktop, 3);
  const second = await window.page.evaluate(
    "window.bridge.request('session.signIn', { kind: 'browser', account: 'last' })",
  );
  expect(second).toMatchObject({ ok: false, failure: { code: 'sign_in_pending' } });
  expect(await desktop.openedLinks()).toHaveLength(4);
  await (await person.open(link)).close();
  await window.row('Reopen sign-in page').click();
  expect(await nextLink(desktop, 4)).toBe(link);
  await window.row('Copy link').click();
  await expect.poll(async () => (await desktop.readClipboard()).text).toBe(link);
  await person.signIn((await desktop.readClipboard()).text);
  await expect(window.state).toHaveText('Signed in');
});

test('a sign-in that has become necessary: said once, never a browser unasked, and the old token still works', async ({
  person,
  surroundings,
  startSignedIn,
}) => {
  const desktop = await startSignedIn();
  surroundings.entra.revokeRefreshTokens();
  await desktop.chooseFromTrayMenu('session.refresh');
  await expect.poll(async () => (await desktop.tray())?.image).toMatch(/^sign-in/);
  for (const event of ['suspend', 'resume', 'lock-screen', 'unlock-screen'] as const)
    await desktop.emitPower(event);
  await desktop.clickTray();
  await expect.poll(async () => (await desktop.readClipboard()).text).toMatch(/^eyJ/);
  const newest = async () => (await desktop.notifications()).at(-1)?.title;
  await expect.poll(newest).toBe('Token copied');
  const titles = (await desktop.notifications()).map(({ title }) => title);
  expect(titles.filter((title) => title === 'Sign-in needed')).toHaveLength(1);
  expect(await desktop.openedLinks()).toEqual([]);

  await desktop.clickNotification(titles.indexOf('Sign-in needed'));
  const link = await nextLink(desktop);
  expect(new URL(link).searchParams.get('login_hint')).toBe('someone@example.com');
  await person.signIn(link);
  await expect.poll(async () => (await desktop.tray())?.image).toMatch(/^fresh/);
});
