import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findPython } from '../support/rest-examples.ts';
import { AZURE_CLI_CLIENT_ID } from './directory.ts';
import { PlainBrowser } from './plain-browser.ts';
import { EntraSimulator, type SimulatedUser } from './simulator.ts';

const SCRIPT = join(import.meta.dirname, 'python', 'sign-in.py');
const SCOPES = ['2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default'];

const python = findPython('msal') ?? '';

interface TokenResult {
  readonly access_token?: string;
  readonly refresh_token?: string;
  readonly id_token_claims?: Record<string, unknown>;
  readonly scope?: string;
  readonly foci?: string;
  readonly error?: string;
  readonly error_codes?: readonly number[];
  readonly suberror?: string;
}

interface Outcome {
  readonly result: TokenResult;
  readonly accounts: readonly { readonly username: string; readonly home_account_id: string }[];
  readonly silent: TokenResult | null;
}

interface Line extends Partial<Outcome> {
  readonly open?: string;
  readonly device?: { readonly verification_uri: string; readonly user_code: string };
}

describe.skipIf(!python)('MSAL for Python', () => {
  let simulator: EntraSimulator;
  let user: SimulatedUser;
  let browser: PlainBrowser;
  let directory: string;
  let caFile: string;

  beforeAll(async () => {
    simulator = await EntraSimulator.start();
    const [first] = simulator.users;
    if (!first) throw new Error('no user');
    user = first;
    browser = new PlainBrowser(simulator);
    directory = await mkdtemp(join(tmpdir(), 'entra-simulator-'));
    caFile = join(directory, 'ca.pem');
    await writeFile(caFile, simulator.caCertificate);
  });

  afterEach(() => simulator.resetScenario());

  afterAll(async () => {
    await Promise.all([browser.close(), simulator.stop(), rm(directory, { recursive: true })]);
  });

  async function run(
    flow: 'interactive' | 'password' | 'refresh' | 'device',
    extra: Record<string, unknown> = {},
    person: (line: Line) => Promise<unknown> = async () => undefined,
  ): Promise<Outcome> {
    const child = spawn(python, [SCRIPT, flow], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: directory, REQUESTS_CA_BUNDLE: caFile, NO_PROXY: '*' },
    });
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    child.stdin.end(
      JSON.stringify({
        port: Number(new URL(simulator.origin).port),
        clientId: simulator.clientId,
        authority: `${simulator.origin}/${simulator.tenantId}`,
        validateAuthority: false,
        scopes: SCOPES,
        ...extra,
      }),
    );
    for await (const text of createInterface(child.stdout)) {
      const line: Line = JSON.parse(text);
      if (line.result)
        return { result: line.result, accounts: line.accounts ?? [], silent: line.silent ?? null };
      await person(line);
    }
    throw new Error(`MSAL for Python gave no result: ${complaints}`);
  }

  const signIn = ({ open = '' }: Line) => browser.signIn(open, user);

  it('signs in interactively and refreshes', async () => {
    const { result, accounts, silent } = await run('interactive', {}, signIn);
    expect(result.error).toBeUndefined();
    await simulator.verifyAccessToken(result.access_token ?? '');
    expect(result.id_token_claims).toMatchObject({
      preferred_username: user.username,
      tid: simulator.tenantId,
    });
    expect(accounts[0]).toMatchObject({
      username: user.username,
      home_account_id: `${user.objectId}.${simulator.tenantId}`,
    });
    // Found again under the scope that was asked for.
    expect(silent?.access_token).toBe(result.access_token);

    const refreshed = await run('refresh', { refreshToken: result.refresh_token });
    await simulator.verifyAccessToken(refreshed.result.access_token ?? '');
    expect(refreshed.result.access_token).not.toBe(result.access_token);
    expect(simulator.requests.at(-1)).toMatchObject({ clientSku: 'MSAL.Python' });
  });

  it('signs in with user name and password under the real authority name', async () => {
    const credentials = {
      authority: `https://login.microsoftonline.com/${simulator.tenantId}`,
      validateAuthority: true,
      username: user.username,
      password: user.password,
    };
    const { result, silent } = await run('password', credentials);
    expect(result.error).toBeUndefined();
    expect(result.id_token_claims?.iss).toBe(`https://login.microsoftonline.com/${simulator.tenantId}/v2.0`);
    await simulator.verifyAccessToken(result.access_token ?? '');
    expect(silent?.access_token).toBe(result.access_token);
    expect(simulator.requests.map(({ path }) => path)).toContain(`/common/userrealm/${user.username}`);

    const refused = await run('password', { ...credentials, password: 'wrong' });
    expect(refused.result).toMatchObject({ error: 'invalid_grant', error_codes: [50126] });
  });

  it('signs in as the Azure CLI does, to Azure Resource Manager', async () => {
    const scope = 'https://management.core.windows.net//.default';
    const { result } = await run(
      'interactive',
      {
        clientId: AZURE_CLI_CLIENT_ID,
        authority: 'https://login.microsoftonline.com/organizations',
        validateAuthority: true,
        scopes: [scope],
      },
      ({ open = '' }) => browser.signIn(open, user),
    );
    expect(result).toMatchObject({ foci: '1', scope: expect.stringContaining(scope) });
    expect(claimsOf(result.access_token)).toMatchObject({
      aud: 'https://management.core.windows.net/',
      appid: AZURE_CLI_CLIENT_ID,
    });
  });

  it('signs in with a device code', async () => {
    simulator.setScenario({ deviceCodeIntervalSeconds: 1 });
    const { result } = await run('device', {}, async ({ device }) => {
      const page = await browser.submit(await browser.open(device?.verification_uri ?? ''), {
        otc: device?.user_code ?? '',
      });
      await browser.submit(page, {}, `Continue as ${user.username}`);
    });
    await simulator.verifyAccessToken(result.access_token ?? '');
  });

  it('is told of a sign-in frequency reached', async () => {
    const { result } = await run('password', { username: user.username, password: user.password });
    simulator.setScenario({ signInFrequencySeconds: 3600, clockOffsetSeconds: 7200 });
    const refused = await run('refresh', { refreshToken: result.refresh_token });
    expect(refused.result).toMatchObject({
      error: 'invalid_grant',
      error_codes: [70043],
      suberror: 'token_expired',
    });
  });
});

function claimsOf(jwt = ''): unknown {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'));
}
