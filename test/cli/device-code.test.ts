import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PlainBrowser, type PlainPage } from '../entra/plain-browser.ts';
import type { SimulatedUser } from '../entra/simulator.ts';
import { keyringItems } from '../support/cache.ts';
import { Cli } from '../support/cli.ts';
import { expectLasting, expectNothingSaved } from '../support/sign-in-state.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';

/** `login --device-code`: the person signs in on any device. */

const SOMEONE: SimulatedUser = {
  username: 'someone@example.com',
  password: 'c0rrect+Horse & "Zürich"=100%?',
  name: 'Some One',
  objectId: '6b1f5a52-3c0e-4d5c-9a77-1f2e3d4c5b6a',
};

let surroundings: Surroundings;
let cli: Cli;
let withProfile: StartingPoint;

beforeAll(async () => {
  surroundings = await Surroundings.start({ users: [SOMEONE] });
  cli = new Cli(surroundings);
  withProfile = new StartingPoint(surroundings, () => cli.addProfile());
});
afterAll(() => surroundings.stop());
beforeEach(async () => {
  await withProfile.enter();
  surroundings.entra.setScenario({ deviceCodeIntervalSeconds: 1 });
});

/** Types the code, and the credentials, where the program said; then presses `button`. */
async function enter(
  { uri, code }: { uri: string; code: string },
  button: 'Sign in' | 'Cancel',
): Promise<PlainPage> {
  const browser = new PlainBrowser(surroundings.entra);
  try {
    const page = await browser.submit(await browser.open(uri), { otc: code });
    const { username, password } = SOMEONE;
    return await browser.submit(page, button === 'Sign in' ? { username, password } : {}, button);
  } finally {
    await browser.close();
  }
}

/** How often the program has asked whether the person is done. */
const polls = () =>
  surroundings.entra.requests.filter(({ grantType }) => grantType?.endsWith('device_code')).length;

test('the code and its address are printed, and the person signs in there', async () => {
  const login = cli.start('login', '--device-code');
  const shown = await login.deviceCode();
  expect(shown.code).toMatch(/^[A-Z0-9]{9}$/);
  const page = await enter(shown, 'Sign in');
  expect(page.html).toContain('You have signed in');
  const result = await login.result;
  expect(result).toMatchObject({ code: 0, stdout: '' });
  expect(result.stderr).toContain(`Signed in as ${SOMEONE.username}`);
  expect(result.stderr).not.toContain('redirect_uri');
  await expectLasting(cli, SOMEONE);
  for (const secret of surroundings.entra.issuedSecrets()) expect(result.stderr.includes(secret)).toBe(false);
});

test('declined: refused, in words', async () => {
  const login = cli.start('login', '--device-code');
  await enter(await login.deviceCode(), 'Cancel');
  const { code, stderr } = await login.result;
  expect(stderr).toMatch(/refused|declined/i);
  expect(stderr).not.toContain('hotel');
  expect(code).toBe(5);
  await expectNothingSaved(cli);
});

test('expired: said, with what to do', async () => {
  surroundings.entra.setScenario({ deviceCodeLifetimeSeconds: 2 });
  const login = cli.start('login', '--device-code');
  await login.deviceCode();
  const { code, stderr } = await login.result;
  expect(stderr).toContain('The device code expired.');
  expect(stderr).toContain('Sign in again');
  expect(code).toBe(3);
  expect(await keyringItems(surroundings)).toEqual({});
});

// Windows has no signals: there a console's Ctrl-C cannot be sent from here.
test.runIf(process.platform !== 'win32')('Ctrl-C ends the waiting at once, for good', async () => {
  const login = cli.start('login', '--device-code');
  const shown = await login.deviceCode();
  const polledBefore = polls();
  await expect.poll(polls, { timeout: 20_000 }).toBeGreaterThan(polledBefore);
  const began = performance.now();
  login.kill('SIGINT');
  const { code, stderr } = await login.result;
  expect(code).toBe(130);
  expect(performance.now() - began).toBeLessThan(3_000);
  expect(stderr).toContain('Canceled.');
  const before = polls();
  await enter(shown, 'Sign in');
  await sleep(1_500);
  expect(polls(), 'polled after the end').toBe(before);
  await expectNothingSaved(cli);
});

test('polls that are throttled to the end: said in words', async () => {
  surroundings.entra.setScenario({
    deviceCodeLifetimeSeconds: 3,
    faults: { token: { kind: 'status', status: 429 } },
  });
  const { code, stderr } = await cli.run('login', '--device-code');
  // At once, or when the code has expired.
  expect([3, 4]).toContain(code);
  expect(stderr).toMatch(/temporarily unavailable|device code expired/);
  expect(await keyringItems(surroundings)).toEqual({});
});

test('polls that meet a fault each do not lose the sign-in', async () => {
  const login = cli.start('login', '--device-code');
  const shown = await login.deviceCode();
  for (const fault of [
    { kind: 'status', status: 503, times: 1 },
    { kind: 'status', status: 429, retryAfterSeconds: 1, times: 1 },
    { kind: 'reset', times: 1 },
    { kind: 'error', error: 'slow_down', aadsts: 70016, times: 1 },
  ] as const) {
    surroundings.entra.setScenario({ faults: { token: fault } });
    const before = polls();
    await expect.poll(polls, { timeout: 20_000 }).toBeGreaterThan(before);
  }
  await enter(shown, 'Sign in');
  const { code, stderr } = await login.result;
  expect(code, stderr).toBe(0);
});

test('a client that Entra does not know gets no code that cannot work', async () => {
  const nobody = '00000000-0000-4000-8000-000000000000';
  const file = join(surroundings.home, 'settings.json');
  await writeFile(file, (await readFile(file, 'utf8')).replace(surroundings.entra.clientId, nobody));
  const login = await cli.run('login', '--device-code');
  expect(login.stderr).not.toContain('enter the code');
  expect(login.stderr).toContain('doesn’t exist in this tenant');
  expect(login.code).toBe(5);
});

test('no network, and a captive portal, before there is a code', async () => {
  surroundings.entra.setScenario({ faults: { devicecode: { kind: 'reset' } } });
  const unreachable = await cli.run('login', '--device-code');
  expect(unreachable).toMatchObject({ code: 4, stderr: expect.stringContaining('can’t be reached') });
  surroundings.entra.setScenario({ faults: { devicecode: { kind: 'html' } } });
  const portal = await cli.run('login', '--device-code');
  expect(portal).toMatchObject({ code: 4, stderr: expect.stringContaining('Wi-Fi') });
  expect(`${unreachable.stderr}${portal.stderr}`).not.toContain('enter the code');
});
