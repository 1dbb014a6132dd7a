import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PlainBrowser } from '../entra/plain-browser.ts';
import { Cli, type CliResult } from '../support/cli.ts';
import { findPython } from '../support/rest-examples.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';

/**
 * The three scripts of Microsoft's documentation, by MSAL for Python, beside this program's same ways to sign in, at the
 * same Entra: both get a token of the same account for the same resource.
 */

const SCRIPT = join(import.meta.dirname, '../entra/python/sign-in.py');
const SCOPES = ['2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default'];

const python = findPython('msal') ?? '';

/** What the script printed at its end. */
interface ScriptResult {
  readonly access_token?: string;
  readonly refresh_token?: string;
  readonly error?: string;
  readonly error_codes?: readonly number[];
}

interface Row {
  readonly flow: string;
  readonly script: string;
  readonly ours: string;
  readonly more: string;
}

describe.skipIf(!python)('the scripts of the documentation, and this program', () => {
  let surroundings: Surroundings;
  let cli: Cli;
  let withProfile: StartingPoint;
  const rows: Row[] = [];

  beforeAll(async () => {
    surroundings = await Surroundings.start();
    cli = new Cli(surroundings);
    withProfile = new StartingPoint(surroundings, () => cli.addProfile());
  });
  beforeEach(() => withProfile.enter());
  afterAll(async () => {
    await surroundings.stop();
    console.table(rows);
  });

  const user = () => {
    const [first] = surroundings.entra.users;
    if (!first) throw new Error('the simulator has no user');
    return first;
  };

  async function runScript(
    flow: 'interactive' | 'password' | 'refresh',
    extra: Readonly<Record<string, unknown>> = {},
  ): Promise<ScriptResult> {
    const { entra, caFile, directory } = surroundings;
    const child = spawn(python, [SCRIPT, flow], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: directory, REQUESTS_CA_BUNDLE: caFile, NO_PROXY: '*' },
    });
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk;
    });
    const request = {
      port: Number(new URL(entra.origin).port),
      clientId: entra.clientId,
      authority: `${entra.origin}/${entra.tenantId}`,
      validateAuthority: false,
      scopes: SCOPES,
      ...extra,
    };
    child.stdin.end(JSON.stringify(request));
    const browser = new PlainBrowser(entra);
    try {
      for await (const line of createInterface(child.stdout)) {
        const { open, result } = JSON.parse(line);
        if (result) return result;
        if (open) await browser.signIn(open, user());
      }
    } finally {
      await browser.close();
    }
    throw new Error(`MSAL for Python gave no result: ${complaints}`);
  }

  /** What a token is good for, whoever got it. */
  async function meaningOf(token: string): Promise<Record<string, unknown>> {
    const { oid, upn, aud, tid, scp, appid, iss, ver } = await surroundings.entra.verifyAccessToken(token);
    return { oid, upn, aud, tid, scp, appid, iss, ver };
  }

  /** What the script leaves to whoever runs it. */
  async function expectMore(login: CliResult, token: string, secrets: readonly string[]): Promise<string> {
    const files = await surroundings.files();
    expect(files.size).toBeGreaterThan(1);
    for (const secret of [...secrets, ...surroundings.entra.issuedSecrets()]) {
      expect(`${login.stdout}${login.stderr}`.includes(secret), 'a secret at the sign-in').toBe(false);
      for (const [file, content] of files)
        expect(content.includes(secret), `a secret in ${file}`).toBe(false);
    }
    const { cache, secondsLeft } = JSON.parse((await cli.run('status', '--json')).stdout);
    expect(cache).not.toBe('plaintext-file');
    expect(secondsLeft).toBeGreaterThan(3_500);
    // Too old for what is asked: a new one comes without a person.
    const refreshed = await cli.run('token', '--refresh');
    expect(refreshed).toMatchObject({ code: 0, stderr: '' });
    expect(refreshed.stdout.trim()).not.toBe(token);
    expect(await meaningOf(refreshed.stdout.trim())).toEqual(await meaningOf(token));
    return `kept in ${cache}; ${Math.floor(secondsLeft / 60)} min left, told; refreshed by itself; no secret printed`;
  }

  async function expectSame(flow: string, script: ScriptResult, login: CliResult, secrets: string[] = []) {
    expect(script.error).toBeUndefined();
    expect(login.code, login.stderr).toBe(0);
    const asked = surroundings.entra.requests.length;
    const token = (await cli.run('token')).stdout.trim();
    expect(surroundings.entra.requests.length, 'asked again for a token that lives').toBe(asked);
    const [theirs, ours] = await Promise.all([meaningOf(script.access_token ?? ''), meaningOf(token)]);
    expect(ours).toEqual(theirs);
    expect(ours).toMatchObject({ upn: user().username, oid: user().objectId });
    const told = ({ upn, scp }: Record<string, unknown>) => `${upn}, ${scp}`;
    rows.push({
      flow,
      script: told(theirs),
      ours: told(ours),
      more: await expectMore(login, token, secrets),
    });
  }

  test('interactive', async () => {
    await expectSame('interactive', await runScript('interactive'), await cli.signIn());
  });

  test('user name and password', async () => {
    const { username, password } = user();
    const script = await runScript('password', { username, password });
    const login = await cli.runWith(password, 'login', '--username', username, '--password-stdin');
    await expectSame('user name and password', script, login, [password]);
  });

  test('the refresh token that a script has printed', async () => {
    const { refresh_token: refreshToken = '' } = await runScript('interactive');
    const script = await runScript('refresh', { refreshToken });
    const login = await cli.runWith(refreshToken, 'login', '--refresh-token-stdin');
    await expectSame('script’s refresh token, taken over', script, login, [refreshToken]);
  });

  test('a wrong password: the same refusal, in words', async () => {
    const { username } = user();
    const script = await runScript('password', { username, password: 'wrong' });
    const login = await cli.runWith('wrong', 'login', '--username', username, '--password-stdin');
    expect(script).toMatchObject({ error: 'invalid_grant', error_codes: [50126] });
    expect(login.code).toBe(5);
    expect(login.stderr).toContain('AADSTS50126');
    const [, why = ''] = /Why: +(.+)/.exec(login.stderr) ?? [];
    expect(why).toBe('The user name or the password is wrong.');
    rows.push({
      flow: 'wrong password',
      script: `${script.error} ${script.error_codes}`,
      ours: why,
      more: 'exit code 5; what to do next; correlation ID for the help desk',
    });
  });

  test('no consent yet: the same refusal, in words', async () => {
    surroundings.entra.setScenario({ consent: 'required' });
    const { username, password } = user();
    const script = await runScript('password', { username, password });
    const login = await cli.runWith(password, 'login', '--username', username, '--password-stdin');
    expect(script).toMatchObject({ error: 'invalid_grant', error_codes: [65001] });
    expect(login.code).toBe(5);
    const [, why = ''] = /Why: +(.+)/.exec(login.stderr) ?? [];
    expect(why).toContain('consented');
    expect(login.stderr).toContain('/adminconsent?client_id=');
    rows.push({
      flow: 'no consent yet',
      script: `${script.error} ${script.error_codes}`,
      ours: why,
      more: 'the link by which an administrator consents',
    });
  });
});
