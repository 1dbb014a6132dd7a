import { describe, expect, test } from 'vitest';
import { concerns, type TokenQuestion } from '../../src/core/tools/helpers/answers.ts';
import { type Helper, readQuestion } from '../../src/core/tools/helpers/questions.ts';

const R = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d';
const TENANT = 'a1bc2d34-5e67-8f89-01ab-c2345d6c78de';
const HOST = 'https://adb-1.2.azuredatabricks.net';
const PROFILE = { tenantId: TENANT, workspaceUrl: HOST };
const UNIFIED = '--experimental-is-unified-host';

/** By the SDK that sends it. */
const FORMS: Readonly<Record<string, readonly [Helper, string]>> = {
  'Azure JS, .NET': ['az', `account get-access-token --output json --resource ${R}`],
  'Azure Go': ['az', `account get-access-token -o json --scope ${R}/.default --tenant ${TENANT}`],
  'Databricks Go, Python': ['az', `account get-access-token --resource ${R} --output json --subscription S`],
  'Databricks Go, account': ['az', 'account show --output json'],
  'a person': ['az', 'account show'],
  'a person, for a token': ['az', `account get-access-token --resource ${R}`],
  azd: ['azd', `auth token --output json --no-prompt --scope ${R}/.default --tenant-id ${TENANT}`],
  'Databricks JS': ['databricks', `auth token --host ${HOST}`],
  'Databricks Go, new': ['databricks', `auth token --host ${HOST} --force-refresh`],
  'Databricks Go, Java, Python, of a host that serves several': [
    'databricks',
    `auth token --host ${HOST} ${UNIFIED} --account-id A --workspace-id 1`,
  ],
};

/** Real commands'. */
const OTHERS: Readonly<Record<Helper, readonly string[]>> = {
  az: [
    '',
    'login',
    'account',
    'account show -o=json',
    'account show -o usual',
    'account show --output table',
    'account show --output json --query id',
    'account list --output json',
    'account get-access-token',
    `account get-access-token --resource=${R} --output json`,
    `account get-access-token --res ${R} --output json`,
    `account get-access-token --resource ${R} --output json --query accessToken`,
    `account get-access-token --resource ${R} --resource ${R} --output json`,
    `account get-access-token --resource ${R} --scope ${R}/.default --output json`,
    `account get-access-token --resource ${R}/ --output json`,
    `account get-access-token --scope ${R}/user_impersonation --output json`,
    'account get-access-token --resource https://management.azure.com --output json',
    'account get-access-token --resource-type ms-graph --output json',
    'account get-access-token --output json',
    `account get-access-token --output json --resource`,
    `account get-access-token --output json --resource ${R} --tenant 00000000-5e67-8f89-01ab-c2345d6c78de`,
    `--output json account get-access-token --resource ${R}`,
    `account get-access-token --output json --resource ${R} extra`,
  ],
  azd: [
    'auth login',
    `auth token --scope ${R}/.default`,
    `auth token --output json --no-prompt --scope ${R}/.default --scope https://graph.microsoft.com/.default`,
    `auth token --output json --no-prompt --scope ${R}/.default --claims e30=`,
    'auth token --output json --no-prompt --scope https://management.azure.com/.default',
  ],
  databricks: [
    'auth token',
    'auth token --host https://adb-1.2.azuredatabricks.net.example.org',
    'auth token --host https://example.org/?adb-1.2.azuredatabricks.net',
    'auth token --host http://adb-1.2.azuredatabricks.net@example.org',
    'auth token --host adb-3.4.azuredatabricks.net',
    'auth token --host http://adb-1.2.azuredatabricks.net',
    `auth token --host ${HOST} --account-id 1`,
    `auth token --host ${HOST} ${UNIFIED} --account-id 1`,
    `auth token --host ${HOST} ${UNIFIED} --workspace-id 2`,
    `auth token --host ${HOST} --workspace-id none`,
    `auth token --host ${HOST}/?o=2`,
    `auth token --profile p --workspace-id 1`,
    `auth token --host ${HOST} --profile p`,
    `auth token ${HOST}`,
    'auth describe',
    'version --help',
  ],
};

function isOurs(helper: Helper, words: string): boolean {
  const question = readQuestion(helper, words.split(' '));
  return question !== undefined && concerns(question as TokenQuestion, PROFILE);
}

describe('what a helper answers', () => {
  test.each(Object.entries(FORMS))('%s', (_, [helper, words]) => {
    expect(isOurs(helper, words)).toBe(true);
  });

  test('nothing else', () => {
    for (const [helper, all] of Object.entries(OTHERS))
      for (const words of all) expect([words, isOurs(helper as Helper, words)]).toEqual([words, false]);
  });

  test('the workspace that is named, where its host serves several', () => {
    const host = 'https://acme.azuredatabricks.net';
    const answers = (workspaceId: string | undefined, words: string) => {
      const question = readQuestion('databricks', `auth token --host ${words}`.split(' '));
      return concerns(question as TokenQuestion, { ...PROFILE, workspaceUrl: host, workspaceId });
    };
    // SDKs leave out what stands behind the host: then only the profile says which one is meant.
    for (const words of [
      host,
      `${host}/`,
      `${host}/?o=7`,
      `${host}/browse?x=1&o=7#y`,
      `${host} --workspace-id 7`,
    ])
      expect([words, answers('7', words), answers('8', words)]).toEqual([words, true, !words.includes('7')]);
    expect(answers('7', `${host}/?o=7 --workspace-id 8`)).toBe(false);
    expect(answers(undefined, `${host}/?o=7`)).toBe(true);
    expect(answers(undefined, `${host} --workspace-id none`)).toBe(false);
  });

  test('a profile’s own resource instead, where it has one', () => {
    const words = (resource: string) =>
      `account get-access-token --output json --resource ${resource}`.split(' ');
    const own = { ...PROFILE, scopes: ['api://mine/.default'] };
    expect(concerns(readQuestion('az', words('api://mine')) as TokenQuestion, own)).toBe(true);
    expect(concerns(readQuestion('az', words(R)) as TokenQuestion, own)).toBe(false);
  });
});
