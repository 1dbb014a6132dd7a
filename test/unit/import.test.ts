import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readImport } from '../../src/core/profile/import/index.ts';
import { placeholdersIn } from '../../src/core/profile/placeholders.ts';
import { readSection, writeSection } from '../../src/core/tools/databrickscfg-section.ts';
import { readKey, writeKey } from '../../src/core/tools/dotenv-key.ts';
import { AZURE_CLI_CLIENT_ID } from '../../src/shared/clouds.ts';
import { FailureError } from '../../src/shared/failures.ts';

/** Imported text in the forms that people have it in. What the command line does with it: test/cli/import-script. */

const CLIENT = '12a34b56-789c-4d12-a3fa-b456789c0123';
const TENANT = '3f0c1f6e-1111-4222-8333-444455556666';
const OTHER = '00000000-0000-4000-8000-000000000000';
const WORKSPACE = 'https://adb-1.2.azuredatabricks.net';

const draftOf = (text: string, section?: string) => readImport(text, { section }).draft;

function failureOf(text: string) {
  try {
    readImport(text);
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  return undefined;
}

describe('a Python script', () => {
  test.each([
    [
      'an argument by its place',
      `app = msal.PublicClientApplication("${CLIENT}", None)\ntenant_id = '${TENANT}'`,
    ],
    [
      'a constant in that place',
      `APP = '${CLIENT}'\nTENANT = '${TENANT}'\nmsal.PublicClientApplication(APP)`,
    ],
    ['arguments by name', `ClientApp(\n  tenant_id="${TENANT}",\n  client_id = "${CLIENT}", # mine\n)`],
    ['azure-identity, by place', `ClientSecretCredential("${TENANT}", "${CLIENT}", os.environ["SECRET"])`],
    ['a dictionary', `config = {\n  "client_id": "${CLIENT}",\n  'tenantId': "${TENANT}",\n}`],
    ['a dictionary, assigned to', `config["client_id"] = '${CLIENT}'\nconfig["tenant_id"] = '${TENANT}'`],
    [
      'environment variables with defaults',
      `client_id = os.environ.get("AZURE_CLIENT_ID", "${CLIENT}")\ntenant_id = os.getenv('T', '${TENANT}')`,
    ],
    [
      'environment variables, or else',
      `client_id = os.environ.get("AZURE_CLIENT_ID") or "${CLIENT}"\ntenant_id = x if x else '${TENANT}'`,
    ],
    [
      'environment variables that it sets',
      `os.environ["AZURE_CLIENT_ID"] = "${CLIENT}"\nos.environ.setdefault("AZURE_TENANT_ID", "${TENANT}")`,
    ],
    ['annotated names', `client_id: str = "${CLIENT}"\ntenant_id: Final[Optional[str]] = '${TENANT}'`],
    ['several at once', `client_id, tenant_id = "${CLIENT}", "${TENANT}"`],
    ['argparse', `p.add_argument("--client-id", help="x", default="${CLIENT}")\ntenant_id = "${TENANT}"`],
    ['an authority with the tenant', `client_id = '${CLIENT}'\nAUTH = "https://sts.windows.net/${TENANT}/"`],
    [
      'a line that is only a list',
      `client_id = '${CLIENT}'\n['${OTHER}']\n[print(x) for x in y]\ntenant_id = '${TENANT}'`,
    ],
    [
      'others in docstrings and comments',
      `"""Use it so:\nclient_id = '${OTHER}'\n"""\n# tenant_id = '${OTHER}'\ndef main():\n    '''tenant_id = '${OTHER}' '''\n    client_id = '${CLIENT}' # client_id = '${OTHER}'\ntenant_id = r"${TENANT}"`,
    ],
    [
      'a notebook',
      JSON.stringify({
        cells: [
          { cell_type: 'markdown', source: [`client_id = '${OTHER}'`] },
          {
            cell_type: 'code',
            source: [`client_id = '${CLIENT}'\n`, `tenant_id = '${TENANT}'`],
            outputs: [],
          },
        ],
      }),
    ],
    [
      'its parameters in JSON',
      JSON.stringify({ client_id: CLIENT, nested: { tenantId: TENANT }, scope: ['x'] }),
    ],
    [
      'parameters of Azure',
      JSON.stringify({ p: { clientId: { value: CLIENT }, tenantId: { value: TENANT } } }),
    ],
    [
      'comments at the ends of lines',
      `client_id = '${CLIENT}' # the app's\ntenant_id = '${TENANT}' # the tenant's`,
    ],
    ['capital names', `CLIENT_ID = "${CLIENT}"\nTENANT_ID = "${TENANT}"`],
    ['shell exports', `export AZURE_CLIENT_ID=${CLIENT}\nexport ARM_TENANT_ID="${TENANT}"`],
    ['Windows line ends', `client_id = '${CLIENT}'\r\ntenant_id = '${TENANT}'\r\n`],
    ['YAML', `client_id: ${CLIENT}\ntenant_id: "${TENANT}"`],
    ['PowerShell', `$clientId = "${CLIENT}"\n$env:AZURE_TENANT_ID = '${TENANT}'`],
  ])('%s', (_, text) => {
    expect(draftOf(text)).toMatchObject({ clientId: CLIENT, tenantId: TENANT });
  });

  test('a tenant by its domain', () => {
    expect(draftOf(`tenant_id: str = "contoso.onmicrosoft.com"`).tenantId).toBe('contoso.onmicrosoft.com');
    const authority = 'https://login.microsoftonline.com/contoso.onmicrosoft.com';
    expect(draftOf(`app = App("${CLIENT}", authority="${authority}", client_id="${CLIENT}")`).tenantId).toBe(
      'contoso.onmicrosoft.com',
    );
    expect(draftOf(`client_id="${CLIENT}"\nAUTHORITY="https://login.microsoftonline.com/common"`)).toEqual({
      clientId: CLIENT,
      cloud: 'public',
    });
  });

  test.each([
    ['https://login.windows.net/x', 'public'],
    ['https://login.microsoftonline.com/x', 'public'],
    ['https://login.microsoft.com/x', 'public'],
    ['https://login.microsoftonline.us/x', 'usgov'],
    ['https://login.usgovcloudapi.net/x', 'usgov'],
    ['https://login-us.microsoftonline.com/x', 'usgov'],
    ['https://login.chinacloudapi.cn/x', 'china'],
    ['login.partner.microsoftonline.cn', 'china'],
  ])('the authority %s is the cloud %s', (authority, cloud) => {
    expect(draftOf(`client_id="${CLIENT}"\nauthority = "${authority}"`).cloud).toBe(cloud);
    expect(draftOf(JSON.stringify({ client_id: CLIENT, authority })).cloud).toBe(cloud);
  });

  test('azure-identity’s constants, and an f-string', () => {
    const gov = `Credential(client_id="${CLIENT}", authority=AzureAuthorityHosts.AZURE_GOVERNMENT)`;
    expect(draftOf(gov).cloud).toBe('usgov');
    const china = `client_id="${CLIENT}"\nauthority=f"https://login.partner.microsoftonline.cn/{tenant}"`;
    expect(draftOf(china)).toEqual({ clientId: CLIENT, cloud: 'china' });
  });

  test.each([
    `authority = "https://login.contoso.example/${TENANT}"`,
    `authority = "https://idp.contoso.example/" + tenant_id`,
    `{"authority": "https://idp.contoso.example"}`,
    `requests.post("https://login.contoso.example/oauth2/token")`,
  ])('a foreign authority is refused, and counts for nothing where the person named theirs: %s', (line) => {
    const text = `client_id = '${CLIENT}'\n${line}`;
    expect(failureOf(text)).toMatchObject({ code: 'import_authority_unknown' });
    const { draft } = readImport(text, { isAuthorityNamed: true });
    expect(draft.clientId).toBe(CLIENT);
    expect(draft.cloud).toBeUndefined();
  });

  test.each([
    `client_id = ''\ntenant_id = ""`,
    'Dear all,\nplease find attached the client ID.\nRegards',
    '',
    '{"a":[1,2,{"tenantId":5}]}',
    'null',
    '42',
    'client_id = sys.argv[1]',
    'client_id = input("Client ID: ")',
    'client_id == "x"',
    'tenant_id = json.load(open("config.json"))["tenant_id"]',
    'client_id = "<client-id>"',
    `"""client_id = '${CLIENT}'"""`,
    `# client_id = '${CLIENT}'`,
    'constructor = toString(__proto__)',
  ])('nothing: %s', (text) => {
    expect(failureOf(text)).toMatchObject({ code: 'import_found_nothing' });
  });

  test.each([
    [`password = "Pa55-word-in-the-script"`, true],
    [`refresh_token = '1.AXwAsecretRefreshToken'`, true],
    [`username = "someone@example.com"`, false],
  ])('whether it holds a secret: %s', (line, holdsSecret) => {
    const text = `from msal import PublicClientApplication\nclient_id='${CLIENT}'\n${line}\n`;
    expect(readImport(text)).toMatchObject({ draft: { clientId: CLIENT }, holdsSecret });
  });

  test('the workspace, by any of its names', () => {
    for (const line of [
      `databricks_instance = "${WORKSPACE}"`,
      `w = WorkspaceClient(host="${WORKSPACE}/?o=1")`,
      `DATABRICKS_SERVER_HOSTNAME = "adb-1.2.azuredatabricks.net"`,
      `url = '${WORKSPACE}/api/2.0/clusters/list'`,
    ]) {
      expect(draftOf(`client_id = '${CLIENT}'\n${line}`).workspaceUrl, line).toContain(
        'adb-1.2.azuredatabricks.net',
      );
    }
    expect(draftOf(`client_id = '${CLIENT}'\nhost = 'db.contoso.example'`).workspaceUrl).toBeUndefined();
  });
});

describe('a .databrickscfg', () => {
  test('comments behind headers and values, quotes, and no section mixed with another', () => {
    const text = `[prod] ; ask [first]
host = ${WORKSPACE} ; the one
azure_tenant_id = "${TENANT}" # quoted
azure_client_id = \`${CLIENT}\`
[other]
host = https://adb-9.9.azuredatabricks.net
azure_workspace_resource_id = ${OTHER}/rg/ws
`;
    // As Go has it: up to the last bracket of the line.
    expect(draftOf(text)).toMatchObject({ workspaceUrl: WORKSPACE, tenantId: TENANT, clientId: CLIENT });
    expect(draftOf(text).workspaceResourceId).toBeUndefined();
    expect(draftOf(text.replace(' [first]', ''), 'prod').tenantId).toBe(TENANT);
    expect(draftOf(text, 'other')).toMatchObject({
      name: 'other',
      workspaceUrl: 'https://adb-9.9.azuredatabricks.net',
    });
  });

  test.each(['nowhere', 'no-host', 'PROD'])(
    'the section %s: nothing is taken from another one',
    (section) => {
      const text = `[prod]\nhost = ${WORKSPACE}\nazure_client_id = ${CLIENT}\n[no-host]\ntoken = x\n`;
      expect(() => readImport(text, { section })).toThrow('import_found_nothing');
    },
  );

  test('keys before the first header are of DEFAULT', () => {
    const text = `\uFEFFhost = ${WORKSPACE}\r\nazure_tenant_id = ${TENANT}\r\n[b]\r\nhost = x.example\r\n`;
    expect(draftOf(text)).toEqual({ name: 'DEFAULT', workspaceUrl: WORKSPACE, tenantId: TENANT });
    expect(draftOf(text, 'DEFAULT').tenantId).toBe(TENANT);
  });

  test('a value of several lines is a value, with whatever is in it', () => {
    const text = `[a]\nnote = """x\n[b]\nhost = evil.example\n"""\nhost = ${WORKSPACE}\n`;
    expect(draftOf(text)).toMatchObject({ name: 'a', workspaceUrl: WORKSPACE });
    expect(draftOf(`[a]\nnote = \`x\nhost = ${WORKSPACE}\n`).workspaceUrl).toBe(WORKSPACE);
  });

  test('account consoles and other clouds are skipped, and said', () => {
    const text = `[console]
host = https://accounts.azuredatabricks.net
[aws]
host = https://dbc-1.cloud.databricks.com
[gcp]
host = https://1.1.gcp.databricks.com
[azure]
host = ${WORKSPACE}
`;
    const { draft, skipped } = readImport(text);
    expect(draft.name).toBe('azure');
    expect(skipped.map(({ section, failure }) => [section, failure.code])).toEqual([
      ['console', 'address_is_account_console'],
      ['aws', 'workspace_not_azure'],
      ['gcp', 'workspace_not_azure'],
    ]);
    expect(failureOf(text.replace(WORKSPACE, 'https://accounts.cloud.databricks.com'))).toMatchObject({
      code: 'address_is_account_console',
    });
  });

  test('a host’s user name and password go nowhere', () => {
    const found = readImport('[a]\nhost = https://token:dapi0123@adb-1.2.azuredatabricks.net/?o=1\n');
    expect(JSON.stringify(found)).not.toContain('dapi0123');
    expect(found).toMatchObject({ holdsSecret: true });
    expect(found.draft.workspaceUrl).toContain('adb-1.2.azuredatabricks.net');
  });
});

describe('what the Azure CLI prints', () => {
  const shown = {
    environmentName: 'AzureUSGovernment',
    homeTenantId: OTHER,
    id: OTHER,
    isDefault: true,
    managedByTenants: [{ tenantId: OTHER }],
    name: 'My subscription',
    state: 'Enabled',
    tenantId: TENANT,
    user: { name: 'guest@contoso.example', type: 'user' },
  };
  const token = {
    accessToken: 'eyJhbGciOiJSUzI1NiJ9.e30.x',
    expiresOn: '2026',
    subscription: OTHER,
    tenant: TENANT,
  };
  const columns = ['Name', 'CloudName', 'SubscriptionId', 'TenantId', 'State', 'IsDefault'];
  const rows = [
    ['First', 'AzureCloud', OTHER, OTHER, 'Enabled', 'False'],
    ['Second one', 'AzureUSGovernment', OTHER, TENANT, 'Enabled', 'True'],
  ];
  const inColumns = (cells: readonly string[]) => cells.map((cell) => cell.padEnd(36)).join('  ');

  test.each([
    ['show', JSON.stringify(shown)],
    ['list', JSON.stringify([{ ...shown, tenantId: OTHER, isDefault: false }, shown])],
    ['show, YAML', yaml('', shown)],
    ['list, YAML', `${yaml('- ', { ...shown, tenantId: OTHER, isDefault: false })}${yaml('- ', shown)}`],
    ['list, table', [columns, columns.map(() => '-'.repeat(36)), ...rows].map(inColumns).join('\n')],
    ['show, TSV', `AzureUSGovernment\t${OTHER}\t${OTHER}\tTrue\t\tMine\tEnabled\t${TENANT}\t`],
    ['get-access-token', JSON.stringify({ ...token, tokenType: 'Bearer' })],
    ['get-access-token, YAML', yaml('', { ...token, tokenType: 'Bearer' })],
    ['get-access-token, TSV', `${token.accessToken}\t2026\t1\t${OTHER}\t${TENANT}\tBearer\n`],
  ])('%s: the tenant, and whose client it is', (form, text) => {
    const found = readImport(text.replaceAll('\n', '\r\n'));
    expect(found).toMatchObject({
      draft: { tenantId: TENANT, clientId: AZURE_CLI_CLIENT_ID },
      isOfAzureCli: true,
    });
    expect(found.holdsSecret).toBe(form.startsWith('get-access-token'));
    if (!form.startsWith('get')) expect(found.draft.cloud).toBe('usgov');
  });

  test.each([
    ['AzureCloud', 'public'],
    ['AzureUSGovernment', 'usgov'],
    ['AzureChinaCloud', 'china'],
  ])('%s is the cloud %s', (environmentName, cloud) => {
    expect(draftOf(JSON.stringify({ ...shown, environmentName })).cloud).toBe(cloud);
  });

  test('a cloud that is not known is refused', () => {
    expect(failureOf(JSON.stringify({ ...shown, environmentName: 'AzureStack' }))).toMatchObject({
      code: 'import_authority_unknown',
      params: { authority: 'AzureStack' },
    });
  });

  function yaml(start: string, fields: object): string {
    const lines = Object.entries(fields).flatMap(([name, value]): string[] => {
      if (Array.isArray(value)) return [`${name}:`, ...value.map((entry) => `- tenantId: ${entry.tenantId}`)];
      if (typeof value !== 'object') return [`${name}: ${value}`];
      return [`${name}:`, ...Object.entries(value).map(([key, text]) => `  ${key}: ${text}`)];
    });
    const inset = ' '.repeat(start.length);
    return lines.map((line, index) => `${index === 0 ? start : inset}${line}\n`).join('');
  }
});

describe('long runs of anything', () => {
  /** What is read at most of a file to import, and of one that is edited. */
  const IMPORTED = 256 * 1024;
  const EDITED = 1024 * 1024;
  const PIECES = [
    '\n',
    ' ',
    '\t',
    '\r',
    '"',
    "'",
    '`',
    '"""',
    '[',
    ']',
    '{',
    '(',
    '=',
    ':',
    ',',
    '#',
    ';',
    '\\',
    '\\"',
  ];
  const WORDS = [
    'a',
    '-',
    '.',
    '@',
    'KEY',
    'client_id',
    'https://',
    'host',
    'password',
    'import ',
    'export ',
    '[a]\n',
  ];

  /** Time of this process alone: others may be busy beside it. Milliseconds. */
  function cost(work: () => void): number {
    const before = process.cpuUsage();
    try {
      work();
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
    }
    return process.cpuUsage(before).user / 1000;
  }

  test.each([
    ['import', IMPORTED, (text: string) => readImport(text)],
    ['placeholders', IMPORTED, placeholdersIn],
    ['import of a section', IMPORTED, (text: string) => readImport(text, { section: 'a' })],
    ['a key of .env', EDITED, (text: string) => readKey(writeKey(text, 'KEY', 'x'), 'KEY')],
    [
      'a section of .databrickscfg',
      EDITED,
      (text: string) => readSection(writeSection(text, 'a', { host: 'h' }, []), 'a'),
    ],
  ])('%s: in a time that grows with the text', (_, size, read) => {
    const piece = fc.array(fc.constantFrom(...PIECES, ...WORDS), { minLength: 1, maxLength: 3 });
    const input = fc.tuple(fc.constantFrom('', '[a]\nhost=', 'KEY=x = "'), piece);
    fc.assert(
      fc.property(input, ([start, pieces]) => {
        const unit = pieces.join('');
        const text = `${start}${unit.repeat(Math.ceil(IMPORTED / 4 / unit.length))}x`;
        expect(
          cost(() => read(text)),
          JSON.stringify(unit),
        ).toBeLessThan(500);
      }),
      { numRuns: 40 },
    );
    for (const [start, unit] of [
      ['', '\n'],
      ['', ' '],
      ['', '"'],
      ['', '['],
      ['', '='],
      ['', '\n '],
      ['', 'x = 1\n'],
      ['<tenant', '-a'],
      ['tenant_id', ' '],
      [`${'['.repeat(60_000)}`, 'a='],
    ] as const) {
      // With an end that no pattern expects: only then one that tries every beginning takes long.
      const text = `${start}${unit.repeat(size / unit.length)}x`;
      expect(
        cost(() => read(text)),
        JSON.stringify(start.slice(0, 20) + unit),
      ).toBeLessThan((1_000 * size) / IMPORTED);
    }
  });
});
