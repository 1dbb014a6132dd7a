import type { AppState } from '../../src/shared/app-state.ts';
import type { Desktop } from '../host/desktop.ts';
import type { Surroundings } from '../support/surroundings.ts';
import { tokensByPassword } from '../support/token-endpoint.ts';
import type { AppWindowPage } from './app-window.ts';
import { expect, expectClosed, expectNoSecret, nextLink, openWindow, test } from './fixtures.ts';

const OPTIONS = 'Sign-in options';
const ALLOW_PASSWORD = 'Allow user name and password for this profile';
const REFRESH_TOKEN = 'Refresh token from another app';

const profileTest = test.extend<{ profile: undefined }>({
  profile: [
    async ({ world }, use) => {
      await world.addProfile();
      await use(undefined);
    },
    { auto: true },
  ],
});

async function openWays(window: AppWindowPage): Promise<void> {
  if (await window.row(OPTIONS).isVisible()) await window.row(OPTIONS).click();
  else await window.choose(OPTIONS);
}

function userOf({ entra }: Surroundings): { username: string; password: string } {
  const [user] = entra.users;
  if (!user) throw new Error('the simulator has no user');
  return user;
}

/** What main has told the window. */
async function stateOf(window: AppWindowPage): Promise<AppState> {
  return (await window.page.evaluate("window.bridge.request('state.get')")) as AppState;
}

/** `secret` is in nothing that the program shows, wrote or keeps, and not in the clipboard. */
async function expectNowhere(
  secret: string,
  { window, desktop, surroundings }: { window: AppWindowPage; desktop: Desktop; surroundings: Surroundings },
): Promise<void> {
  const places = new Map<string, string>([
    ['the state', JSON.stringify(await stateOf(window))],
    ['the page', await window.page.evaluate('document.documentElement.outerHTML')],
    [
      'its fields',
      await window.page.evaluate("[...document.querySelectorAll('input')].map((i) => i.value).join()"),
    ],
    ['the output', desktop.output()],
    ['the clipboard', (await desktop.readClipboard()).text],
    ...(await surroundings.files()),
  ]);
  expect([...places.keys()].join()).toContain('entra-token.log');
  for (const [place, content] of places) {
    for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) {
      expect(content.includes(form), `the secret in ${place}`).toBe(false);
      expect(content.includes(Buffer.from(form).toString('latin1')), `the secret in ${place}`).toBe(false);
    }
  }
}

profileTest(
  'with a code: instead of a browser, canceled, declined; shown, copied, its page opened, typed there',
  async ({ cli, person, start, surroundings }) => {
    surroundings.entra.setScenario({ deviceCodeIntervalSeconds: 1 });
    const desktop = await start();
    const window = await openWindow(desktop);
    const shownCode = async () => {
      await expect(window.page.locator('.device-code')).toHaveText(/^[A-Z0-9]{9}$/);
      return (await window.page.locator('.device-code').textContent()) as string;
    };
    const enter = async (code: string, opened: number) => {
      await window.button('Open page').click();
      const page = await person.open(await nextLink(desktop, opened));
      expect(new URL(page.url()).pathname).toBe('/common/oauth2/deviceauth');
      await page.getByLabel('Code').fill(code);
      await page.getByRole('button', { name: 'Next' }).click();
      return page;
    };

    await window.button('Sign in').click();
    const { port } = new URL(new URL(await nextLink(desktop)).searchParams.get('redirect_uri') as string);
    await fetch(`http://127.0.0.1:${port}/favicon.ico`);
    await window.row('Use a code on another device').click();
    const canceled = await shownCode();
    await expectClosed(port);
    await expect(window.row('Copy link')).toHaveCount(0);
    await window.button('Cancel').click();
    await expect(window.state).toHaveText('Signed out');
    await expect(window.alert).toHaveCount(0);
    expect((await cli.run('token')).code).toBe(3);

    await openWays(window);
    await window.row('Use a device code').click();
    await expect(window.state).toHaveText('On any device, go to this page and enter the code');
    const declined = await shownCode();
    expect(declined).not.toBe(canceled);
    expect(await desktop.openedLinks(), 'no page unasked').toHaveLength(1);
    const refusal = await enter(declined, 1);
    await refusal.getByRole('button', { name: 'Cancel' }).click();
    // Refused, and not the network’s fault.
    await expect(window.alert).toContainText('Sign-in was canceled or consent declined.');
    await window.button('Back').click();
    await expect(window.state).toHaveText('Signed out');
    await expect(window.alert).toContainText('Sign-in was canceled or consent declined.');

    await openWays(window);
    await window.row('Use a device code').click();
    const code = await shownCode();
    expect(code).not.toBe(declined);
    await window.button('Copy code').click();
    await expect.poll(async () => (await desktop.readClipboard()).text).toBe(code);
    const secondsLeft = async () => {
      const text = (await window.page.getByText(/^Expires in [\d:]+$/).textContent()) ?? '';
      return text
        .replace('Expires in ', '')
        .split(':')
        .reduce((total, part) => total * 60 + Number(part), 0);
    };
    const before = await secondsLeft();
    // Entra’s 15 minutes, not the browser’s time limit.
    expect(before).toBeGreaterThan(880);
    expect(before).toBeLessThanOrEqual(900);
    await expect.poll(secondsLeft).toBeLessThan(before);
    const page = await enter(code, 2);
    await page.getByLabel('User name').fill(userOf(surroundings).username);
    await page.getByLabel('Password').fill(userOf(surroundings).password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(window.state).toHaveText('Signed in');
    await expect(window.alert).toHaveCount(0);
    await desktop.clickTray();
    await expect.poll(async () => (await desktop.readClipboard()).text).toMatch(/^eyJ/);
    await surroundings.entra.verifyAccessToken((await desktop.readClipboard()).text);
  },
);

profileTest(
  'without a browser: a refresh token imported; a password once it is allowed, also after a restart, that stays nowhere',
  async ({ cli, start, surroundings }) => {
    const { username, password } = userOf(surroundings);
    const first = await start();
    const window = await openWindow(first);
    await openWays(window);
    const asked = surroundings.entra.requests.length;
    await expect(window.page.getByLabel('Password', { exact: true })).toHaveCount(0);
    const unasked = await window.page.evaluate(
      (request) =>
        (
          globalThis as unknown as { bridge: { request(...args: unknown[]): Promise<{ ok: boolean }> } }
        ).bridge.request('session.signIn', request),
      { kind: 'password', username, password },
    );
    expect(unasked.ok, 'not even for a page that asks unasked').toBe(false);
    expect(surroundings.entra.requests.length).toBe(asked);

    const { refresh_token: refreshToken } = await tokensByPassword(surroundings.entra);
    await window.page.getByLabel(REFRESH_TOKEN).fill('rubbish');
    await window.button('Import').click();
    await expect(window.alert).toContainText('didn’t accept this refresh token');
    await window.page.getByLabel(REFRESH_TOKEN).fill(`  ${refreshToken} `);
    await window.button('Import').click();
    await expect(window.state).toHaveText('Signed in');
    await openWays(window);
    await expect(window.page.getByLabel(REFRESH_TOKEN)).toHaveValue('');
    await expectNowhere(refreshToken, { window, desktop: first, surroundings });
    await window.button('Back').click();
    await window.button('Refresh').click();
    await expect(window.state).toHaveText('Signed in');
    await expect(window.alert).toHaveCount(0);
    expect(await cli.run('token', '--refresh')).toMatchObject({ code: 0, stderr: '' });

    await openWays(window);
    await expect(window.page.getByLabel('Password', { exact: true })).toHaveCount(0);
    await window.page.getByLabel(ALLOW_PASSWORD).check();
    await expect(window.page.getByLabel('Password', { exact: true })).toBeVisible();
    expect(await first.openedLinks()).toEqual([]);
    await first.quit();
    expect((await cli.run('logout')).code).toBe(0);

    const desktop = await start();
    const second = await openWindow(desktop);
    await expect(second.state).toHaveText('Signed out');
    await openWays(second);
    await expect(second.page.getByLabel(ALLOW_PASSWORD)).toBeChecked();
    const field = second.page.getByLabel('Password', { exact: true });
    const signIn = async (typed: string) => {
      await field.fill(typed);
      await second.button('Sign in with password').click();
    };
    const everywhere = { window: second, desktop, surroundings };
    await second.page.getByRole('textbox', { name: 'User name' }).fill(username);
    await signIn('wr0ng & "wörd"');
    await expect(second.alert).toContainText('The user name or the password is wrong.');
    await expect(second.page.getByRole('textbox', { name: 'User name' })).toHaveValue(username);
    await expect(field).toHaveValue('');
    await expectNowhere('wr0ng & "wörd"', everywhere);

    await signIn(password);
    await expect(second.state).toHaveText('Signed in');
    await openWays(second);
    await expect(field).toHaveValue('');
    await expectNowhere(password, everywhere);
    expect(await desktop.openedLinks()).toEqual([]);
    await second.page.getByLabel(ALLOW_PASSWORD).uncheck();
    await expect(field).toHaveCount(0);
  },
);

const REFUSALS = [
  { aadsts: 65001, error: 'invalid_grant', suberror: 'consent_required', isAdmins: false, link: true },
  { aadsts: 90094, error: 'interaction_required', isAdmins: true, link: true },
  { aadsts: 53003, error: 'invalid_grant', suberror: 'message_only', isAdmins: true, link: false },
] as const;
const OWN_WORDS = 'Words that only Entra would use';

profileTest(
  'a refusal tells who can help, and what the help desk needs: AADSTS65001, 90094, 53003',
  async ({ startSignedIn, surroundings }) => {
    const { entra } = surroundings;
    const desktop = await startSignedIn();
    const window = await openWindow(desktop);
    for (const { aadsts, isAdmins, link, ...fault } of REFUSALS) {
      entra.setScenario({ faults: { token: { kind: 'error', aadsts, ...fault, description: OWN_WORDS } } });
      const began = Date.now();
      await window.button('Refresh').click();
      await expect(window.alert).toBeVisible();
      await expect(window.page.getByText(OWN_WORDS)).toBeHidden();
      await window.alert.getByText('Details', { exact: true }).click();
      await expect(window.page.getByText(OWN_WORDS)).toBeVisible();
      await expect(window.page.getByText('Your administrator can fix this.')).toHaveCount(isAdmins ? 1 : 0);
      await window.button('Copy for the help desk').click();
      await expect(window.button('Copied')).toBeVisible();
      await expect.poll(async () => (await desktop.readClipboard()).text).toContain(`AADSTS${aadsts}`);
      const { text } = await desktop.readClipboard();
      expect(text).toMatch(/Correlation ID: [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n/);
      const [, time = ''] = /Time: (\d{4}-\d\d-\d\dT[\d:.]+Z)/.exec(text) ?? [];
      expect(Math.abs(Date.parse(time) - began)).toBeLessThan(60_000);
      expect(text).toContain(`Tenant: ${entra.tenantId}`);
      expect(text).toContain(`Client ID: ${entra.clientId}`);
      const consentLink = `${entra.origin}/${entra.tenantId}/adminconsent?client_id=${entra.clientId}`;
      expect(text.includes(consentLink)).toBe(link);
      expectNoSecret(surroundings, [['the clipboard', text]]);

      entra.resetScenario();
      await window.page.evaluate("window.bridge.request('session.refresh')");
      await expect(window.state).toHaveText('Signed in');
      await expect(window.alert).toHaveCount(0);
    }
  },
);

profileTest(
  'what Entra asks for at a refresh is passed on to the sign-in: consent; claims, also after a restart; another account is the person’s choice',
  async ({ person, start, startSignedIn, surroundings }) => {
    const { entra } = surroundings;
    const first = await startSignedIn();
    const before = await openWindow(first);
    entra.setScenario({ consent: 'required' });
    await before.button('Refresh').click();
    await expect(before.state).toHaveText('Sign-in needed');
    await expect(before.alert).toContainText('No one has consented');
    await before.button('Sign in and consent').click();
    const consent = await nextLink(first);
    expect(new URL(consent).searchParams.get('prompt')).toBe('consent');
    expect(new URL(consent).searchParams.get('login_hint')).toBe('someone@example.com');
    const page = await person.signIn(consent);
    await expect(page.getByRole('heading', { name: 'Permissions requested' })).toBeVisible();
    await page.getByRole('button', { name: 'Accept' }).click();
    await expect(before.state).toHaveText('Signed in');
    await expect(before.alert).toHaveCount(0);
    const refreshes = () =>
      entra.requests.filter(({ grantType, status }) => grantType === 'refresh_token' && status === 200)
        .length;
    const refreshed = refreshes();
    await before.button('Refresh').click();
    // Answered, before Entra is told to answer otherwise.
    await expect.poll(refreshes).toBeGreaterThan(refreshed);
    await expect(before.state).toHaveText('Signed in');

    entra.resetScenario();
    const challenge = { access_token: { capolids: { essential: true, values: ['c04b3e3a-8d4e-4a3c'] } } };
    const token: NonNullable<Surroundings['entra']['scenario']['faults']['token']> = {
      kind: 'error',
      error: 'interaction_required',
      aadsts: 50076,
      suberror: 'basic_action',
      claims: JSON.stringify(challenge),
      times: 1,
    };
    entra.setScenario({ faults: { token } });
    await before.button('Refresh').click();
    await expect(before.state).toHaveText('Sign-in needed');
    await first.quit();

    const desktop = await start();
    const window = await openWindow(desktop);
    await expect(window.state).toHaveText('Sign-in needed');
    await window.button('Sign in').click();
    const link = await nextLink(desktop);
    expect(JSON.parse(new URL(link).searchParams.get('claims') ?? '{}')).toMatchObject(challenge);
    await person.signIn(link);
    await expect(window.state).toHaveText('Signed in');

    // Whoever is signed in, the person chooses; and the claims are answered, and not asked for again.
    await openWays(window);
    await window.row('Use another account').click();
    const next = await nextLink(desktop, 1);
    expect(new URL(next).searchParams.get('prompt')).toBe('select_account');
    expect(new URL(next).searchParams.has('login_hint')).toBe(false);
    expect(new URL(next).searchParams.get('claims') ?? '').not.toContain('capolids');
    await expect(window.state).toHaveText('Waiting for your browser');
    await person.signIn(next);
    await expect(window.state).toHaveText('Signed in');
  },
);
