import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type TrayMenuItem, trayView } from '../../src/main/tray-view.ts';
import type { AppState } from '../../src/shared/app-state.ts';
import type { Failure } from '../../src/shared/failures.ts';
import { keysOf } from '../../src/shared/keys-of.ts';
import { loadTranslate } from '../../src/shared/messages/index.ts';
import { deriveState, NO_FACTS, type SessionFacts, type SessionState } from '../../src/shared/session.ts';
import { timeOfDay } from '../../src/shared/time.ts';
import { TRAY_DENSITIES, TRAY_IMAGES, TRAY_VARIANTS, trayImageFile } from '../../src/shared/tray-images.ts';
import { EMPTY_STATE, PROFILE } from '../support/app-state.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const t = await loadTranslate('en');
const account = { homeAccountId: 'a.b', username: 'a@b', tenantId: 'b' };
const failure: Failure = { code: 'network_unreachable', at: NOW };
/** Signed in, with a token for this long. */
const lasting = (minutes: number): SessionFacts => ({
  ...NO_FACTS,
  account,
  token: { obtainedOn: NOW, expiresOn: NOW + minutes * 60_000 + 500, refreshDue: NOW + 1000 },
});
const until = (minutes: number) => timeOfDay(NOW + minutes * 60_000, NOW, 'en');

function stateOf(session: SessionFacts): AppState {
  return { ...EMPTY_STATE, profiles: [PROFILE], active: { profile: PROFILE, session, events: [] } };
}

function labels(menu: readonly TrayMenuItem[]): string[] {
  return menu.flatMap((item) => (item.kind === 'separator' ? [] : [item.label]));
}

test.each<[SessionState['kind'], SessionFacts, string, string, string[]]>([
  ['signedOut', NO_FACTS, 'signed-out', 'work · Signed out', ['Copy token', 'Sign in…']],
  [
    'signingIn',
    { ...NO_FACTS, activity: { kind: 'signingIn', deadline: NOW, step: { kind: 'browser' } } },
    'signed-out',
    'work · Signing in…',
    ['Copy token', 'Cancel sign-in'],
  ],
  [
    'fresh',
    lasting(58),
    'fresh',
    `work · 58 min left · until ${until(58)}`,
    ['Copy token (58 min left)', 'Refresh now', 'Sign out'],
  ],
  [
    'expiring',
    lasting(9),
    'expiring',
    `work · 9 min left · until ${until(9)}`,
    ['Copy token (9 min left)', 'Refresh now', 'Sign out'],
  ],
  [
    'refreshing',
    { ...lasting(9), activity: { kind: 'refreshing' } },
    'fresh',
    `work · 9 min left · until ${until(9)}`,
    ['Copy token (9 min left)', 'Refresh now', 'Sign out'],
  ],
  [
    'offline',
    { ...lasting(30), failure, retryAt: NOW },
    'offline',
    `work · 30 min left · until ${until(30)}`,
    ['Copy token (30 min left)', 'Refresh now', 'Sign out'],
  ],
  [
    'expired',
    lasting(-1),
    'offline',
    'work · The token has expired',
    ['Copy token', 'Refresh now', 'Sign out'],
  ],
  [
    'signInRequired',
    { ...NO_FACTS, account, failure: { code: 'sign_in_needed', at: NOW } },
    'sign-in',
    'work · Sign-in needed',
    ['Copy token', 'Sign in…', 'Sign out'],
  ],
])('%s', (kind, session, image, toolTip, expected) => {
  expect(deriveState(session, NOW).kind).toBe(kind);
  const view = trayView(stateOf(session), NOW, t);
  expect({ image: view.image, toolTip: view.toolTip }).toEqual({ image, toolTip });
  const [copy, ...rest] = expected;
  const copyAs = session.account ? ['Copy as'] : [];
  expect(labels(view.menu)).toEqual([
    copy,
    ...copyAs,
    ...rest,
    'Local token endpoint',
    'Open Entra Token Tray',
    'Settings…',
    'Quit',
  ]);
});

test('every image is there, for every panel and density, and no other', () => {
  const files = TRAY_IMAGES.flatMap((image) =>
    keysOf(TRAY_VARIANTS).flatMap((variant) =>
      TRAY_DENSITIES.map((density) => trayImageFile(image, variant, density)),
    ),
  );
  expect(readdirSync('assets/tray').toSorted()).toEqual(files.toSorted());
});

test('a token passes from fresh to expiring to expired by time alone', () => {
  const state = stateOf(lasting(58));
  const imageAfter = (minutes: number) => trayView(state, NOW + minutes * 60_000, t).image;
  expect([0, 48, 49, 58, 59].map(imageAfter)).toEqual(['fresh', 'fresh', 'expiring', 'expiring', 'offline']);
});

test('several profiles can be chosen from the menu', () => {
  const state = stateOf(NO_FACTS);
  const other = { ...PROFILE, id: '2', name: 'other' };
  const { menu } = trayView({ ...state, profiles: [...state.profiles, other] }, NOW, t);
  expect(menu).toContainEqual({
    kind: 'submenu',
    label: 'Profile',
    items: [
      expect.objectContaining({
        label: 'work',
        checked: true,
        call: { name: 'profile.use', input: '1' },
      }),
      expect.objectContaining({
        label: 'other',
        checked: false,
        call: { name: 'profile.use', input: '2' },
      }),
    ],
  });
});

test('forms that name a workspace are offered to a profile that has one', () => {
  const state = stateOf(lasting(58));
  const offered = (workspaceUrl: string | undefined) => {
    const profile = { ...PROFILE, ...(workspaceUrl ? { workspaceUrl } : {}) };
    const active = { profile, session: lasting(58), events: [] };
    const copyAs = trayView({ ...state, active }, NOW, t).menu.find(
      (item) => item.kind === 'submenu' && item.label === 'Copy as',
    );
    return copyAs?.kind === 'submenu' ? copyAs.items.filter(({ enabled }) => enabled).length : 0;
  };
  expect(offered('https://adb-1.2.azuredatabricks.net')).toBe(9);
  expect(offered(undefined)).toBe(6);
});

test('the local endpoint is switched by one item that says whether it is on', () => {
  const state = stateOf(NO_FACTS);
  const item = (endpoint: AppState['endpoint']) =>
    trayView({ ...state, endpoint }, NOW, t).menu.find((entry) => entry.kind === 'toggle');
  expect(item({ kind: 'off' })).toMatchObject({ checked: false, call: { input: true } });
  expect(item({ kind: 'on', port: 1 })).toMatchObject({ checked: true, call: { input: false } });
  expect(item({ kind: 'failed', failure })).toMatchObject({ checked: true, call: { input: false } });
});

test('without a profile there is nothing to copy', () => {
  const { menu, toolTip } = trayView(EMPTY_STATE, NOW, t);
  expect(toolTip).toBe('Entra Token Tray · No profile yet');
  expect(menu[0]).toMatchObject({ label: 'Copy token', enabled: false });
});

test('on macOS the minutes stand beside the icon where they are wanted, and a token lives', () => {
  const state = stateOf(lasting(58));
  const preferences = { ...state.preferences, minutesInMenuBar: true };
  expect(trayView(state, NOW, t).title).toBe('');
  expect(trayView({ ...state, preferences }, NOW, t).title).toBe('58 min');
  expect(trayView({ ...stateOf(NO_FACTS), preferences }, NOW, t).title).toBe('');
});
