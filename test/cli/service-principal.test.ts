import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadTranslate } from '../../src/shared/messages/index.ts';
import { createClientCertificate } from '../entra/certificates.ts';
import type { SimulatedPrincipal } from '../entra/simulator.ts';
import { keyringItems, overwriteCache, profileId } from '../support/cache.ts';
import { Cli, type CliProcess, type CliResult } from '../support/cli.ts';
import { GnomeKeyring } from '../support/keyring.ts';
import { askEndpoint, startServing } from '../support/serving.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const DAY_MS = 24 * 60 * 60_000;
/** As Entra's are, with all that a shell or a form could change. */
const newSecret = () => `8Q~%+&'"$\\${randomBytes(18).toString('base64')}`;

const OWN = createClientCertificate(new Date(Date.now() + 10 * DAY_MS + 60_000));
const ENDED = createClientCertificate(new Date(Date.now() - DAY_MS));
const STRANGE = createClientCertificate();
const SECRET = newSecret();
const NEXT = newSecret();
const ACCEPTED = {
  secrets: [{ value: SECRET }, { value: NEXT }],
  certificates: [OWN.certificate, ENDED.certificate],
};
const JOB: SimulatedPrincipal = {
  clientId: '7c9dd4e2-19b4-4f0e-8c5a-2f6de1a3b4c5',
  objectId: 'd1a9e0c7-5b1f-4c88-9d0e-3a7b6c5d4e3f',
  ...ACCEPTED,
};

let surroundings: Surroundings;
let cli: Cli;
/** With the secret, which was not shown to anybody yet. */
let withSecret: StartingPoint;
/** What was said then. */
let added: CliResult;
/** All that the program said. */
let said: string[];

beforeAll(async () => {
  surroundings = await Surroundings.start({ principals: [JOB] });
  cli = new Cli(surroundings);
  withSecret = new StartingPoint(surroundings, async () => {
    added = await addWithSecret();
  });
});
afterAll(() => surroundings.stop());
beforeEach(() => {
  surroundings.reset();
  Object.assign(JOB, ACCEPTED);
  surroundings.entra.principals.splice(0, Infinity, JOB);
  said = [];
});

async function heard(result: Promise<CliResult>): Promise<CliResult> {
  const done = await result;
  said.push(done.stderr);
  return done;
}
const run = (...args: string[]) => heard(cli.run(...args));
const runWith = (input: string, ...args: string[]) => heard(cli.runWith(input, ...args));

const profileArguments = (clientId = JOB.clientId) => {
  const { tenantId, origin } = surroundings.entra;
  return ['--tenant', tenantId, '--client-id', clientId, '--authority', origin];
};
/** With nothing else it works; the workspace is asked nothing. */
const addWithSecret = (secret = SECRET, ...more: string[]) =>
  runWith(`${secret}\n`, 'profile', 'add', 'job', ...profileArguments(), '--client-secret-stdin', ...more);
const setSecret = (secret: string) => runWith(secret, 'profile', 'set', 'job', '--client-secret-stdin');
const addWithCertificate = async (pem: string, ...more: string[]) =>
  run('profile', 'add', 'job', ...profileArguments(), '--certificate', await pemFile(pem), ...more);

async function pemFile(text: string): Promise<string> {
  const file = join(surroundings.directory, 'credential.pem');
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

async function status(): Promise<Record<string, unknown>> {
  const { code, stdout } = await run('status', '--json');
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

const grants = () =>
  surroundings.entra.requests.filter(({ grantType }) => grantType === 'client_credentials').length;

/** Neither a credential nor a token is in a file, in the log, or in anything that was said. */
async function expectNoSecret(): Promise<void> {
  const keys = [OWN, ENDED, STRANGE].map(({ privateKey }) => privateKey.split('\n')[5] as string);
  const secrets = [...surroundings.entra.issuedSecrets(), SECRET, NEXT, ...keys];
  const places = [...(await surroundings.files()), ...said.map((text) => ['said', text] as const)];
  expect(places.length).toBeGreaterThan(1);
  const found = places.filter(([, content]) => secrets.some((secret) => content.includes(secret)));
  expect(found.map(([place]) => place)).toEqual([]);
}

test('from a secret to tokens: no sign-in, refreshed as any, and gone after a sign-out', async () => {
  await withSecret.enter();
  expect(added.code).toBe(0);
  expect(added.stderr).toContain('No one needs to sign in');
  expect(grants()).toBe(0);
  expect(await status()).toMatchObject({
    state: 'expired',
    identity: 'servicePrincipal',
    credential: 'secret',
    account: JOB.clientId,
  });
  const { stdout: shown } = await run('status');
  expect(shown).toContain('Ready');
  expect(shown).toContain(`Service principal · ${JOB.clientId}`);
  expect(shown).toContain('client secret');
  const first = await run('token');
  expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: '' });
  const claims = await surroundings.entra.verifyAccessToken(first.stdout.trim());
  expect(claims).toMatchObject({ idtyp: 'app', appid: JOB.clientId, oid: JOB.objectId, appidacr: '1' });
  expect(claims).not.toHaveProperty('scp');
  // Kept: the next one is the same; a forced refresh, asked for at once by several, asks once for each process.
  expect((await run('token')).stdout).toBe(first.stdout);
  expect(grants()).toBe(1);
  const refreshed = await run('token', '--refresh', '--json');
  expect(JSON.parse(refreshed.stdout)).toMatchObject({ tenant: surroundings.entra.tenantId });
  expect(grants()).toBe(2);
  expect((await run('claims')).stdout).toContain(JOB.objectId);
  await expectNoSecret();

  const logout = await run('logout');
  expect(logout.stderr).toContain('The credential and the tokens of profile “job” were removed');
  expect(await keyringItems(surroundings)).toEqual({});
  const none = await run('token');
  expect(none.code).toBe(3);
  expect(none.stderr).toContain('entra-token profile set "job" --client-secret-stdin');
});

test('a credential that is refused is explained, not asked again, and replaced by one that works', async () => {
  const { entra } = surroundings;
  await withSecret.enter();
  JOB.secrets = [{ value: NEXT }];
  const wrong = await run('token');
  expect(wrong.code).toBe(5);
  expect(wrong.stderr).toContain('The client secret is wrong.');
  expect(wrong.stderr).toContain('copy the secret’s value, not its ID');
  expect(await status()).toMatchObject({ state: 'credentialRequired', identity: 'servicePrincipal' });
  const asked = grants();
  expect((await run('token')).code).toBe(5);
  expect(grants()).toBe(asked);

  // “login” tests it, whatever was refused.
  const refusal = async () => {
    const { code, stderr } = await run('login');
    expect(code, stderr).toBe(5);
    return stderr;
  };
  JOB.secrets = [{ value: SECRET, expiresAt: Date.now() - DAY_MS }];
  expect(await refusal()).toContain('The client secret has expired.');
  expect(grants()).toBe(asked + 1);
  entra.principals.pop();
  expect(await refusal()).toContain('The app registration (client ID) doesn’t exist in this tenant.');
  entra.principals.push(JOB);
  // One that doesn't say what is wrong with it.
  entra.setScenario({ faults: { token: { kind: 'error', error: 'invalid_client', aadsts: 7000216 } } });
  const unexplained = await refusal();
  expect(unexplained).toContain('Microsoft Entra ID rejected the credential.');
  expect(unexplained).toContain('entra-token profile set "job" --client-secret-stdin');
  entra.resetScenario();

  JOB.secrets = [{ value: NEXT }];
  await setSecret(NEXT);
  expect(await run('token')).toMatchObject({ code: 0, stderr: '' });
  expect((await run('login', '--device-code')).code).toBe(2);
  // A live token outlasts a credential that has gone bad: it is given with a warning.
  JOB.secrets = [{ value: SECRET }];
  const outlasting = await run('token', '--refresh');
  expect(outlasting.code).toBe(0);
  expect(outlasting.stderr).toContain('The client secret is wrong.');
  await expectNoSecret();

  const id = await profileId(surroundings, 'job');
  const removed = await run('profile', 'remove', 'job');
  expect(removed.code).toBe(0);
  expect(removed.stderr).toContain('its credential deleted');
  if (process.platform !== 'win32') expect(await surroundings.keyring.read(id)).toBeUndefined();
  expect([...(await surroundings.files()).keys()].filter((file) => file.endsWith('cache'))).toEqual([]);
});

describe('a certificate', () => {
  test('proves the principal; its end is told two weeks ahead', async () => {
    expect((await addWithCertificate(`Bag Attributes\n${OWN.certificate}${OWN.privateKey}`)).code).toBe(0);
    // The file is not needed any more.
    await pemFile('');
    const { stdout } = await run('token');
    const claims = await surroundings.entra.verifyAccessToken(stdout.trim());
    expect(claims).toMatchObject({ idtyp: 'app', appidacr: '2' });
    const json = await status();
    expect(json).toMatchObject({ state: 'fresh', credential: 'certificate' });
    expect(json.certificateExpiresOn).toBeGreaterThan(Date.now() / 1000 + 9 * 86_400);
    expect((await run('status')).stderr).toMatch(/warning: The certificate expires on \w+ \d+, \d{4}/);

    JOB.certificates = [STRANGE.certificate];
    expect((await run('token', '--refresh')).stderr).toContain('it isn’t registered with the app');
    // Entra's clock, or ours, is an hour off: the proof is of another time.
    JOB.certificates = [OWN.certificate];
    await run('profile', 'set', 'job', '--certificate', await pemFile(OWN.privateKey + OWN.certificate));
    surroundings.entra.setScenario({ clockOffsetSeconds: -3600 });
    expect((await run('token', '--refresh')).stderr).toContain('this computer’s clock is probably wrong');
    surroundings.entra.resetScenario();
    const login = await run('login');
    expect(login.code).toBe(0);
    expect(login.stderr).toContain(`Service principal ${JOB.clientId} got a token`);
    await expectNoSecret();
  });

  // What DPAPI keeps only the program can read.
  test.runIf(process.platform !== 'win32')('an end that has come is named, and what to do', async () => {
    expect((await addWithCertificate(OWN.certificate + OWN.privateKey)).code).toBe(0);
    // As one saved long ago: today it would not be taken.
    const id = await profileId(surroundings, 'job');
    const items = await keyringItems(surroundings);
    const aged = JSON.parse(items[id] ?? '');
    const ended = { ...(await inCache(ENDED)), savedOn: 1 };
    await overwriteCache(
      surroundings,
      id,
      JSON.stringify({
        ...aged,
        AccessToken: {},
        EntraTokenTray: { ...aged.EntraTokenTray, credential: ended },
      }),
    );
    const late = await run('token');
    expect(late.code).toBe(5);
    expect(late.stderr).toContain('The certificate has expired.');
    expect(late.stderr).toContain('profile set "job" --certificate');
    expect((await run('status')).stderr).toContain('The certificate expired on');
  });

  /** What the program makes of it, without its end. */
  async function inCache({ certificate, privateKey }: typeof OWN): Promise<object> {
    const { readCertificate } = await import('../../src/core/entra/identity/certificate.ts');
    return readCertificate(privateKey + certificate, 0) as object;
  }
});

describe('what is no credential is refused, and leaves no profile', () => {
  const { privateKey: ec } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const encrypted = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'secret',
  });
  const expectNoProfile = async () =>
    expect([...(await surroundings.files()).keys()].filter((file) => file.endsWith('.json'))).toEqual([]);
  const pem = (key: typeof ec) => String(key.export({ type: 'pkcs8', format: 'pem' }));

  test('files', async () => {
    const { readCertificate } = await import('../../src/core/entra/identity/certificate.ts');
    const read = (text: string) => readCertificate(text, Date.now());
    const damaged = OWN.certificate.replace(/\nM\w{8}/, '\nAAAAAAAAA');
    expect(read('\0\x01rubbish')).toBe('notPem');
    expect(read(OWN.certificate)).toBe('noKey');
    expect(read(OWN.privateKey)).toBe('noCertificate');
    expect(read(OWN.privateKey + STRANGE.privateKey + OWN.certificate)).toBe('severalKeys');
    expect(read(OWN.privateKey + STRANGE.certificate)).toBe('otherKey');
    expect(read(OWN.privateKey + damaged)).toBe('broken');
    expect(read(encrypted + OWN.certificate)).toBe('encrypted');
    expect(read(pem(ec) + OWN.certificate)).toBe('notRsa');
    expect(read(pem(small) + OWN.certificate)).toBe('notRsa');
    expect(read(ENDED.privateKey + ENDED.certificate)).toBe('expired');
    // Those that vouch for it come along, in any order, the certificate itself first.
    const chain = read(STRANGE.certificate + OWN.privateKey + OWN.certificate);
    expect(chain).toMatchObject({ kind: 'certificate', chain: OWN.certificate + STRANGE.certificate });
    const { code, stderr } = await addWithCertificate(encrypted + OWN.certificate);
    expect(code).toBe(2);
    expect(stderr).toContain('Its private key is encrypted. Decrypt it first');
    const missing = ['profile', 'add', 'job', ...profileArguments(), '--certificate', '/no/such.pem'];
    expect((await run(...missing)).stderr).toContain('File not found');
    await expectNoProfile();
  });

  test('what is piped in, and options that cannot go together', async () => {
    const add = ['profile', 'add', 'job', ...profileArguments()];
    expect((await addWithSecret(`${SECRET} ${SECRET}`)).stderr).toContain('isn’t a client secret');
    expect((await addWithSecret('')).code).toBe(2);
    const both = await runWith(SECRET, ...add, '--client-secret-stdin', '--certificate', 'x.pem');
    expect(both.stderr).toContain('not both');
    expect((await run(...add, '--allow-plaintext-cache')).code).toBe(2);
    const { tenantId } = surroundings.entra;
    const shared = [
      'profile',
      'add',
      'job',
      '--tenant',
      tenantId,
      '--public-client',
      '--client-secret-stdin',
    ];
    expect((await runWith(SECRET, ...shared)).stderr).toContain('registration of its own');
    await expectNoProfile();
    await expectNoSecret();
  });
});

test('a person’s profile becomes a principal’s without what the person left', async () => {
  await cli.addProfile('--client-id', JOB.clientId);
  const before = await profileId(surroundings);
  const byResource = ['--workspace-resource-id', surroundings.workspace.resourceId];
  const change = await runWith(SECRET, 'profile', 'set', 'work', '--client-secret-stdin', ...byResource);
  expect(change.code).toBe(0);
  // Some ask for a single token only.
  expect(change.stderr).toContain('add the service principal to the workspace');
  expect(await profileId(surroundings)).not.toBe(before);
  expect((await run('token')).code).toBe(0);
  // Another app is another principal, whose credential this is not.
  const moved = await run('profile', 'set', 'work', '--client-id', surroundings.entra.clientId);
  expect(moved.stderr).toContain('its credential was deleted');
  expect(await keyringItems(surroundings)).toEqual({});
});

describe('a workspace', () => {
  const toWorkspace = () => ['--workspace', surroundings.workspace.origin];

  test('lets in a principal that it knows, and one by its role in Azure with a second token', async () => {
    const { workspace, entra } = surroundings;
    workspace.setScenario({ members: [JOB.objectId] });
    await addWithSecret(SECRET, ...toWorkspace());
    expect((await run('verify')).stdout).toContain(JOB.clientId);
    expect(workspace.requests.some(({ hasManagementToken }) => hasManagementToken)).toBe(false);

    workspace.setScenario({ members: [], contributors: [JOB.objectId] });
    expect((await run('verify')).code).toBe(5);
    // Which leaves the credential as it is.
    const changed = await run('profile', 'set', 'job', '--workspace-resource-id', workspace.resourceId);
    expect(changed.code).toBe(0);
    const verified = await run('verify', '--json');
    expect(verified.code).toBe(0);
    expect(JSON.parse(verified.stdout)).toMatchObject({ userName: JOB.clientId });
    // The curl command, by a real shell and a real curl; both tokens go by standard input.
    const curl = (await run('token', '--format', 'curl')).stdout;
    expect(curl.match(/ -H '/g)).toHaveLength(1);
    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      curl.replace('curl ', `curl --cacert ${surroundings.caFile} `),
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ userName: JOB.clientId });
    // With a running endpoint, too, which has no place for the second token.
    const served = await startServing(cli);
    expect((await run('token', '--format', 'curl')).stdout).toContain(
      'X-Databricks-Azure-SP-Management-Token',
    );
    const { access_token } = JSON.parse((await askEndpoint(served)).body);
    expect((await entra.verifyAccessToken(access_token)).idtyp).toBe('app');
    served.process.kill('SIGTERM');
    await served.process.result;
    // It is kept nowhere.
    const kept = Object.values(await keyringItems(surroundings)).join();
    expect(kept).not.toContain('management');
    await expectNoSecret();
  });
});

describe('where the credential is kept', () => {
  test.runIf(process.platform === 'linux')(
    'a locked keyring: no profile, no word that anything was deleted',
    async () => {
      if (!(surroundings.keyring instanceof GnomeKeyring)) throw new Error('another keyring');
      const { keyring } = surroundings;
      await withSecret.enter();
      await keyring.lock();
      const other = [...profileArguments(), '--client-secret-stdin'];
      const added = await runWith(SECRET, 'profile', 'add', 'other', ...other);
      expect(added.code).toBe(6);
      const logout = await run('logout');
      expect(logout.code).toBe(6);
      expect(logout.stderr).toContain('couldn’t be deleted');
      await keyring.unlock();
      const settings = await readFile(join(surroundings.home, 'settings.json'), 'utf8');
      expect(JSON.parse(settings).profiles).toHaveLength(1);
      expect((await run('token')).code).toBe(0);

      // What is lost is a credential: nobody is told to sign in.
      await overwriteCache(surroundings, await profileId(surroundings, 'job'), 'rubbish');
      const broken = await run('token');
      expect(broken.stderr).toMatch(/credential for profile “job” couldn’t be read and was set aside/);
      expect(broken.stderr).toContain('run “entra-token profile set "job" --client-secret-stdin”');
      expect((await setSecret(SECRET)).code).toBe(0);
      await keyring.deleteItems();
      const gone = await run('token');
      expect(gone.code).toBe(3);
      expect(gone.stderr).toContain('is no longer in the keyring');
      const told = [gone.stderr];
      for (const language of ['fr', 'pt'] as const) {
        const t = await loadTranslate(language);
        told.push(t('notice.cache_lost.servicePrincipal', { profile: 'job', place: 'x' }));
      }
      for (const words of told) {
        expect(words).toMatch(/entra-token profile set "?job"? --client-secret-stdin/);
        expect(words).not.toMatch(/sign in again|reconnecter|Entre mais/i);
      }
      await expectNoSecret();
    },
  );

  test.runIf(process.platform === 'linux')(
    'a server without a keyring, allowed in so many words',
    async () => {
      const server = new Cli(surroundings, {
        DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
        XDG_RUNTIME_DIR: '/nonexistent',
      });
      const add = ['profile', 'add', 'job', ...profileArguments(), '--client-secret-stdin'];
      const refused = await server.runWith(SECRET, ...add);
      expect(refused.code).toBe(6);
      // It has left no profile whose name would be taken.
      const allowed = await server.runWith(SECRET, ...add, '--allow-plaintext-cache');
      expect(allowed.stderr).toContain('saved unencrypted in a file that only you can read');
      expect((await server.run('token')).code).toBe(0);
      const id = await profileId(surroundings, 'job');
      expect(await readFile(join(surroundings.home, 'cache', `${id}.plain.cache`), 'utf8')).toContain(
        '"secret"',
      );
      const removed = await server.run('profile', 'remove', 'job');
      expect(removed.code).toBe(0);
      expect(removed.stderr).toContain('its credential deleted');
      expect([...(await surroundings.files()).keys()].filter((file) => file.endsWith('cache'))).toEqual([]);
    },
  );

  // What DPAPI keeps only the program can read.
  test.runIf(process.platform !== 'win32')(
    'kill -9 at any moment leaves the old credential or the new one',
    async () => {
      await withSecret.enter();
      const id = await profileId(surroundings, 'job');
      const saved = async () =>
        JSON.parse((await keyringItems(surroundings))[id] ?? '').EntraTokenTray.credential.secret;
      const { milliseconds: latest } = await setSecret(NEXT);
      expect(await saved()).toBe(NEXT);
      const killed = async (share: number, process: CliProcess) => {
        await new Promise((resolve) => setTimeout(resolve, share * latest));
        process.kill('SIGKILL');
        return process.result;
      };
      // The later, the nearer to the save.
      for (const share of [0.6, 0.9]) {
        const before = await saved();
        const after = before === SECRET ? NEXT : SECRET;
        const change = ['profile', 'set', 'job', '--client-secret-stdin'];
        const { code } = await killed(share, cli.startWith(after, ...change));
        const now = await saved();
        if (now !== before || code === 0) expect(now).toBe(after);
        // It is what Entra is shown: the other one is no good any more.
        JOB.secrets = [{ value: now }];
        await killed(share, cli.start('token', '--refresh'));
        expect(await run('token', '--refresh')).toMatchObject({ code: 0, stderr: '' });
        expect(await saved()).toBe(now);
      }
    },
  );
});
