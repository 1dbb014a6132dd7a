import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type TrayMenuItem, trayView } from '../../src/main/tray-view.ts';
import type { AppState } from '../../src/shared/app-state.ts';
import type { Failure } from '../../src/shared/failures.ts';
import { keysOf } from '../../src/shared/keys-of.ts';
import { loadTranslate } from '../../src/shared/messages/index.ts';
import { deriveState, NO_FACTS, type SessionFacts, type SessionState } from '../../src/shared/session.ts';
import { timeOfDay } from '../../src/shared/time.ts';
import { TRAY_IMAGES, TRAY_VARIANTS, trayImage, trayImageFile } from '../../src/shared/tray-images.ts';
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
    'fresh-12',
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
    { ...lasting(30), activity: { kind: 'refreshing' } },
    'fresh-12',
    `work · 30 min left · until ${until(30)}`,
    ['Copy token (30 min left)', 'Refresh now', 'Sign out'],
  ],
  [
    'offline',
    { ...lasting(30), failure, retryAt: NOW },
    'offline',
    `work · 30 min left · until ${until(30)}`,
    ['Copy token (30 min left)', 'Refresh now', 'Sign out'],
  ],
  ['expired', lasting(-1), 'offline', 'work · Expired', ['Copy token', 'Refresh now', 'Sign out']],
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

test('every image is there, for every kind of tray and density, and no other', () => {
  const files = TRAY_IMAGES.flatMap((image) =>
    Object.values(TRAY_VARIANTS).flatMap((variant) => Object.keys(variant).map((suffix) => image + suffix)),
  );
  expect(readdirSync('assets/tray').toSorted()).toEqual(files.toSorted());
});

test('every image has the pixels that its tray wants', () => {
  for (const image of TRAY_IMAGES) {
    for (const [suffix, sizes] of Object.values(TRAY_VARIANTS).flatMap((variant) =>
      Object.entries(variant),
    )) {
      const bytes = readFileSync(join('assets/tray', image + suffix));
      expect(suffix === '.ico' ? sizesInIcon(bytes) : [bytes.readUInt32BE(16)], image + suffix).toEqual(
        sizes,
      );
    }
  }
  expect(trayImageFile('fresh-12', 'linux')).toBe('fresh-12.png');
  expect(trayImageFile('fresh-12', 'windows')).toBe('fresh-12.ico');
  expect(trayImageFile('fresh-12', 'template')).toBe('fresh-12Template.png');
});

test('no two images look the same', () => {
  for (const variant of keysOf(TRAY_VARIANTS)) {
    const bytes = TRAY_IMAGES.map((image) =>
      readFileSync(join('assets/tray', trayImageFile(image, variant)), 'base64'),
    );
    expect(new Set(bytes).size).toBe(TRAY_IMAGES.length);
  }
});

test('the ring empties in twelfths of the token’s life', () => {
  const lifetime = 120 * 60_000;
  const shown = Array.from({ length: 121 }, (_, minute) =>
    trayImage('fresh', { left: lifetime - minute * 60_000, lifetime }),
  );
  expect([...new Set(shown)]).toEqual([
    ...[12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((twelfths) => `fresh-${twelfths}`),
    'expiring',
  ]);
  // A twelfth is ten minutes here, and goes when it is used up, not before.
  expect([0, 9, 10, 20].map((minute) => shown[minute])).toEqual([
    'fresh-12',
    'fresh-12',
    'fresh-11',
    'fresh-10',
  ]);
  expect([110, 111].map((minute) => shown[minute])).toEqual(['fresh-1', 'expiring']);
});

test('dates that came in wrong show a full ring, never an image that is not there', () => {
  for (const lifetime of [0, -1, 1, Number.NaN]) {
    expect(trayImage('fresh', { left: 60 * 60_000, lifetime })).toBe('fresh-12');
  }
});

test('a token passes from fresh to expiring to expired by time alone', () => {
  const state = stateOf(lasting(58));
  const imageAfter = (minutes: number) => trayView(state, NOW + minutes * 60_000, t).image;
  expect([0, 29, 48, 49, 58, 59].map(imageAfter)).toEqual([
    'fresh-12',
    'fresh-7',
    'fresh-3',
    'expiring',
    'expiring',
    'offline',
  ]);
});

test('a refresh under way changes nothing of the countdown', () => {
  const images = (activity: SessionFacts['activity']) =>
    [58, 30, 9].map((minutes) => {
      const token = { obtainedOn: NOW - 10 * 60_000, expiresOn: NOW + minutes * 60_000, refreshDue: NOW };
      return trayView(stateOf({ ...NO_FACTS, account, token, activity }), NOW, t).image;
    });
  expect(images({ kind: 'refreshing' })).toEqual(images({ kind: 'idle' }));
});

test('a service principal’s menu has no sign-in to begin or to end, and its tooltip tells of the certificate', () => {
  const view = (session: SessionFacts) => {
    const profile = { ...PROFILE, identity: 'servicePrincipal' as const };
    return trayView(
      { ...EMPTY_STATE, profiles: [profile], active: { profile, session, events: [] } },
      NOW,
      t,
    );
  };
  const identity = (days: number): SessionFacts['identity'] => ({
    kind: 'servicePrincipal',
    credential: { kind: 'certificate', savedOn: NOW, notAfter: NOW + days * 86_400_000 },
  });
  const ending = view({ ...lasting(58), identity: identity(9) });
  expect(ending.toolTip).toMatch(/ 58 min left .*\nThe certificate expires on /);
  expect(labels(ending.menu)).not.toContain('Sign out');
  expect(labels(ending.menu)).toContain('Refresh now');
  expect(view({ ...lasting(58), identity: identity(15) }).toolTip).not.toContain('certificate');
  const none = view({ ...NO_FACTS, identity: { kind: 'servicePrincipal' } });
  expect({ image: none.image, toolTip: none.toolTip }).toEqual({
    image: 'sign-in',
    toolTip: 'work · Credential needed',
  });
  expect(labels(none.menu)).not.toContain('Sign in…');
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

/** The sizes that an .ico file's directory names. */
function sizesInIcon(bytes: Buffer): number[] {
  expect(bytes.readUInt32LE(0)).toBe(0x10000);
  return Array.from({ length: bytes.readUInt16LE(4) }, (_, index) => bytes.readUInt8(6 + 16 * index));
}
