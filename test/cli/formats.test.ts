import { execFile, execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { parse as parseDotenv } from 'dotenv';
import ini from 'ini';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { formatToken } from '../../src/core/tools/format-token.ts';
import { COPY_FORMAT_NAMES, type CopyFormat } from '../../src/shared/copy-formats.ts';
import { Cli } from '../support/cli.ts';
import { findCurl } from '../support/rest-examples.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';

let surroundings: Surroundings;
let cli: Cli;
let signedIn: StartingPoint;
let token: string;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  cli = new Cli(surroundings);
  signedIn = new StartingPoint(surroundings, async () => {
    await cli.signInAtWorkspace();
    await changeProfile({ workspaceResourceId: surroundings.workspace.resourceId });
    token = (await print('raw')).trimEnd();
    await surroundings.entra.verifyAccessToken(token);
  });
});
afterAll(() => surroundings.stop());
beforeEach(() => signedIn.enter());

/** In the settings file. What is undefined goes. */
async function changeProfile(changes: object): Promise<void> {
  const file = join(surroundings.home, 'settings.json');
  const { profiles, ...rest } = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...rest, profiles: [{ ...profiles[0], ...changes }] }));
}

async function print(format: CopyFormat): Promise<string> {
  const { code, stdout, stderr } = await cli.run('token', '--format', format);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** Has bash run it, and then tell the variables. */
function bash(script: string): { host: string; token: string } {
  const tell = '\nprintf "%s\\n%s" "$DATABRICKS_HOST" "$DATABRICKS_TOKEN"';
  const stdout = execFileSync('bash', ['--noprofile', '--norc'], {
    input: script + tell,
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  const [host = '', got = ''] = stdout.split('\n');
  return { host, token: got };
}

// Which other forms there are, and what reads them: test/unit/formats.
test('forms are read back to the same token by the programs that they are for', async () => {
  // All that is hostile to one of the readers, in as many characters as a name may have.
  const name = `a'b"c $(touch /tmp/hostile) \`id\` $HOME %PATH% ‘x’ ]; # = \\`;
  const renamed = await cli.run('profile', 'set', 'work', '--name', name);
  expect(renamed.code, renamed.stderr).toBe(0);
  const host = surroundings.workspace.origin;
  const expected = { host, token };
  expect(bash(await print('bash'))).toEqual(expected);

  const env = await print('dotenv');
  const variables = { DATABRICKS_HOST: host, DATABRICKS_TOKEN: token };
  expect(parseDotenv(env)).toEqual(variables);
  expect(parseEnv(env)).toEqual(variables);
  expect(bash(`set -a\n${env}`)).toEqual(expected);

  expect(JSON.parse(await print('json'))).toMatchObject({
    accessToken: token,
    tenant: surroundings.entra.tenantId,
    tokenType: 'Bearer',
  });

  expect(Object.values(ini.parse(await print('databrickscfg')))).toEqual([expected]);
});

test.skipIf(!findCurl())(
  'curl, as printed, asks the workspace who we are, with the resource ID',
  async () => {
    const [user] = surroundings.entra.users;
    surroundings.workspace.setScenario({ contributors: [user?.objectId ?? ''] });
    const command = await print('curl');
    // Not in step with this process, which answers in the workspace's place.
    const { stdout } = await promisify(execFile)(
      'bash',
      ['--noprofile', '--norc', '-c', `${command.trimEnd()} --silent --max-time 30 --cacert "$CA"`],
      { env: { PATH: process.env.PATH, CA: surroundings.caFile } },
    );
    expect(JSON.parse(stdout).userName).toBe('someone@example.com');
    expect(surroundings.workspace.requests.at(-1)).toMatchObject({ hasBearer: true, status: 200 });
    expect(surroundings.workspace.requests.at(-1)?.resourceId).toBe('own');
  },
);

// Both exist on Windows only; elsewhere the exact text is compared, in test/unit/formats.
test.runIf(process.platform === 'win32')('PowerShell and the Command Prompt read it', async () => {
  const powershell = await print('powershell');
  const told = execFileSync(
    'powershell',
    ['-NoProfile', '-Command', `${powershell}\n$env:DATABRICKS_TOKEN`],
    {
      encoding: 'utf8',
    },
  );
  expect(told.trim()).toBe(token);
  const batch = join(surroundings.directory, 'set.cmd');
  await writeFile(
    batch,
    `@echo off\r\n${(await print('cmd')).replaceAll('\n', '\r\n')}echo %DATABRICKS_TOKEN%\r\n`,
  );
  expect(execFileSync('cmd', ['/c', batch], { encoding: 'utf8' }).trim()).toBe(token);
});

// The settings refuse such values; a form that is pasted into a shell must not depend on that.
test('values that no profile can have are quoted all the same', () => {
  const hostile = `x'; touch /tmp/hostile; '\n]"$(id)‘’\u201b`;
  const secret = 'eyJ0.eyJh.c2ln';
  const workspaceUrl = 'https://adb-1.2.azuredatabricks.net';
  const profile = { name: hostile, workspaceUrl, workspaceResourceId: hostile };
  for (const format of COPY_FORMAT_NAMES) {
    const text = formatToken(format, { secret, expiresOn: 0, tenantId: 't', profile });
    expect(text, format).toContain(secret);
  }
  const curl = formatToken('curl', { secret, expiresOn: 0, tenantId: 't', profile });
  const args = execFileSync('bash', ['--norc', '-c', `curl() { printf '%s\\0' "$@"; cat; }; ${curl}`], {
    encoding: 'utf8',
  });
  expect(args.split('\0').at(-1), 'on standard input').toBe(`Authorization: Bearer ${secret}\n`);
  expect(args.split('\0')).toContain(`${workspaceUrl}/api/2.0/preview/scim/v2/Me`);
  const section = formatToken('databrickscfg', { secret, expiresOn: 0, tenantId: 't', profile });
  expect(Object.values(ini.parse(section))).toEqual([{ host: workspaceUrl, token: secret }]);
});

test('without a workspace: the variables are the token alone; what names a workspace says what is missing', async () => {
  const none = { workspaceUrl: undefined, workspaceTenantId: undefined, workspaceResourceId: undefined };
  await changeProfile(none);
  expect(bash(await print('bash')).token).toBe(token);
  const { code, stdout, stderr } = await cli.run('token', '--format', 'jdbc');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('has no workspace');
});
