import { expect, test } from 'vitest';
import {
  otherDatabricksFailure,
  parseResourceId,
  parseWorkspaceUrl,
} from '../../src/core/profile/workspace-url.ts';
import { explain, loadTranslate } from '../../src/shared/messages/index.ts';

const HOST = 'adb-1234567890123456.7.azuredatabricks.net';

test.each([
  ['as it is', `https://${HOST}`],
  ['with a slash', `https://${HOST}/`],
  ['without a scheme', HOST],
  ['with http, which is never used', `http://${HOST}/`],
  ['with a path, a query and a fragment', `https://${HOST}/browse/folders/1?o=12345#notebook/2`],
  ['in capitals, with spaces and quotes', ` "HTTPS://${HOST.toUpperCase()}/?o=1" `],
])('a workspace’s address %s', (_, text) => {
  expect(parseWorkspaceUrl(text)).toBe(`https://${HOST}`);
});

test.each(['x"&calc&"', '$(id)', 'a;ssl=0;x=b', "a'b", 'a`id`', 'a_b!', '-a'])(
  'an address with %s in it is none',
  (part) => {
    expect(parseWorkspaceUrl(`https://${part}.azuredatabricks.net`)).toBeUndefined();
  },
);

const [SUBSCRIPTION, GROUP, NAME] = ['0a1b2c3d-4e5f-4678-9abc-def012345678', 'Analytics-rg', 'analytics_1'];
const RESOURCE_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP}/providers/Microsoft.Databricks/workspaces/${NAME}`;

test.each([
  ['as it is', RESOURCE_ID],
  ['in capitals', RESOURCE_ID.toUpperCase()],
  ['in small letters', RESOURCE_ID.toLowerCase()],
  ['as a page of the portal', `https://portal.azure.com/#@contoso/resource${RESOURCE_ID}/overview`],
  ['as three parts', `${SUBSCRIPTION}/${GROUP}/${NAME}`],
])('a workspace’s resource ID %s', (_, text) => {
  expect(parseResourceId(text)?.toLowerCase()).toBe(RESOURCE_ID.toLowerCase());
});

test.each(['', NAME, `${GROUP}/${NAME}`, `${RESOURCE_ID}!x`, RESOURCE_ID.replace('Databricks', 'Compute')])(
  '%s is no resource ID',
  (text) => {
    expect(parseResourceId(text)).toBeUndefined();
  },
);

test.each([
  ['https://portal.azure.com/#@contoso/resource', /is the Azure portal[\s\S]*azuredatabricks\.net/],
  ['https://accounts.azuredatabricks.net/login', /is the Databricks account console/],
  ['https://dbc-a1b2345c-d6e7.cloud.databricks.com', /workspace on another cloud/],
])('%s is no workspace of Azure’s, and it is said what it is', async (text, says) => {
  const failure = otherDatabricksFailure(parseWorkspaceUrl(text) ?? '');
  if (!failure) throw new Error('not recognized');
  expect(Object.values(explain(failure, await loadTranslate('en'))).join('\n')).toMatch(says);
});
