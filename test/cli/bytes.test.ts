import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyringItems, overwriteCache, profileId } from '../support/cache.ts';
import { Cli } from '../support/cli.ts';
import { Surroundings } from '../support/surroundings.ts';

/**
 * Files, settings and standard input as other programs write them: read, or named, before anything is sent. All by one
 * reader, whose encodings are proved in test/unit/text.
 */

let surroundings: Surroundings;
let cli: Cli;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  cli = new Cli(surroundings, { HOME: surroundings.directory });
  await cli.signInAtWorkspace();
});
afterAll(() => surroundings.stop());

const utf16le = (text: string) => Buffer.from(text, 'utf16le');

describe('a password on standard input', () => {
  const login = (input: Uint8Array) => {
    const { username = '' } = surroundings.entra.users[0] ?? {};
    return cli.runWith(input, 'login', '--username', username, '--password-stdin');
  };

  test('its byte order mark is none of it', async () => {
    const { password = '' } = surroundings.entra.users[0] ?? {};
    const result = await login(utf16le(`\uFEFF${password}\r\n`));
    expect(result.code, result.stderr).toBe(0);
  });

  test.each([
    ['Latin-1', Buffer.from('Pässword', 'latin1')],
    // A file's encoding may be guessed, a password's may not.
    ['UTF-16 without a mark', utf16le('Password')],
    ['NUL', Buffer.from('Pass\0word')],
    ['a replacement character', Buffer.from('P\uFFFDssword')],
    ['a control character', Buffer.from('Pass\x1bword')],
  ])('%s: refused, and not sent', async (_, input) => {
    const asked = surroundings.entra.requests.length;
    const result = await login(input);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('isn’t text in UTF-8');
    expect(surroundings.entra.requests.length).toBe(asked);
  });
});

test('a refresh token that can be none is not sent', async () => {
  const asked = surroundings.entra.requests.length;
  const result = await cli.runWith('not a token', 'login', '--refresh-token-stdin');
  expect(result.code).toBe(2);
  expect(result.stderr).toContain('isn’t a refresh token');
  expect(surroundings.entra.requests.length).toBe(asked);
});

describe('settings', () => {
  test.each([
    ['UTF-16', (text: string) => utf16le(`\uFEFF${text}`)],
    ['Latin-1', (text: string) => Buffer.from(text.replace('"work"', '"Büro"'), 'latin1')],
  ])('with %s are read', async (how, encoded) => {
    const file = join(surroundings.home, 'settings.json');
    const before = await readFile(file, 'utf8');
    await writeFile(file, encoded(before));
    try {
      const { stdout, stderr } = await cli.run('profile', 'list', '--json');
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toMatchObject([{ name: how === 'Latin-1' ? 'Büro' : 'work' }]);
    } finally {
      await writeFile(file, before);
    }
  });

  test('with NUL bytes are kept, and the reason said', async () => {
    const file = join(surroundings.home, 'settings.json');
    const before = await readFile(file, 'utf8');
    await writeFile(file, `${before}\0`);
    try {
      expect((await cli.run('profile', 'list', '--json')).stderr).toContain('NUL');
    } finally {
      await writeFile(file, before);
    }
  });
});

describe('a file to import', () => {
  const script = () => {
    const { tenantId, clientId } = surroundings.entra;
    return `# für Zürich\r\nclient_id = '${clientId}'\r\ntenant_id = '${tenantId}'\r\n`;
  };

  test.each([
    ['UTF-16', (text: string) => utf16le(`\uFEFF${text}`)],
    ['Latin-1', (text: string) => Buffer.from(text, 'latin1')],
  ])('%s: read', async (encoding, encoded) => {
    const file = join(surroundings.directory, `${encoding}.py`);
    await writeFile(file, encoded(script()));
    const result = await cli.run('import-script', file);
    expect(result.code, result.stderr).toBe(0);
    expect(result.stderr).toContain(surroundings.entra.clientId);
  });

  test('NUL bytes: named', async () => {
    const result = await cli.runWith(`${script()}\0`, 'import-script', '-');
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('NUL bytes');
  });
});

describe('a .databrickscfg that is kept current', () => {
  const section = (name: string) => readFile(join(surroundings.directory, name), 'utf8');

  test('a tilde that no shell has seen, and an empty variable', async () => {
    expect((await cli.run('target', 'add', 'dotenv', '--file=~/tilde.env')).code).toBe(0);
    expect(await section('tilde.env')).toContain('DATABRICKS_TOKEN=eyJ');
    const { directory: HOME } = surroundings;
    const empty = new Cli(surroundings, { HOME, DATABRICKS_CONFIG_FILE: '' });
    expect((await empty.run('target', 'add', 'databrickscfg', '--token')).code).toBe(0);
    expect(await section('.databrickscfg')).toContain('[work]');
    const tilde = new Cli(surroundings, { HOME, DATABRICKS_CONFIG_FILE: '~/other.cfg' });
    expect((await tilde.run('target', 'add', 'databrickscfg', '--token')).code).toBe(0);
    expect(await section('other.cfg')).toContain('[work]');
  });

  test('the same workspace in another spelling is not somebody else’s', async () => {
    const { host } = surroundings.workspace;
    const file = join(surroundings.directory, 'spelled.cfg');
    await writeFile(file, `[work] ; mine\nhost = "${host.toUpperCase()}/?o=1" # quoted\n`);
    const added = await cli.run('target', 'add', 'databrickscfg', '--token', '--file', file);
    expect(added.code, added.stderr).toBe(0);
    expect(await readFile(file, 'utf8')).toMatch(
      /^\[work\] ; mine\nhost = https:\/\/localhost:\d+\ntoken = eyJ/,
    );
  });
});

test.runIf(process.platform === 'linux')(
  'a guest’s opaque token: of the tenant that issued it, and what cannot be read is said',
  async () => {
    const id = await profileId(surroundings);
    const { [id]: cached = '' } = await keyringItems(surroundings);
    const cache = JSON.parse(cached);
    for (const account of Object.values<{ realm: string }>(cache.Account)) {
      account.realm = '99999999-8888-4777-8666-555555555555';
    }
    for (const token of Object.values<{ secret: string }>(cache.AccessToken))
      token.secret = 'EwBopaque~0123456789';
    await overwriteCache(surroundings, id, JSON.stringify(cache));
    const { tenantId } = surroundings.entra;
    expect(JSON.parse((await cli.run('status', '--json')).stdout)).toMatchObject({ tenant: tenantId });
    const token = await cli.run('token', '--json');
    expect(token.code, token.stderr).toBe(0);
    expect(JSON.parse(token.stdout)).toMatchObject({ accessToken: 'EwBopaque~0123456789', tenant: tenantId });
    const claims = await cli.run('claims');
    expect(claims.code).toBe(2);
    expect(claims.stderr).toContain('opaque');
    expect(claims.stderr).not.toContain('Wi-Fi');
  },
);
