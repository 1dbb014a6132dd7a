import { mkdir, readFile, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { chromium, type Page } from 'playwright';
import type { AppState } from '../src/shared/app-state.ts';
import type { SessionState } from '../src/shared/session-state.ts';
import { findChromium } from '../test/support/find-chromium.ts';

/**
 * `npm run gallery`: the window in every state and theme, as pictures to look at. The built window is given made-up
 * states in main's place; that main gets to these states is what the end-to-end specs test.
 */
const GALLERY = join('out', 'gallery');
const WINDOW = join('out', 'renderer');
const SIZE = { width: 380, height: 560 };
const NOW = Date.parse('2026-11-20T12:34:56Z');

const account = {
  homeAccountId: 'x.y',
  username: 'ada.lovelace@contoso.com',
  name: 'Ada Lovelace',
  tenantId: 'a1bc2d34-5e67-8f89-01ab-c2345d6c78de',
};
const correlationId = '97633974-1ca7-42c7-a290-88535fac98f1';
const offline = {
  code: 'network_unreachable',
  params: { host: 'login.microsoftonline.com' },
  cause: 'ENOTFOUND',
  at: NOW,
  correlationId,
} as const;
const policy = {
  code: 'sign_in_needed',
  cause: 'invalid_grant',
  aadsts: 70043,
  at: NOW,
  correlationId,
} as const;
const dates = (minutes: number) => ({
  expiresOn: NOW + minutes * 60_000,
  refreshDue: NOW + (minutes - 12) * 60_000,
});

const SESSIONS: Record<string, SessionState> = {
  'signed-out': { kind: 'signedOut' },
  'signed-out-refused': {
    kind: 'signedOut',
    failure: { code: 'refused_by_entra', aadsts: 50105, cause: 'access_denied', at: NOW, correlationId },
  },
  'signed-out-no-keyring': {
    kind: 'signedOut',
    failure: { code: 'keyring_unavailable', cause: 'Cannot autolaunch D-Bus without X11 $DISPLAY', at: NOW },
  },
  'signing-in-asking': { kind: 'signingIn', deadline: NOW + 300_000, step: { kind: 'asking' } },
  'signing-in-browser': { kind: 'signingIn', deadline: NOW + 283_000, step: { kind: 'browser' } },
  'signing-in-device-code': {
    kind: 'signingIn',
    deadline: NOW + 853_000,
    step: { kind: 'deviceCode', userCode: 'A1B2C3D4E', verificationUri: 'https://microsoft.com/devicelogin' },
  },
  fresh: { kind: 'fresh', account, ...dates(58) },
  'fresh-next-sign-in': { kind: 'fresh', account, ...dates(58), nextSignIn: NOW + 3 * 3_600_000 },
  'fresh-long': { kind: 'fresh', account, ...dates(125) },
  expiring: { kind: 'expiring', account, ...dates(9) },
  refreshing: { kind: 'refreshing', account, ...dates(12) },
  offline: { kind: 'offline', account, failure: offline, retryAt: NOW + 60_000, ...dates(31) },
  expired: { kind: 'expired', account, expiresOn: NOW - 60_000, failure: offline },
  'sign-in-needed': { kind: 'signInRequired', account, reason: policy, expiresOn: NOW + 20 * 60_000 },
  'sign-in-needed-expired': { kind: 'signInRequired', account, reason: policy },
};

const profile = {
  id: '1',
  name: 'Analytics (prod)',
  tenantId: account.tenantId,
  clientId: '12a34b56-789c-0d12-e3fa-b456789c0123',
  authority: 'login.microsoftonline.com',
  allowsPassword: false,
  workspaceUrl: 'https://adb-1234567890123456.7.azuredatabricks.net',
};
const plain: Pick<AppState, 'locale' | 'notices' | 'endpoint'> = {
  locale: 'en-GB',
  notices: [],
  endpoint: { kind: 'off' },
};
const STATES: Record<string, AppState> = {
  'first-run': { ...plain, profiles: [] },
  ...Object.fromEntries(
    Object.entries(SESSIONS).map(([name, session]) => [
      name,
      { ...plain, profiles: [profile], active: { profile, session } },
    ]),
  ),
  'notice-and-two-profiles': {
    ...plain,
    profiles: [profile, { ...profile, id: '2', name: 'Sandbox' }],
    active: { profile, session: { kind: 'fresh', account, ...dates(58) } },
    notices: [
      {
        id: 'n',
        kind: 'settings_set_aside',
        params: { file: 'settings.json.broken-2026-11-20T12-34-56-789Z', reason: 'minValidMinutes: Too big' },
      },
    ],
  },
};

await rm(GALLERY, { recursive: true, force: true });
await mkdir(GALLERY, { recursive: true });
const browser = await chromium.launch({
  executablePath: findChromium(chromium.executablePath()),
  chromiumSandbox: process.getuid?.() !== 0,
});
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      viewport: SIZE,
      colorScheme,
      deviceScaleFactor: 2,
      timezoneId: 'UTC',
    });
    for (const [name, state] of Object.entries(STATES)) {
      const page = await context.newPage();
      await show(page, state);
      await page.screenshot({ path: join(GALLERY, `${name}-${colorScheme}.png`), fullPage: true });
      await page.close();
    }
    await context.close();
  }
} finally {
  await browser.close();
}
console.log(`${Object.keys(STATES).length * 2} pictures in ${GALLERY}`);

/** Opens the built window with a bridge that only ever tells `state`. */
async function show(page: Page, state: AppState): Promise<void> {
  await page.clock.setFixedTime(NOW);
  await page.addInitScript(`window.bridge = {
    request: async () => (${JSON.stringify(state)}),
    onState: () => () => undefined,
  };`);
  await page.route('https://window.invalid/**', async (route) => {
    const path = join(WINDOW, new URL(route.request().url()).pathname);
    const contentType = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }[extname(path)];
    await route.fulfill({ body: await readFile(path), ...(contentType ? { contentType } : {}) });
  });
  await page.goto('https://window.invalid/index.html');
  await page.locator('main').waitFor();
}
