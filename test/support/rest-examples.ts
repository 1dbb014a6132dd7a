import { spawn, spawnSync } from 'node:child_process';

/** What a REST example is run with. */
export interface RestExample {
  readonly token: string;
  /** Host, and port unless it is 443. */
  readonly instance: string;
  /** PEM file of the CA to trust. */
  readonly caFile: string;
  /** With the header that names this Azure resource. */
  readonly resourceId?: string | undefined;
  /** What else the program gets in its environment, such as a proxy. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/** What an example printed. */
export interface RestExampleResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The example of Microsoft's pages on Microsoft Entra ID tokens for Azure Databricks, placeholders and all. */
const PYTHON_EXAMPLE = `import requests
import json
databricks_instance = '<databricks-instance>'
api_version = '/api/2.0'
api_command = '/clusters/list'
url = f"https://{databricks_instance}{api_version}{api_command}"
access_token = '<access-token>'
response = requests.get(url = url, headers = { 'Authorization': "Bearer " + access_token})
print(json.dumps(json.loads(response.text), indent = 2))
`;

/** The same for people who are not members of the workspace. */
const PYTHON_EXAMPLE_WITH_RESOURCE = `import requests
import json
databricks_instance = '<databricks-instance>'
api_version = '/api/2.0'
api_command = '/clusters/list'
url = f"https://{databricks_instance}{api_version}{api_command}"
access_token = '<access-token>'
subscription = '<subscription>'
resource_group = '<resource-group>'
workspace = '<workspace>'
db_resource_id = '/subscriptions/%s/resourcegroups/%s/providers/microsoft.databricks/workspaces/%s' % (subscription, resource_group, workspace)
response = requests.get(url = url, headers = { 'Authorization': "Bearer " + access_token, 'X-Databricks-Azure-Workspace-Resource-Id': db_resource_id})
print(json.dumps(json.loads(response.text), indent = 2))
`;

/** A Python with a package. Debian's first: a version manager's own has no system packages. */
export function findPython(needed = 'requests'): string | undefined {
  return ['/usr/bin/python3', 'python3'].find((command) => works(command, '-c', `import ${needed}`));
}

/** The command of curl, where it exists. */
export function findCurl(): string | undefined {
  return ['curl'].find((command) => works(command, '--version'));
}

/** Runs Microsoft's Python example. The program comes by standard input, the token within: no list shows it. */
export function runPythonExample(python: string, example: RestExample): Promise<RestExampleResult> {
  const placeholders = { 'databricks-instance': example.instance, 'access-token': example.token };
  const program =
    example.resourceId === undefined
      ? fillIn(PYTHON_EXAMPLE, placeholders)
      : fillIn(PYTHON_EXAMPLE_WITH_RESOURCE, { ...placeholders, ...partsOf(example.resourceId) });
  const environment = { ...example.environment, REQUESTS_CA_BUNDLE: example.caFile };
  return run(python, ['-'], program, environment);
}

/** Runs Microsoft's curl example. The header with the token comes by standard input: no list shows it. */
export function runCurlExample(curl: string, example: RestExample): Promise<RestExampleResult> {
  const { resourceId } = example;
  const args = [
    // The machine's own settings are not the example's.
    '--disable',
    ...['--silent', '--show-error', '--cacert', example.caFile],
    ...['-X', 'GET', '-H', 'Content-Type: application/json', '-H', '@-'],
    ...(resourceId === undefined ? [] : ['-H', `X-Databricks-Azure-Workspace-Resource-Id: ${resourceId}`]),
    `https://${example.instance}/api/2.0/clusters/list`,
  ];
  return run(curl, args, `Authorization: Bearer ${example.token}\n`, example.environment ?? {});
}

function works(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}

/** Puts values where the placeholders are, which stand in Python's single quotes. */
function fillIn(program: string, values: Readonly<Record<string, string>>): string {
  return program.replace(/<([a-z-]+)>/g, (_all, name: string) => {
    const value = values[name] ?? '';
    if (!/^[\w.:~/-]+$/.test(value)) throw new Error(`not fit for the example's <${name}>`);
    return value;
  });
}

function partsOf(resourceId: string): Readonly<Record<string, string>> {
  const match = /^\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)\/.+\/workspaces\/([^/]+)$/i.exec(
    resourceId,
  );
  const [, subscription = '', group = '', workspace = ''] = match ?? [];
  return { subscription, 'resource-group': group, workspace };
}

async function run(
  command: string,
  args: readonly string[],
  input: string,
  environment: Readonly<Record<string, string>>,
): Promise<RestExampleResult> {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    // No proxy of the machine's, no certificates of the machine's.
    env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  // A program that ended without reading is told by its code.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  return { code: await promise, stdout, stderr };
}
