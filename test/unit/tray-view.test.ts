import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type TrayMenuItem, trayView } from '../../src/main/tray-view.ts';
import type { AppState } from '../../src/shared/app-state.ts';
import type { Failure } from '../../src/shared/failure.ts';
import { loadTranslate } from '../../src/shared/messages/index.ts';
import type { SessionState } from '../../src/shared/session-state.ts';
import { timeOfDay } from '../../src/shared/time.ts';
import { EMPTY_STATE, PROFILE } from '../support/app-state.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const t = await loadTranslate('en');
const account = { homeAccountId: 'a.b', username: 'a@b', tenantId: 'b' };
const failure: Failure = { code: 'network_unreachable', at: NOW };
const dates = (minutes: number) => ({
  obtainedOn: NOW,
  expiresOn: NOW + minutes * 60_000 + 500,
  refreshDue: NOW + 1000,
});
const until = (minutes: number) => timeOfDay(NOW + minutes * 60_000, NOW, 'en');

function stateOf(session: SessionState): AppState {
  return { ...EMPTY_STATE, profiles: [PROFILE], active: { profile: PROFILE, session, events: [] } };
}

function labels(menu: readonly TrayMenuItem[]): string[] {
  return menu.flatMap((item) => (item.kind === 'separator' ? [] : [item.label]));
}

test.each<[SessionState, string, string, string[]]>([
  [{ kind: 'signedOut' }, 'signed-out', 'work · Signed out', ['Copy token', 'Sign in…']],
  [
    { kind: 'signingIn', deadline: NOW, step: { kind: 'browser' } },
    'signed-out',
    'work · Signing in…',
    ['Copy token', 'Cancel sign-in'],
  ],
  [
    { kind: 'fresh', account, ...dates(58) },
    'fresh',
    `work · 58 min left · until ${until(58)}`,
    ['Copy token (58 min left)', 'Refresh now', 'Sign out'],
  ],
  [
    { kind: 'expiring', account, ...dates(9) },
    'expiring',
    `work · 9 min left · until ${until(9)}`,
    ['Copy token (9 min left)', 'Refresh now', 'Sign out'],
  ],
  [
    { kind: 'refreshing', account, ...dates(9) },
    'fresh',
    `work · 9 min left · until ${until(9)}`,
    ['Copy token (9 min left)', 'Refresh now', 'Sign out'],
  ],
  [
    { kind: 'offline', account, failure, retryAt: NOW, ...dates(30) },
    'offline',
    `work · 30 min left · until ${until(30)}`,
    ['Copy token (30 min left)', 'Refresh now', 'Sign out'],
  ],
  [
    { kind: 'expired', account, expiresOn: NOW - 1 },
    'offline',
    'work · The token has expired',
    ['Copy token', 'Refresh now', 'Sign out'],
  ],
  [
    { kind: 'signInRequired', account, reason: failure },
    'sign-in',
    'work · Sign-in needed',
    ['Copy token', 'Sign in…', 'Sign out'],
  ],
])('$kind', (session, image, toolTip, expected) => {
  const view = trayView(stateOf(session), NOW, t);
  expect({ image: view.image, toolTip: view.toolTip }).toEqual({ image, toolTip });
  const [copy, ...rest] = expected;
  const copyAs = 'account' in session ? ['Copy as'] : [];
  expect(labels(view.menu)).toEqual([
    copy,
    ...copyAs,
    ...rest,
    'Local token endpoint',
    'Open Entra Token Tray',
    'Settings…',
    'Quit',
  ]);
  for (const variant of ['-light', '-dark', 'Template']) {
    for (const density of ['', '@2x']) {
      expect(existsSync(`assets/tray/${image}${variant}${density}.png`), `${image}${variant}${density}`).toBe(
        true,
      );
    }
  }
});

test('several profiles can be chosen from the menu', () => {
  const state = stateOf({ kind: 'signedOut' });
  const other = { ...PROFILE, id: '2', name: 'other' };
  const { menu } = trayView({ ...state, profiles: [...state.profiles, other] }, NOW, t);
  expect(menu).toContainEqual({
    kind: 'submenu',
    label: 'Profile',
    items: [
      expect.objectContaining({
        label: 'work',
        checked: true,
        action: { kind: 'useProfile', profileId: '1' },
      }),
      expect.objectContaining({
        label: 'other',
        checked: false,
        action: { kind: 'useProfile', profileId: '2' },
      }),
    ],
  });
});

test('forms that name a workspace are offered to a profile that has one', () => {
  const state = stateOf({ kind: 'fresh', account, ...dates(58) });
  const offered = (workspaceUrl: string | undefined) => {
    const profile = { ...PROFILE, ...(workspaceUrl ? { workspaceUrl } : {}) };
    const active = { profile, session: { kind: 'fresh', account, ...dates(58) } as const, events: [] };
    const copyAs = trayView({ ...state, active }, NOW, t).menu.find(
      (item) => item.kind === 'submenu' && item.label === 'Copy as',
    );
    return copyAs?.kind === 'submenu' ? copyAs.items.filter(({ enabled }) => enabled).length : 0;
  };
  expect(offered('https://adb-1.2.azuredatabricks.net')).toBe(9);
  expect(offered(undefined)).toBe(6);
});

test('the local endpoint is switched by one item that says whether it is on', () => {
  const state = stateOf({ kind: 'signedOut' });
  const item = (endpoint: AppState['endpoint']) =>
    trayView({ ...state, endpoint }, NOW, t).menu.find((entry) => entry.kind === 'toggle');
  expect(item({ kind: 'off' })).toMatchObject({ checked: false, action: { isOn: true } });
  expect(item({ kind: 'on', port: 1 })).toMatchObject({ checked: true, action: { isOn: false } });
  expect(item({ kind: 'failed', failure })).toMatchObject({ checked: true, action: { isOn: false } });
});

test('without a profile there is nothing to copy', () => {
  const { menu, toolTip } = trayView(EMPTY_STATE, NOW, t);
  expect(toolTip).toBe('Entra Token Tray · No profile yet');
  expect(menu[0]).toMatchObject({ label: 'Copy token', enabled: false });
});

test('on macOS the minutes stand beside the icon where they are wanted, and a token lives', () => {
  const state = stateOf({ kind: 'fresh', account, ...dates(58) });
  const preferences = { ...state.preferences, minutesInMenuBar: true };
  expect(trayView(state, NOW, t).title).toBe('');
  expect(trayView({ ...state, preferences }, NOW, t).title).toBe('58 min');
  expect(trayView({ ...stateOf({ kind: 'signedOut' }), preferences }, NOW, t).title).toBe('');
});
