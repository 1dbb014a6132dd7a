import { expect, test } from 'vitest';
import { placeBeside } from '../../src/main/window-place.ts';
import { acceleratorOf } from '../../src/renderer/accelerator.ts';
import type { SessionState } from '../../src/shared/session.ts';
import { eventBetween } from '../../src/shared/session-event.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1040 };
const SIZE = { width: 380, height: 560 };

test.each([
  ['bottom right (Windows)', { x: 1800, y: 1040, width: 24, height: 40 }, { x: 1540, y: 472 }],
  ['top right (macOS)', { x: 1500, y: -24, width: 24, height: 24 }, { x: 1322, y: 8 }],
  ['top left', { x: 4, y: 4, width: 24, height: 24 }, { x: 0, y: 36 }],
])('beside an icon at the %s, wholly on the screen', (_, icon, place) => {
  expect(placeBeside(icon, SIZE, SCREEN)).toEqual(place);
});

const press = (code: string, ...held: ('ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey')[]) => ({
  code,
  ctrlKey: held.includes('ctrlKey'),
  altKey: held.includes('altKey'),
  shiftKey: held.includes('shiftKey'),
  metaKey: held.includes('metaKey'),
});

test.each([
  [press('KeyC', 'ctrlKey', 'shiftKey'), 'linux', 'Control+Shift+C'],
  [press('Digit1', 'altKey'), 'win32', 'Alt+1'],
  [press('F12', 'metaKey'), 'darwin', 'Command+F12'],
  [press('ArrowUp', 'metaKey'), 'linux', 'Super+Up'],
  [press('KeyC', 'shiftKey'), 'linux', undefined],
  [press('KeyC'), 'linux', undefined],
  [press('ControlLeft', 'ctrlKey'), 'linux', undefined],
])('a key press is %s → %s', (event, platform, accelerator) => {
  expect(acceleratorOf(event, platform)).toBe(accelerator);
});

const account = { homeAccountId: 'a.b', username: 'a@b', tenantId: 'b' };
const failure = { code: 'network_unreachable', at: 0 } as const;
const token = (expiresOn: number) => ({ obtainedOn: 0, refreshDue: 0, expiresOn });
const fresh = (expiresOn: number): SessionState => ({
  kind: 'fresh',
  account,
  token: token(expiresOn),
});
const offline: SessionState = { kind: 'offline', account, failure, token: token(1) };
const signingIn: SessionState = { kind: 'signingIn', deadline: 0, step: { kind: 'asking' } };

test.each<[SessionState, SessionState, string | undefined]>([
  [{ kind: 'signedOut' }, fresh(1), undefined],
  [signingIn, fresh(1), 'signedIn'],
  [signingIn, { kind: 'signedOut', failure }, 'signInFailed'],
  [signingIn, { kind: 'signedOut' }, undefined],
  [fresh(1), fresh(1), undefined],
  [fresh(1), fresh(2), 'refreshed'],
  [fresh(1), offline, 'offline'],
  [offline, offline, undefined],
  [offline, fresh(1), 'online'],
  [offline, fresh(2), 'refreshed'],
  [offline, { kind: 'expired', account, token: token(1) }, 'expired'],
  [fresh(1), { kind: 'signInRequired', account, reason: failure }, 'signInNeeded'],
  [fresh(1), { kind: 'signedOut' }, 'signedOut'],
])('what happened between two states (%#)', (before, after, kind) => {
  expect(eventBetween(before, after, 5)?.kind).toBe(kind);
});
