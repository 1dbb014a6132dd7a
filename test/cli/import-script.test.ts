import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AZURE_CLI_CLIENT_ID } from '../entra/directory.ts';
import { keyringItems } from '../support/cache.ts';
import { Cli, type CliResult, endlessInput } from '../support/cli.ts';
import { Surroundings } from '../support/surroundings.ts';

/**
 * `import-script`: a profile from what people have at hand. What the files hold of secrets stays in them. In which forms
 * people have it: test/unit/import.
 */

const PASSWORD = 'Pa55-word-in-the-script';
const REFRESH_TOKEN = '1.AXwAsecretRefreshTokenOfTheScript-0123456789';

let surroundings: Surroundings;
let cli: Cli;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  cli = new Cli(surroundings);
});
afterAll(() => surroundings.stop());
beforeEach(() => surroundings.reset());

/** Two of Microsoft's three examples for MSAL in Python, as far as an import looks at them. */
const script = {
  interactive: (clientId: string, tenantId: string) => `from msal import PublicClientApplication
import sys

# You can hard-code the registered app's client ID and tenant ID here,
# or you can provide them as command-line arguments to this script.
client_id = '${clientId}'
tenant_id = '${tenantId}'

# Do not modify this variable. It represents the programmatic ID for
# Azure Databricks along with the default scope of '/.default'.
scopes = [ '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default' ]

if len(sys.argv) > 1:
  client_id = sys.argv[1]
  tenant_id = sys.argv[2]

app = PublicClientApplication(client_id = client_id, authority = "https://login.microsoftonline.com/" + tenant_id)
acquire_tokens_result = app.acquire_token_interactive(scopes = scopes)
if 'error' in acquire_tokens_result:
  print("Error: " + acquire_tokens_result['error'])
else:
  print(acquire_tokens_result['access_token'])
`,
  password: (clientId: string, tenantId: string) => `from msal import PublicClientApplication
client_id = "${clientId}"
tenant_id = "${tenantId}"
username = "someone@example.com"
password = "${PASSWORD}"
scopes = [ '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default' ]
app = PublicClientApplication(client_id = client_id, authority = "https://login.microsoftonline.com/" + tenant_id)
acquire_tokens_result = app.acquire_token_by_username_password(username = username, password = password, scopes = scopes)
`,
} as const;

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(surroundings.directory, name);
  await writeFile(file, content);
  return file;
}

interface SavedProfile {
  readonly name: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly cloud: unknown;
  readonly workspaceUrl?: string;
  readonly workspaceResourceId?: string;
}

/** The profiles that were saved; none where nothing ever was. */
async function profiles(): Promise<SavedProfile[]> {
  const file = join(surroundings.home, 'settings.json');
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')).profiles : [];
}

/** None of `secrets` was printed or saved. */
async function expectKeptOut({ stdout, stderr }: CliResult, ...secrets: string[]): Promise<void> {
  const files = await surroundings.files();
  // Before the first profile there is nothing that a keyring could hold.
  const hasSettings = [...files.keys()].some((file) => file.endsWith('settings.json'));
  const items = hasSettings ? await keyringItems(surroundings) : {};
  const saved = [...files.values(), ...Object.values(items)];
  for (const secret of secrets) {
    for (const text of [stdout, stderr, ...saved]) expect(text.includes(secret), secret).toBe(false);
  }
}

describe('a Python script of the documentation', () => {
  test('its IDs, and nothing else', async () => {
    const { tenantId, clientId } = surroundings.entra;
    const file = await fileOf('get_tokens_password.py', script.password(clientId, tenantId));
    const before = await readFile(file, 'utf8');
    const result = await cli.run('import-script', file);
    expect(result.code, result.stderr).toBe(0);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain(tenantId);
    expect(result.stderr).toContain(clientId);
    expect(result.stderr).toContain('Not imported.');
    expect(await profiles()).toMatchObject([
      { name: 'get_tokens_password', tenantId, clientId, cloud: 'public' },
    ]);
    await expectKeptOut(result, PASSWORD);
    expect(await readFile(file, 'utf8'), 'the file is the person’s').toBe(before);
  });

  test('it signs in then', async () => {
    const { tenantId, clientId, origin } = surroundings.entra;
    const file = await fileOf('get_tokens.py', script.interactive(clientId, tenantId));
    const result = await cli.run('import-script', file, '--name', 'work', '--authority', origin);
    expect(result.code, result.stderr).toBe(0);
    expect(result.stderr, 'it holds no secret').not.toContain('Not imported.');
    expect((await cli.signIn()).code).toBe(0);
  });

  test('half of it: what is missing can be given; a name that is taken is said, and the old profile stays', async () => {
    const { tenantId, clientId } = surroundings.entra;
    const file = await fileOf('half.py', script.interactive('<client-id>', tenantId));
    const incomplete = await cli.run('import-script', file);
    expect(incomplete.code).toBe(2);
    expect(incomplete.stderr).toContain('--client-id');
    expect((await cli.run('import-script', file, '--client-id', clientId)).code).toBe(0);
    const again = await cli.run('import-script', file, '--client-id', clientId, '--name', 'HALF');
    expect(again.code).toBe(2);
    // By that name, whatever its case.
    expect(again.stderr).toContain('Profile “half” already exists. Give this one another name: --name NAME.');
    expect(await profiles()).toMatchObject([{ name: 'half', tenantId, clientId }]);
  });
});

describe('a .databrickscfg', () => {
  const SECRET = 'dapi0123456789abcdef0123456789abcdef';
  const config = () => {
    const { entra, workspace } = surroundings;
    return `; comment
[DEFAULT]

[token-only]
host = https://adb-1111111111111111.1.azuredatabricks.net
token = ${SECRET}

[prod]
host                        = ${workspace.origin}/?o=42
azure_tenant_id             = ${entra.tenantId}
azure_client_id             = ${entra.clientId}
azure_workspace_resource_id = /subscriptions/3f0c1f6e-1111-4222-8333-444455556666/resourceGroups/rg/providers/Microsoft.Databricks/workspaces/my-ws
azure_client_secret         = ${SECRET}x

[no-host]
token = ${SECRET}
`;
  };

  test('the section that is named: workspace, tenant, client and resource ID', async () => {
    const { tenantId, clientId, origin } = surroundings.entra;
    const file = await fileOf('.databrickscfg', config());
    const result = await cli.run('import-script', file, '--section', 'prod', '--authority', origin);
    expect(result.code, result.stderr).toBe(0);
    expect(await profiles()).toMatchObject([
      {
        name: 'prod',
        tenantId,
        clientId,
        workspaceUrl: surroundings.workspace.origin,
        workspaceResourceId: expect.stringContaining('/workspaces/my-ws'),
      },
    ]);
    expect(result.stderr).toContain('Not imported.');
    await expectKeptOut(result, SECRET);
  });

  test('without a section: the first with a workspace, and what it lacks is asked for', async () => {
    const result = await cli.run('import-script', await fileOf('.databrickscfg', config()));
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('adb-1111111111111111.1.azuredatabricks.net');
    expect(result.stderr).toContain('--client-id');
    await expectKeptOut(result, SECRET);
    expect(await profiles()).toEqual([]);
  });

  test('a section that is not there: nothing is taken from another one', async () => {
    const file = await fileOf('.databrickscfg', config());
    const result = await cli.run('import-script', file, '--section', 'PROD');
    expect(result.stderr).toContain('There’s nothing to import.');
    expect(result.code).toBe(2);
    expect(await profiles()).toEqual([]);
  });
});

describe('what az prints', () => {
  test('az account show, by a pipe: whose client it is, and a name for it', async () => {
    const { tenantId } = surroundings.entra;
    const account = JSON.stringify({
      environmentName: 'AzureCloud',
      homeTenantId: '00000000-0000-4000-8000-00000000000a',
      id: '3f0c1f6e-1111-4222-8333-444455556666',
      isDefault: true,
      tenantId,
      user: { name: 'someone@example.com', type: 'user' },
    });
    const result = await cli.runWith(account, 'import-script', '-');
    expect(result.code, result.stderr).toBe(0);
    expect(result.stderr).toContain('the page will read “Microsoft Azure CLI”');
    const name = expect.stringMatching(/^\w{2,}/);
    const profile = { name, tenantId, clientId: AZURE_CLI_CLIENT_ID, cloud: 'public' };
    expect(await profiles()).toMatchObject([profile]);
  });

  test('az account get-access-token: the token is neither printed nor kept', async () => {
    const accessToken = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhYmMifQ.c2lnbmF0dXJl';
    const { tenantId: tenant } = surroundings.entra;
    const text = JSON.stringify({
      accessToken,
      expiresOn: '2026-01-01 00:00:00',
      tenant,
      tokenType: 'Bearer',
    });
    const result = await cli.runWith(text, 'import-script', '-', '--name', 'az');
    expect(result).toMatchObject({ code: 0, stdout: '' });
    expect(await profiles()).toMatchObject([{ name: 'az', tenantId: tenant, clientId: AZURE_CLI_CLIENT_ID }]);
    expect(result.stderr).toContain('Azure CLI');
    await expectKeptOut(result, accessToken);
  });
});

test('the curl call of the documentation', async () => {
  const { tenantId, clientId } = surroundings.entra;
  const text = `curl -X POST -H 'Content-Type: application/x-www-form-urlencoded' \\
https://login.microsoftonline.us/${tenantId}/oauth2/v2.0/token \\
-d 'client_id=${clientId}' \\
-d 'grant_type=refresh_token' \\
-d 'refresh_token=${REFRESH_TOKEN}' \\
-d 'scope=2ff814a6-3304-4ab8-85cb-cd0e6f879c1d%2F.default'
`;
  const result = await cli.run('import-script', await fileOf('get-token.sh', text));
  expect(result.code, result.stderr).toBe(0);
  expect(await profiles()).toMatchObject([{ name: 'get-token', tenantId, clientId, cloud: 'usgov' }]);
  expect(result.stderr, 'it holds a refresh token').toContain('Not imported.');
  await expectKeptOut(result, REFRESH_TOKEN);
});

describe('nothing to import', () => {
  test.each([
    ['binary', Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 7919) % 256))],
    ['1 MB', `client_id = '12a34b56-789c-0d12-e3fa-b456789c0123'\n${'x = 1\n'.repeat(180_000)}`],
  ])('%s: said in a few words', async (_, content) => {
    const result = await cli.run('import-script', await fileOf('something.bin', content));
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('There’s nothing to import.');
    expect(result.stderr.length).toBeLessThan(2_000);
    expect(await profiles()).toEqual([]);
  });

  test('input without end: no more is read than a script can have', async () => {
    const result = await cli.runWith(endlessInput(), 'import-script', '-');
    expect(result.stderr).toContain('There’s nothing to import.');
    expect(result).toMatchObject({ code: 2, stdout: '' });
  });

  test('a folder', async () => {
    const folder = await cli.run('import-script', surroundings.directory);
    expect(folder).toMatchObject({ code: 2, stderr: expect.stringContaining('it’s a folder') });
  });

  test('values that steer a terminal, or are none, make no profile', async () => {
    const text = `client_id = '\x1b]0;gotcha\x07'\ntenant_id = '../../etc/passwd'\n`;
    const result = await cli.run('import-script', await fileOf('hostile.py', text));
    expect(result.code).toBe(2);
    expect(result.stderr).not.toContain('\x1b');
    expect(await profiles()).toEqual([]);
  });
});
