import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Browser, BrowserContext, Disposable, Page } from 'playwright';
import type { AppState } from '../../src/shared/app-state.ts';
import { LANGUAGES, type Language } from '../../src/shared/languages.ts';
import { NO_FACTS, type SessionFacts, type SignInStep } from '../../src/shared/session.ts';
import type { SessionEvent } from '../../src/shared/session-event.ts';
import type { Verification } from '../../src/shared/verification.ts';
import { EMPTY_STATE, PROFILE } from './app-state.ts';

/**
 * Every screen of the window, in made-up states: for the gallery, and for checks that every screen must pass. That main
 * gets to these states is what the end-to-end specs test.
 */

const WINDOW = join('out', 'renderer');
/** The window's, as it opens. */
const SIZE = { width: 380, height: 560 };
const NOW = Date.parse('2026-11-20T12:34:56Z');
export const THEMES = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  contrast: { colorScheme: 'dark', contrast: 'more' },
} as const;

const account = {
  homeAccountId: 'x.y',
  username: 'ada.lovelace@contoso.com',
  name: 'Ada Lovelace',
  tenantId: PROFILE.tenantId,
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
  description: 'AADSTS70043: The refresh token has expired or is invalid due to sign-in frequency checks.',
  at: NOW,
  correlationId,
} as const;
/** Signed in, with a token for this long. */
const lasting = (minutes: number): SessionFacts => ({
  ...NO_FACTS,
  account,
  token: {
    obtainedOn: NOW - 120_000,
    expiresOn: NOW + minutes * 60_000,
    refreshDue: NOW + (minutes - 12) * 60_000,
  },
});
const fresh = lasting(58);
const signingIn = (seconds: number, step: SignInStep): SessionFacts => ({
  ...NO_FACTS,
  activity: { kind: 'signingIn', deadline: NOW + seconds * 1000, step },
});

const SESSIONS: Readonly<Record<string, SessionFacts>> = {
  'signed-out': NO_FACTS,
  'signed-out-refused': {
    ...NO_FACTS,
    signInFailure: {
      code: 'refused_by_entra',
      aadsts: 50105,
      cause: 'access_denied',
      at: NOW,
      correlationId,
    },
  },
  'signed-out-no-keyring': {
    ...NO_FACTS,
    failure: { code: 'keyring_unavailable', cause: 'Cannot autolaunch D-Bus without X11 $DISPLAY', at: NOW },
  },
  'signing-in-asking': signingIn(300, { kind: 'asking' }),
  'signing-in-browser': signingIn(283, { kind: 'browser' }),
  'signing-in-device-code': signingIn(853, {
    kind: 'deviceCode',
    userCode: 'A1B2C3D4E',
    verificationUri: 'https://microsoft.com/devicelogin',
  }),
  fresh,
  'fresh-next-sign-in': { ...fresh, nextSignIn: NOW + 3 * 3_600_000 },
  'fresh-long': lasting(125),
  expiring: lasting(9),
  refreshing: { ...lasting(12), activity: { kind: 'refreshing' } },
  offline: { ...lasting(31), failure: offline, retryAt: NOW + 60_000 },
  expired: { ...lasting(-1), failure: offline },
  'sign-in-needed': { ...lasting(20), failure: policy },
  'sign-in-needed-expired': { ...NO_FACTS, account, failure: policy },
  'consent-missing': {
    ...NO_FACTS,
    account,
    failure: { ...policy, aadsts: 65001, cause: 'consent_required' },
  },
};

const profile = {
  ...PROFILE,
  name: 'Analytics (prod)',
  workspaceUrl: 'https://adb-1234567890123456.7.azuredatabricks.net',
};
const EVENTS: readonly SessionEvent[] = [
  { at: NOW - 60_000, kind: 'copied', format: 'bash' },
  { at: NOW - 120_000, kind: 'refreshed' },
  { at: NOW - 300_000, kind: 'online' },
  { at: NOW - 900_000, kind: 'offline', failure: offline },
  { at: NOW - 90_000_000, kind: 'signedIn' },
];
const VERIFICATION: Verification = {
  workspaceUrl: profile.workspaceUrl,
  userName: account.username,
  displayName: account.name,
  groups: ['users', 'data-engineering', 'admins'],
  clusters: {
    ok: true,
    list: [
      { name: 'Shared Autoscaling', state: 'RUNNING' },
      { name: 'Nightly reports', state: 'TERMINATED' },
    ],
  },
  roundTripMs: 84,
  clockSkewMs: -95_000,
};
const CLAIMS = {
  aud: '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d',
  iss: `https://sts.windows.net/${PROFILE.tenantId}/`,
  iat: String(NOW / 1000 - 420),
  nbf: String(NOW / 1000 - 420),
  exp: String(NOW / 1000 + 3480),
  amr: '["pwd","mfa"]',
  appid: PROFILE.clientId,
  name: account.name,
  oid: '6b1f5a52-3c0e-4d5c-9a77-1f2e3d4c5b6a',
  scp: 'user_impersonation',
  tid: PROFILE.tenantId,
  upn: account.username,
  ver: '1.0',
};

/** A screen: a state, what main would answer, and how a person gets there from the first view. */
export interface Screen {
  readonly state: AppState;
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly open?: (page: Page) => Promise<void>;
}

const active = (session: SessionFacts): AppState => ({
  ...EMPTY_STATE,
  profiles: [profile],
  active: { profile, session, events: EVENTS },
});
/** Opens the nth of the folded sections; their order is the same in every language. */
const unfold = (nth: number) => async (page: Page) => {
  await page.locator('main > details > summary').nth(nth).click();
};
const toSettings = (page: Page) => page.locator('header button.icon').click();
const two = { ...active(fresh), profiles: [profile, { ...PROFILE, id: '2', name: 'Sandbox' }] };

export const SCREENS: Readonly<Record<string, Screen>> = {
  'first-run': { state: EMPTY_STATE },
  'first-run-import': {
    state: EMPTY_STATE,
    answers: { 'profile.import': { ok: false, failure: { code: 'import_found_nothing', at: NOW } } },
    open: async (page) => {
      await page.locator('main > details > summary').click();
      await page.locator('textarea').fill('nothing of use');
      await page.locator('main > details button').click();
    },
  },
  'first-run-form': {
    state: EMPTY_STATE,
    answers: {
      'profile.check': {
        ok: true,
        value: {
          fields: ['clientId'],
          home: {
            ok: true,
            value: {
              tenantId: PROFILE.tenantId,
              authority: PROFILE.authority,
              host: 'adb-1234567890123456.7.azuredatabricks.net',
            },
          },
        },
      },
      'profile.add': {
        ok: false,
        failure: { code: 'profile_invalid', fields: ['clientId', 'tenantId'], at: NOW },
      },
    },
    open: async (page) => {
      await page.locator('.choices button').first().click();
      await page.locator('input[name=workspaceUrl]').fill(profile.workspaceUrl);
      await page.locator('input[name=clientId]').fill('12a34b56');
      await page.locator('button[type=submit]').click();
      await page.locator('.complaint').first().waitFor();
    },
  },
  'first-run-ids': { state: EMPTY_STATE, open: (page) => page.locator('.choices button').nth(1).click() },
  'first-run-public-client': {
    state: EMPTY_STATE,
    open: (page) => page.locator('.choices button').nth(2).click(),
  },
  guide: { state: EMPTY_STATE, open: (page) => page.locator('.choices button').nth(3).click() },
  ...Object.fromEntries(
    Object.entries(SESSIONS).map(([name, session]) => [name, { state: active(session) }]),
  ),
  verified: {
    state: active(fresh),
    answers: { 'session.verify': { ok: true, value: VERIFICATION } },
    open: async (page) => {
      await page.locator('.verify button').click();
      await page.locator('.verify dl').waitFor();
    },
  },
  'copy-as': { state: active(fresh), open: unfold(0) },
  claims: {
    state: active(fresh),
    answers: { 'session.claims': { ok: true, value: CLAIMS } },
    open: unfold(1),
  },
  history: { state: active(fresh), open: unfold(2) },
  'other-ways': {
    state: {
      ...active(fresh),
      active: { profile: { ...profile, allowsPassword: true }, session: fresh, events: [] },
    },
    open: unfold(3),
  },
  'help-desk': {
    state: active(SESSIONS['consent-missing'] ?? fresh),
    open: (page) => page.locator('.panel details summary').click(),
  },
  'two-profiles-and-notice': {
    state: {
      ...two,
      notices: [
        {
          id: 'n',
          kind: 'settings_set_aside',
          params: {
            file: 'settings.json.broken-2026-11-20T12-34-56-789Z',
            reason: 'minValidMinutes: Too big',
          },
        },
      ],
    },
  },
  settings: { state: { ...two, endpoint: { kind: 'on', port: 40_123 } }, open: toSettings },
  'settings-macos': {
    state: {
      ...two,
      platform: 'darwin',
      isShortcutRefused: true,
      preferences: { ...EMPTY_STATE.preferences, copyShortcut: 'Command+Shift+C' },
    },
    open: async (page) => {
      await toSettings(page);
      await page.locator('input[inputmode=numeric]').first().fill('500');
      await page.locator('input[inputmode=numeric]').first().blur();
      await page.locator('.settings section').last().locator('button').last().click();
    },
  },
  'endpoint-failed': {
    state: {
      ...active(fresh),
      endpoint: { kind: 'failed', failure: { code: 'endpoint_running', params: { pid: '4711' }, at: NOW } },
    },
  },
  'profile-edit': {
    state: two,
    answers: { 'profile.check': { ok: true, value: { fields: [] } } },
    open: async (page) => {
      await toSettings(page);
      await page.locator('.profiles li').first().locator('button').nth(2).click();
    },
  },
  'profile-remove': {
    state: two,
    open: async (page) => {
      await toSettings(page);
      await page.locator('.profiles li').first().locator('button').nth(3).click();
    },
  },
};

/** A browser session that shows screens in one language and theme. */
export async function openScreens(
  browser: Browser,
  language: Language,
  theme: keyof typeof THEMES,
  { deviceScaleFactor = 2 } = {},
): Promise<BrowserContext> {
  return browser.newContext({
    viewport: SIZE,
    deviceScaleFactor,
    timezoneId: 'UTC',
    locale: LANGUAGES[language].locale,
    reducedMotion: 'reduce',
    ...THEMES[theme],
  });
}

/** Opens a page on this screen. */
export async function showScreen(context: BrowserContext, screen: Screen, language: Language): Promise<Page> {
  const stage = await Stage.open(context, language);
  await stage.show(screen);
  return stage.page;
}

/** A page that shows one screen after the other: the built window, with answers made up in main's place. */
export class Stage {
  readonly page: Page;
  readonly #locale: string;
  #bridge: Disposable | undefined;

  private constructor(page: Page, locale: string) {
    this.page = page;
    this.#locale = locale;
  }

  static async open(
    context: BrowserContext,
    language: Language,
    clock: 'stands still' | 'runs' = 'stands still',
  ): Promise<Stage> {
    const page = await context.newPage();
    if (clock === 'runs') await page.clock.install({ time: NOW });
    else await page.clock.setFixedTime(NOW);
    await page.route('https://window.invalid/**', async (route) => {
      const path = join(WINDOW, new URL(route.request().url()).pathname);
      const contentType = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }[
        extname(path)
      ];
      await route.fulfill({ body: await readFile(path), ...(contentType ? { contentType } : {}) });
    });
    return new Stage(page, LANGUAGES[language].locale);
  }

  /** Loads the window in the screen's state, as if it had just been opened, and goes to the screen. */
  async show(screen: Screen): Promise<void> {
    const state = { ...screen.state, locale: this.#locale };
    await this.#bridge?.dispose();
    this.#bridge = await this.page.addInitScript(`window.bridge = {
      request: async (channel) => (${JSON.stringify({ ...screen.answers, 'state.get': { ok: true, value: state } })})[channel] ?? { ok: true },
      on: () => () => undefined,
    };`);
    await this.page.setViewportSize(SIZE);
    await this.page.goto('https://window.invalid/index.html');
    await this.page.locator('main').waitFor();
    await screen.open?.(this.page);
  }
}
