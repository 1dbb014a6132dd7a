import type { AppState } from '../../src/shared/app-state.ts';
import { NO_FACTS, type SessionFacts, type SignInStep } from '../../src/shared/session.ts';
import type { SessionEvent } from '../../src/shared/session-event.ts';
import type { Verification } from '../../src/shared/verification.ts';
import { EMPTY_STATE, PROFILE } from './app-state.ts';

/** The states that the window's screens are drawn in, as main would tell them. */

export const NOW = Date.parse('2026-11-20T12:34:56Z');
const account = {
  homeAccountId: 'x.y',
  username: 'ada.lovelace@contoso.com',
  name: 'Ada Lovelace',
  tenantId: PROFILE.tenantId,
};
export const correlationId = '97633974-1ca7-42c7-a290-88535fac98f1';
export const offline = {
  code: 'network_unreachable',
  params: { host: 'login.microsoftonline.com' },
  cause: 'ENOTFOUND',
  at: NOW,
  correlationId,
} as const;
export const policy = {
  code: 'sign_in_needed',
  cause: 'invalid_grant',
  aadsts: 70043,
  description: 'AADSTS70043: The refresh token has expired or is invalid due to sign-in frequency checks.',
  at: NOW,
  correlationId,
} as const;
/** Signed in, with a token for this long. */
export const lasting = (minutes: number): SessionFacts => ({
  ...NO_FACTS,
  account,
  token: {
    // Lives for 75 minutes, as is usual, or for as long as it still has.
    obtainedOn: NOW - Math.max(2, 75 - minutes) * 60_000,
    expiresOn: NOW + minutes * 60_000,
    refreshDue: NOW + (minutes - 12) * 60_000,
  },
});
export const fresh = lasting(58);
const signingIn = (seconds: number, step: SignInStep): SessionFacts => ({
  ...NO_FACTS,
  activity: { kind: 'signingIn', deadline: NOW + seconds * 1000, step },
});

export const SESSIONS: Readonly<Record<string, SessionFacts>> = {
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
  offline: { ...lasting(31), failure: offline, retryAt: NOW + 40_000 },
  expired: { ...lasting(-1), failure: offline, retryAt: NOW + 130_000 },
  'sign-in-needed': { ...lasting(20), failure: policy },
  'sign-in-needed-expired': { ...NO_FACTS, account, failure: policy },
  'consent-missing': {
    ...NO_FACTS,
    account,
    failure: { ...policy, aadsts: 65001, cause: 'consent_required' },
  },
};

const principal = { ...account, username: PROFILE.clientId };
/** A service principal's states; its certificate ends in nine days. */
export const PRINCIPAL_SESSIONS: Readonly<Record<string, SessionFacts>> = {
  'principal-certificate-ends': {
    ...fresh,
    account: principal,
    identity: {
      kind: 'servicePrincipal',
      credential: { kind: 'certificate', savedOn: NOW, notAfter: NOW + 9 * 86_400_000 },
    },
  },
  'principal-wrong-secret': {
    ...NO_FACTS,
    account: principal,
    identity: { kind: 'servicePrincipal', credential: { kind: 'secret', savedOn: NOW } },
    failure: { code: 'refused_by_entra', aadsts: 7000215, cause: 'invalid_client', at: NOW, correlationId },
  },
  'principal-refused-live': {
    ...lasting(12),
    account: principal,
    identity: { kind: 'servicePrincipal', credential: { kind: 'secret', savedOn: NOW } },
    failure: { code: 'refused_by_entra', aadsts: 7000222, cause: 'invalid_client', at: NOW, correlationId },
  },
};

export const profile = {
  ...PROFILE,
  name: 'Analytics (prod)',
  workspaceUrl: 'https://adb-1234567890123456.7.azuredatabricks.net',
};
const EVENTS: readonly SessionEvent[] = [
  { at: NOW - 60_000, kind: 'copied', format: 'bash' },
  { at: NOW - 90_000, kind: 'used', program: 'databricks-sql-connector-with-a-long-name/3.4.0-beta+build' },
  { at: NOW - 120_000, kind: 'refreshed' },
  { at: NOW - 300_000, kind: 'online' },
  { at: NOW - 900_000, kind: 'offline', failure: offline },
  { at: NOW - 90_000_000, kind: 'signedIn' },
];
export const VERIFICATION: Verification = {
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
  warehouses: {
    ok: true,
    list: [
      {
        id: '1a2b3c4d5e6f7a8b',
        name: 'Starter Warehouse',
        state: 'STOPPED',
        httpPath: '/sql/1.0/warehouses/1a2b3c4d5e6f7a8b',
      },
    ],
  },
  roundTripMs: 84,
  clockSkewMs: -95_000,
};
export const CLAIMS = {
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

export const active = (session: SessionFacts): AppState => withProfile({}, session);
/** A profile with something of its own. */
export function withProfile(own: Partial<typeof profile>, session: SessionFacts = fresh): AppState {
  const shown = { ...profile, ...own };
  return {
    ...EMPTY_STATE,
    profiles: [shown],
    sessions: { [shown.id]: session },
    active: { profile: shown, session, events: EVENTS },
  };
}
