import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AZURE_CLI_CLIENT_ID } from '../entra/directory.ts';
import { keyringItems } from '../support/cache.ts';
import { Cli, type CliResult, endlessInput } from '../support/cli.ts';
import { Surroundings } from '../support/surroundings.ts';

/** `import-script`: a profile from what people have at hand. What the files hold of secrets stays in them. */

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

/** Microsoft's three examples for MSAL in Python, as far as an import looks at them. */
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
  refresh: (clientId: string, tenantId: string) => `from msal import PublicClientApplication
client_id='${clientId}'
tenant_id='${tenantId}'
scopes = [ '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default' ]
refresh_token = '${REFRESH_TOKEN}'
app = PublicClientApplication(client_id = client_id, authority = "https://login.microsoftonline.com/" + tenant_id)
acquire_tokens_result = app.acquire_token_by_refresh_token(refresh_token = refresh_token, scopes = scopes)
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
  test.each(Object.keys(script) as (keyof typeof script)[])(
    '%s: its IDs, and nothing else',
    async (which) => {
      const { tenantId, clientId } = surroundings.entra;
      const file = await fileOf(`get_tokens_${which}.py`, script[which](clientId, tenantId));
      const before = await readFile(file, 'utf8');
      const result = await cli.run('import-script', file);
      expect(result.code, result.stderr).toBe(0);
      expect(result.stdout).toBe('');
      expect(result.stderr).toContain(tenantId);
      expect(result.stderr).toContain(clientId);
      expect(await profiles()).toMatchObject([
        { name: `get_tokens_${which}`, tenantId, clientId, cloud: 'public' },
      ]);
      const hasSecret = which !== 'interactive';
      expect(result.stderr.includes('Not imported.')).toBe(hasSecret);
      await expectKeptOut(result, PASSWORD, REFRESH_TOKEN);
      expect(await readFile(file, 'utf8'), 'the file is the person’s').toBe(before);
    },
  );

  test('it signs in then', async () => {
    const { tenantId, clientId, origin } = surroundings.entra;
    const file = await fileOf('get_tokens.py', script.interactive(clientId, tenantId));
    const result = await cli.run('import-script', file, '--name', 'work', '--authority', origin);
    expect(result.code, result.stderr).toBe(0);
    expect((await cli.signIn()).code).toBe(0);
    await surroundings.entra.verifyAccessToken((await cli.run('token')).stdout.trim());
  });

  test('placeholders are nothing', async () => {
    const file = await fileOf('template.py', script.interactive('<client-id>', '<tenant-id>'));
    const result = await cli.run('import-script', file);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('still holds placeholders');
    expect(await profiles()).toEqual([]);
  });

  test('empty constants, as the documentation has them, are nothing', async () => {
    const result = await cli.run('import-script', await fileOf('empty.py', script.interactive('', '')));
    expect(result.stderr).toContain('There’s nothing to import.');
    expect(result.code).toBe(2);
  });

  test('half of it: what is missing can be given', async () => {
    const { tenantId, clientId } = surroundings.entra;
    const file = await fileOf('half.py', script.interactive('<client-id>', tenantId));
    const incomplete = await cli.run('import-script', file);
    expect(incomplete.code).toBe(2);
    expect(incomplete.stderr).toContain('--client-id');
    expect((await cli.run('import-script', file, '--client-id', clientId)).code).toBe(0);
    expect(await profiles()).toMatchObject([{ name: 'half', tenantId, clientId }]);
  });

  test.each([
    [
      'a comment at the end of the line',
      "client_id = '@client' # the app's\ntenant_id = '@tenant' # the tenant's",
    ],
    ['capital names', 'CLIENT_ID = "@client"\nTENANT_ID = "@tenant"'],
    ['shell exports', 'export AZURE_CLIENT_ID=@client\nexport ARM_TENANT_ID="@tenant"'],
    ['Windows line ends', "client_id = '@client'\r\ntenant_id = '@tenant'\r\n"],
    ['a byte order mark', "\uFEFFclient_id = '@client'\ntenant_id = '@tenant'\n"],
    [
      'arguments of a call',
      "app = PublicClientApplication(\n  client_id='@client',\n  tenant_id='@tenant',\n)",
    ],
    [
      'the authority written out',
      "client_id = '@client'\napp = PublicClientApplication(client_id, authority='https://login.microsoftonline.com/@tenant')",
    ],
    [
      'a commented-out value before it',
      "# client_id = '00000000-0000-4000-8000-000000000000'\nclient_id = '@client'\ntenant_id = '@tenant'",
    ],
  ])('%s', async (_, text) => {
    const { tenantId, clientId } = surroundings.entra;
    const file = await fileOf(
      'shape.py',
      text.replaceAll('@client', clientId).replaceAll('@tenant', tenantId),
    );
    const result = await cli.run('import-script', file);
    expect(result.code, result.stderr).toBe(0);
    expect(await profiles()).toMatchObject([{ tenantId, clientId, cloud: 'public' }]);
  });

  test.each([
    ['login.microsoftonline.us', 'usgov'],
    ['login.partner.microsoftonline.cn', 'china'],
    ['login.microsoftonline.com', 'public'],
  ])('the cloud of %s', async (host, cloud) => {
    const { tenantId, clientId } = surroundings.entra;
    const text = script.interactive(clientId, tenantId).replace('login.microsoftonline.com', host);
    expect((await cli.run('import-script', await fileOf('cloud.py', text))).code).toBe(0);
    expect(await profiles()).toMatchObject([{ cloud }]);
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

  test.each(['nowhere', 'no-host', 'PROD'])(
    'the section %s: nothing is taken from another one',
    async (section) => {
      const file = await fileOf('.databrickscfg', config());
      const result = await cli.run('import-script', file, '--section', section);
      expect(result.stderr).toContain('There’s nothing to import.');
      expect(result.code).toBe(2);
      expect(await profiles()).toEqual([]);
    },
  );
});

describe('what az prints', () => {
  const account = (environmentName: string, more = {}) =>
    JSON.stringify({
      environmentName,
      homeTenantId: '00000000-0000-4000-8000-00000000000a',
      id: '3f0c1f6e-1111-4222-8333-444455556666',
      isDefault: true,
      tenantId: surroundings.entra.tenantId,
      user: { name: 'someone@example.com', type: 'user' },
      ...more,
    });

  test.each([
    ['AzureCloud', 'public'],
    ['AzureUSGovernment', 'usgov'],
    ['AzureChinaCloud', 'china'],
  ])('az account show in %s, by a pipe', async (environment, cloud) => {
    const result = await cli.runWith(account(environment), 'import-script', '-', '--name', 'az');
    expect(result.code, result.stderr).toBe(0);
    const { tenantId } = surroundings.entra;
    expect(await profiles()).toMatchObject([{ name: 'az', tenantId, clientId: AZURE_CLI_CLIENT_ID, cloud }]);
  });

  test('by a pipe without a name it gets one', async () => {
    const result = await cli.runWith(account('AzureCloud'), 'import-script', '-');
    expect(result.code, result.stderr).toBe(0);
    const [profile] = await profiles();
    expect(profile?.name).toMatch(/^\w{2,}/);
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

  test('a cloud that is not known is not taken for the public one', async () => {
    const result = await cli.runWith(account('AzureStackSomewhere'), 'import-script', '-', '--name', 'az');
    expect(result.code).toBe(2);
    expect(await profiles()).toEqual([]);
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
    ['prose', 'Dear all,\nplease find attached the client ID.\nRegards'],
    ['an empty file', ''],
    ['JSON of something else', '{"a":[1,2,{"tenantId":5}]}'],
    ['JSON null', 'null'],
    ['a number', '42'],
    ['binary', Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 7919) % 256))],
    ['1 MB', `client_id = '12a34b56-789c-0d12-e3fa-b456789c0123'\n${'x = 1\n'.repeat(180_000)}`],
    ['1 MB on one line', '='.repeat(1_000_000)],
    ['brackets and equals signs', `${'['.repeat(60_000)}${'a='.repeat(60_000)}`],
    ['spaces', `tenant_id${' '.repeat(200_000)}x`],
  ])('%s: said, quickly', async (_, content) => {
    const result = await cli.run('import-script', await fileOf('something.bin', content));
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('There’s nothing to import.');
    expect(result.stderr.length).toBeLessThan(2_000);
    // It once took 80 seconds; a busy machine may take some.
    expect(result.milliseconds).toBeLessThan(30_000);
    expect(await profiles()).toEqual([]);
  });

  test('input without end: no more is read than a script can have', async () => {
    const result = await cli.runWith(endlessInput(), 'import-script', '-');
    expect(result.stderr).toContain('There’s nothing to import.');
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.milliseconds).toBeLessThan(30_000);
  });

  test('a file that does not exist, and a folder', async () => {
    const missing = await cli.run('import-script', join(surroundings.directory, 'nowhere.py'));
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('File not found') });
    const folder = await cli.run('import-script', surroundings.directory);
    expect(folder).toMatchObject({ code: 2, stderr: expect.stringContaining('it’s a folder') });
  });

  test('a name that is taken: said, and the old profile stays', async () => {
    const { tenantId, clientId } = surroundings.entra;
    await cli.run('profile', 'add', 'work', ...surroundings.profileArguments);
    const file = await fileOf('again.py', script.interactive(clientId, tenantId));
    const result = await cli.run('import-script', file, '--name', 'WORK');
    expect(result.code).toBe(2);
    // By that name, whatever its case.
    expect(result.stderr).toContain(
      'Profile “work” already exists. Give this one another name: --name NAME.',
    );
    expect(await profiles()).toHaveLength(1);
  });

  test('values that steer a terminal, or are none, make no profile', async () => {
    const text = `client_id = '\x1b]0;gotcha\x07'\ntenant_id = '../../etc/passwd'\n`;
    const result = await cli.run('import-script', await fileOf('hostile.py', text));
    expect(result.code).toBe(2);
    expect(result.stderr).not.toContain('\x1b');
    expect(await profiles()).toEqual([]);
  });
});
