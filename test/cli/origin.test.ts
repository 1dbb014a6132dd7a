import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { forgetOrigin, keyringItems } from '../support/cache.ts';
import { Cli } from '../support/cli.ts';
import { Surroundings } from '../support/surroundings.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

/**
 * Whoever can write the settings, but not what is saved under their names, gets nothing of it: a sign-in and a credential
 * are of the authority, the tenant and the app that they came from.
 */

const SECRET = '8Q~principals-own-secret';
const PRINCIPAL = {
  clientId: '7c9dd4e2-19b4-4f0e-8c5a-2f6de1a3b4c5',
  objectId: 'd1a9e0c7-5b1f-4c88-9d0e-3a7b6c5d4e3f',
  secrets: [{ value: SECRET }],
  certificates: [],
};
const OTHER_ID = '3f0c1f6e-1111-4222-8333-444455556666';

let surroundings: Surroundings;
let cli: Cli;
/** What each profile hands out. */
let tokens: Readonly<Record<'work' | 'job', string>>;

beforeAll(async () => {
  surroundings = await Surroundings.start({ principals: [PRINCIPAL] });
  cli = new Cli(surroundings);
  const { tenantId, origin } = surroundings.entra;
  const ids = ['--tenant', tenantId, '--client-id', PRINCIPAL.clientId, '--authority', origin];
  await cli.addSignedInProfile(...surroundings.workspaceArguments);
  await cli.runWith(SECRET, 'profile', 'add', 'job', ...ids, '--client-secret-stdin');
  const [work, job] = await Promise.all([handedOut('work'), handedOut('job')]);
  expect([work, job]).toEqual([expect.stringMatching(/^eyJ/), expect.stringMatching(/^eyJ/)]);
  tokens = { work, job };
});
afterAll(() => surroundings.stop());

const handedOut = async (profile: string) => (await cli.run('token', '--profile', profile)).stdout.trim();

/** Gives all profiles other fields for as long as `work` takes. */
async function withProfiles(fields: object, work: () => Promise<void>): Promise<void> {
  const file = join(surroundings.home, 'settings.json');
  const before = await readFile(file, 'utf8');
  const settings = JSON.parse(before);
  for (const profile of settings.profiles) Object.assign(profile, fields);
  await writeFile(file, JSON.stringify(settings));
  await work().finally(() => writeFile(file, before));
}

/** Neither is handed out nor sent, and what is saved is still there. */
async function expectNothing(...ways: (readonly string[])[]): Promise<void> {
  const { entra, workspace } = surroundings;
  const before = entra.requests.length;
  const bearers = () => workspace.requests.filter(({ hasBearer }) => hasBearer).length;
  const sent = bearers();
  for (const { code, stdout, stderr } of await Promise.all(ways.map((way) => cli.run(...way)))) {
    expect({ code, stdout }, stderr).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/not signed in|no credential is saved/i);
  }
  expect(entra.requests.length).toBe(before);
  expect(bearers()).toBe(sent);
}

const refresh = (profile: string) => ['token', '--refresh', '--profile', profile];

test('other settings: nothing saved is handed out or sent; with the old ones it works again', async () => {
  // The simulator by another name.
  const other = new URL(surroundings.entra.origin);
  other.hostname = '127.0.0.1';
  await withProfiles({ cloud: { authorityHost: other.host } }, () =>
    expectNothing(['token'], refresh('work'), ['token', '--profile', 'job'], refresh('job')),
  );
  await withProfiles({ tenantId: OTHER_ID }, () => expectNothing(['verify'], refresh('job')));
  await withProfiles({ tenantId: 'other.example' }, () => expectNothing(['token'], refresh('job')));
  await withProfiles({ clientId: OTHER_ID }, () => expectNothing(['token'], refresh('job')));
  expect({ work: await handedOut('work'), job: await handedOut('job') }).toEqual(tokens);
});

test.runIf(process.platform !== 'win32')(
  'what an earlier version has saved: by what MSAL wrote of it, until the next token',
  async () => {
    for (const name of ['work', 'job']) await forgetOrigin(surroundings, name);
    await withProfiles({ cloud: 'public' }, () => expectNothing(['token'], refresh('work'), refresh('job')));
    await withProfiles({ tenantId: OTHER_ID }, () => expectNothing(['token'], refresh('job')));
    await withProfiles({ clientId: OTHER_ID }, () => expectNothing(['token'], refresh('job')));
    expect({ work: await handedOut('work'), job: await handedOut('job') }).toEqual(tokens);
    // A domain may be the tenant's.
    const domain = { tenantId: 'contoso.example', workspaceTenantId: undefined, workspaceUrl: undefined };
    await withProfiles(domain, async () => expect(await handedOut('work')).toBe(tokens.work));
    expect((await cli.run(...refresh('work'))).code).toBe(0);
    expect(Object.values(await keyringItems(surroundings)).join()).toContain('"origin"');
    await withProfiles(domain, () => expectNothing(['token']));
  },
);

test('signed in under the new settings: of the old sign-in nothing is left', async () => {
  const other = new URL(surroundings.entra.origin);
  other.hostname = '127.0.0.1';
  await withProfiles({ cloud: { authorityHost: other.host } }, async () => {
    const saved = await cli.runWith(SECRET, 'profile', 'set', 'job', '--client-secret-stdin');
    expect(saved.code, saved.stderr).toBe(0);
    expect((await cli.run('status', '--json', '--profile', 'job')).stdout).toContain('"state": "expired"');
  });
  expect((await cli.run('token', '--profile', 'job')).code, 'nor the other way round').toBe(3);
});
