import type { Page } from 'playwright';
import type { AppState } from '../../src/shared/app-state.ts';
import { AZURE_CLI_CLIENT_ID } from '../../src/shared/clouds.ts';
import { NO_FACTS } from '../../src/shared/session.ts';
import type { ToolList, ToolRow } from '../../src/shared/tools.ts';
import { EMPTY_STATE, PROFILE } from './app-state.ts';
import {
  active,
  CLAIMS,
  correlationId,
  fresh,
  lasting,
  NOW,
  offline,
  PRINCIPAL_SESSIONS,
  policy,
  profile,
  SESSIONS,
  VERIFICATION,
  withProfile,
} from './screen-states.ts';

/**
 * Every screen of the window, in made-up states: for the gallery, and for checks that every screen must pass. That main
 * gets to these states is what the end-to-end specs test.
 */

/** A screen: a state, what main would answer, and how a person gets there from the first view. */
export interface Screen {
  readonly state: AppState;
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly open?: (page: Page) => Promise<void>;
}

/** Goes to the view that a row or button of the first view opens. */
const to = (view: string) => (page: Page) => page.locator(`main [data-opens=${view}]`).click();
const toSettings = (page: Page) => page.locator('header [data-opens=settings]').click();
const toProfile = async (page: Page) => {
  await toSettings(page);
  await page.locator('[data-opens=profile]').first().click();
};
const second = { ...PROFILE, id: '2', name: 'Sandbox' };
const third = { ...PROFILE, id: '3', name: 'Analytique de production, Europe de l’Ouest' };
const two: AppState = {
  ...active(fresh),
  profiles: [profile, second, third],
  sessions: {
    '1': fresh,
    '2': { ...lasting(20), failure: policy },
    '3': { ...lasting(31), failure: offline },
  },
};
const connected: AppState = {
  ...withProfile({
    syncedFiles: [
      { kind: 'databrickscfg', file: '/home/ada/.databrickscfg', place: '[analytics-prod]' },
      { kind: 'dotenv', file: '/home/ada/projects/etl/.env', place: 'DATABRICKS_TOKEN' },
    ],
  }),
  endpoint: { kind: 'on', port: 40_123, lastUsed: NOW - 2_160_000 },
};
const configRow: ToolRow = {
  tool: 'databrickscfg',
  file: '/home/ada/.databrickscfg',
  place: '[analytics-prod]',
  keys: ['host', 'auth_type', 'metadata_service_url'],
  state: 'off',
};
const dbtRow: ToolRow = {
  tool: 'dbt',
  file: '/home/ada/.dbt/profiles.yml',
  place: 'analytics-prod',
  keys: ['host', 'http_path', 'schema', 'token (env_var)'],
  state: 'off',
};
const dotenvRow: ToolRow = {
  tool: 'dotenv',
  place: 'DATABRICKS_TOKEN',
  keys: ['DATABRICKS_TOKEN'],
  state: 'off',
};
const dockerRow: ToolRow = {
  tool: 'docker-env',
  place: 'DATABRICKS_HOST, DATABRICKS_TOKEN',
  keys: ['DATABRICKS_HOST', 'DATABRICKS_TOKEN'],
  state: 'off',
};
const listing = (rows: readonly ToolRow[]) => ({
  'tool.list': { ok: true, value: { rows, shellLine: 'eval "$(entra-token env)"' } satisfies ToolList },
});
const home = {
  ok: true,
  value: {
    tenantId: PROFILE.tenantId,
    authority: PROFILE.authority,
    host: 'adb-1234567890123456.7.azuredatabricks.net',
  },
};
const typeAddress = async (page: Page) => {
  await page.locator('input[name=workspaceUrl]').fill(profile.workspaceUrl);
  await page.locator('input[name=workspaceUrl]').blur();
};
const answering = (answer: unknown) => ({ 'session.verify': answer });
const verify = async (page: Page) => {
  await page.locator('.tile').nth(1).click();
  await page.locator('.answer, .panel').waitFor();
};

export const SCREENS: Readonly<Record<string, Screen>> = {
  'first-run': { state: EMPTY_STATE },
  'first-run-found': {
    state: EMPTY_STATE,
    answers: { 'profile.check': { ok: true, value: { fields: [], home } } },
    open: async (page) => {
      await typeAddress(page);
      await page.locator('.found').waitFor();
    },
  },
  'first-run-import': {
    state: EMPTY_STATE,
    answers: { 'profile.import': { ok: false, failure: { code: 'import_found_nothing', at: NOW } } },
    open: async (page) => {
      await page.locator('main > details > summary').click();
      await page.locator('textarea').fill('nothing of use');
      await page.locator('main > details button').click();
    },
  },
  'first-run-refused': {
    state: EMPTY_STATE,
    answers: {
      'profile.check': {
        ok: true,
        value: {
          fields: ['clientId'],
          home: {
            ok: false,
            failure: {
              code: 'workspace_not_found',
              cause: 'no redirect',
              params: { host: 'adb-1234567890123456.7.azuredatabricks.net' },
              at: NOW,
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
      await typeAddress(page);
      await page.locator('form > .field > input[name=tenantId]').waitFor();
      await page.locator('input[value=ownApp]').check();
      await page.locator('input[name=clientId]').fill('12a34b56');
      await page.locator('button[type=submit]').click();
      // The last of what is wrong: by the answer to the click.
      await page.locator('input[name=tenantId][aria-invalid]').waitFor();
    },
  },
  'first-run-more': {
    state: EMPTY_STATE,
    open: async (page) => {
      await page.locator('form details > summary').click();
      await page.locator('#cloud').selectOption('other');
    },
  },
  'second-profile': {
    state: two,
    open: async (page) => {
      await toSettings(page);
      await page.locator('[data-opens=setup]').click();
    },
  },
  guide: { state: EMPTY_STATE, open: to('guide') },
  ...Object.fromEntries(
    Object.entries(SESSIONS).map(([name, session]) => [name, { state: active(session) }]),
  ),
  ...Object.fromEntries(
    Object.entries(PRINCIPAL_SESSIONS).map(([name, session]) => [
      name,
      { state: withProfile({ identity: 'servicePrincipal' }, session) },
    ]),
  ),
  'public-client-refused': {
    state: withProfile(
      { clientId: AZURE_CLI_CLIENT_ID },
      {
        ...NO_FACTS,
        signInFailure: {
          code: 'refused_by_entra',
          aadsts: 65002,
          cause: 'invalid_client',
          description:
            'AADSTS65002: Consent between first party application and first party resource must be configured via preauthorization.',
          at: NOW,
          correlationId,
        },
      },
    ),
  },
  copied: {
    state: active(fresh),
    answers: { 'token.copy': { ok: true, value: { minutesLeft: 58, expiresOn: NOW + 58 * 60_000 } } },
    open: async (page) => {
      await page.locator('.copy').click();
    },
  },
  'copied-short': {
    state: active(SESSIONS.expiring ?? fresh),
    answers: {
      'token.copy': { ok: true, value: { minutesLeft: 9, expiresOn: NOW + 9 * 60_000, shortfall: offline } },
    },
    open: async (page) => {
      await page.locator('.copy').click();
    },
  },
  'copy-as': {
    state: active(fresh),
    open: async (page) => {
      await page.locator('.split > button').last().click();
      await page.locator('.split .menu').waitFor();
    },
  },
  'profiles-menu': {
    state: two,
    open: async (page) => {
      await page.locator('.switcher').click();
      await page.locator('header .menu').waitFor();
    },
  },
  verified: {
    state: active(fresh),
    answers: answering({ ok: true, value: VERIFICATION }),
    open: async (page) => {
      await verify(page);
      await page.locator('.answer summary').click();
    },
  },
  'verify-refused': {
    state: active(fresh),
    answers: answering({
      ok: false,
      failure: {
        code: 'workspace_not_member',
        params: { host: new URL(profile.workspaceUrl).host },
        at: NOW,
      },
    }),
    open: verify,
  },
  connect: {
    state: active(fresh),
    answers: listing([configRow, dbtRow, dotenvRow, dockerRow]),
    open: async (page) => {
      await to('connect')(page);
      await page.locator('[aria-expanded]').first().click();
    },
  },
  'connect-connected': {
    state: connected,
    answers: listing([
      { ...configRow, state: 'connected' },
      dbtRow,
      { ...dotenvRow, file: '/home/ada/projects/etl/.env', state: 'connected' },
      dockerRow,
    ]),
    open: to('connect'),
  },
  'connect-troubled': {
    state: connected,
    answers: listing([
      { ...configRow, state: 'waiting' },
      { ...dbtRow, state: 'edited' },
      { ...dotenvRow, file: '/home/ada/projects/etl/.env', state: 'gone' },
      {
        ...dockerRow,
        file: '/home/ada/projects/etl/deployment/docker/production.env',
        state: 'unwritable',
        failure: { code: 'tool_unwritable', params: { cause: 'permission denied' }, at: NOW },
      },
    ]),
    open: to('connect'),
  },
  'endpoint-failed': {
    state: {
      ...active(fresh),
      endpoint: { kind: 'failed', failure: { code: 'endpoint_running', params: { pid: '4711' }, at: NOW } },
    },
    open: to('connect'),
  },
  claims: {
    state: active(fresh),
    answers: { 'session.claims': { ok: true, value: CLAIMS } },
    open: async (page) => {
      await to('details')(page);
      await page.locator('.claims').first().waitFor();
      await page.locator('.folded > summary').click();
    },
  },
  activity: { state: active(fresh), open: to('activity') },
  'sign-in-options': { state: withProfile({ allowsPassword: true }, NO_FACTS), open: to('signIn') },
  'help-desk': {
    state: active(SESSIONS['consent-missing'] ?? fresh),
    open: (page) => page.locator('.panel details summary').click(),
  },
  notice: {
    state: {
      ...two,
      notices: [
        {
          id: 'n',
          kind: 'settings_set_aside',
          params: {
            file: 'settings.json.broken-2026-11-20T12-34-56-789Z',
            reason: 'minValidMinutes: expected <=45',
          },
        },
      ],
    },
  },
  settings: { state: two, open: toSettings },
  'settings-macos': {
    state: {
      ...two,
      platform: 'darwin',
      shortcut: 'refused',
      preferences: { ...EMPTY_STATE.preferences, copyShortcut: 'Command+Shift+C' },
    },
    open: async (page) => {
      await toSettings(page);
      await page.locator('input[inputmode=numeric]').first().fill('500');
      await page.locator('input[inputmode=numeric]').first().blur();
    },
  },
  reset: {
    state: two,
    open: async (page) => {
      await toSettings(page);
      await page.locator('section').last().locator('button').last().click();
    },
  },
  'profile-edit': {
    state: two,
    answers: { 'profile.check': { ok: true, value: { fields: [] } } },
    open: toProfile,
  },
  'profile-remove': {
    state: two,
    open: async (page) => {
      await toProfile(page);
      await page.locator('section').last().locator('button').last().click();
    },
  },
};
