import { expect, test } from 'vitest';
import { readImport } from '../../src/core/profile/import/index.ts';
import { isSharedHost, parseWorkspace } from '../../src/core/profile/workspace-id.ts';

const ID = '1234567890123456';
const ACME = { workspaceUrl: 'https://acme.azuredatabricks.net', workspaceId: ID };

test.each([
  `https://acme.azuredatabricks.net/?o=${ID}`,
  `acme.azuredatabricks.net?o=${ID}`,
  `http://acme.azuredatabricks.net/browse?o=${ID}`,
  `https://acme.azuredatabricks.net/browse/folders/1?o=${ID}#notebook/2/command/3`,
  `https://acme.azuredatabricks.net/sql/warehouses/1a2b3c4d5e6f7a8b/monitoring?start=1&o=${ID}&tab=x`,
  `https://acme.azuredatabricks.net/#job/12?o=${ID}`,
  `HTTPS://ACME.AZUREDATABRICKS.NET/?O=${ID}`,
  `https://acme.azuredatabricks.net./?o=${ID}`,
  `<https://acme.azuredatabricks.net:443/?o=${ID}>`,
  `"https://acme.azuredatabricks.net/?o=${ID}"`,
  `https://acme.azuredatabricks.net/jobs?a=1&amp;o=${ID}`,
  `https://acme.azuredatabricks.net/?o=${ID}.`,
  `https://acme.azuredatabricks.net/?o=${ID}&o=7`,
  `https://acme.azuredatabricks.net/login.html?next_url=%2Fjobs%3Fo%3D${ID}%26x%3D1`,
])('the workspace of %s', (text) => {
  expect(parseWorkspace(text)).toEqual(ACME);
});

test.each(['0', '-1', '12a', '1_2', '', 'none', '1'.repeat(21), '１２', `${ID}-x`])(
  'an ID that is %s is none',
  (id) => {
    expect(parseWorkspace(`https://acme.azuredatabricks.net/?o=${id}`)).toEqual({
      workspaceUrl: ACME.workspaceUrl,
    });
  },
);

test('a host that says its ID needs none, whatever the query says', () => {
  for (const domain of ['azuredatabricks.net', 'databricks.azure.us', 'databricks.azure.cn']) {
    const workspaceUrl = `https://adb-${ID}.7.${domain}`;
    expect(parseWorkspace(`${workspaceUrl}/?o=7`)).toEqual({ workspaceUrl });
    expect(isSharedHost(workspaceUrl)).toBe(false);
    expect(isSharedHost(`https://westeurope.${domain}`)).toBe(true);
  }
  // Nobody vouches for these: they are not asked what they are.
  for (const host of ['acme.example.com', 'localhost', 'adb-1.7.example.com', 'evil-azuredatabricks.net']) {
    expect(isSharedHost(`https://${host}`)).toBe(false);
  }
});

const EXPECTED = `https://acme.azuredatabricks.net/?o=${ID}`;
test.each([
  ['a section', `[x]\nhost = acme.azuredatabricks.net\nworkspace_id = ${ID}\n`, EXPECTED],
  ['a section whose host has it', `[x]\nhost = ${EXPECTED}\nworkspace_id = 7\n`, EXPECTED],
  ['an account’s section', `[x]\nhost = ${ACME.workspaceUrl}\nworkspace_id = none\n`, ACME.workspaceUrl],
  [
    'a host that says it',
    `[x]\nhost = https://adb-${ID}.7.azuredatabricks.net\nworkspace_id = ${ID}\n`,
    `https://adb-${ID}.7.azuredatabricks.net`,
  ],
  ['a .env', `DATABRICKS_HOST=${ACME.workspaceUrl}\nDATABRICKS_WORKSPACE_ID=${ID}\n`, EXPECTED],
  [
    'a script',
    `import requests\nrequests.get("https://acme.azuredatabricks.net/api/2.0/x?o=${ID}")\n`,
    EXPECTED,
  ],
  ['a call of the SDK', `w = WorkspaceClient(host="${ACME.workspaceUrl}", workspace_id="${ID}")\n`, EXPECTED],
  ['JSON', JSON.stringify({ databricks_host: ACME.workspaceUrl, workspace_id: ID }), EXPECTED],
])('%s is imported with its workspace ID', (_, text, expected) => {
  expect(readImport(text).draft.workspaceUrl).toBe(expected);
});
