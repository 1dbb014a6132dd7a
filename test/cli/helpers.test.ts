import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { acquireFileLock } from '../../src/core/platform/file-lock.ts';
import { keyringItems, overwriteCache, profileId } from '../support/cache.ts';
import { Cli } from '../support/cli.ts';
import { CLI_ENTRY } from '../support/paths.ts';
import { LIST_CLUSTERS } from '../support/sdk-client.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';

const DATABRICKS = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d';
const ASKED = `az account get-access-token --output json --resource ${DATABRICKS}`;
const OTHER_TENANT = 'a1bc2d34-0000-4f89-01ab-c2345d6c78de';
const ASK_AZURE_CLI = join(import.meta.dirname, '../support/ask-azure-cli.ts');
const node = `"${process.execPath}"`;

describe.runIf(process.platform !== 'win32')('the helpers az, azd and databricks', () => {
  let surroundings: Surroundings;
  let cli: Cli;
  let signedIn: StartingPoint;
  /** Where the real `az` is, which says what it was asked. */
  let real: string;
  let config: string;
  let extra: Record<string, string>;

  beforeAll(async () => {
    surroundings = await Surroundings.start();
    real = join(surroundings.directory, 'real commands');
    config = join(surroundings.directory, '.databrickscfg');
    await mkdir(real);
    await writeFile(
      join(real, 'az'),
      `#!/bin/sh
case "$1" in
  wait) trap 'echo ended; exit 9' TERM; echo waiting >&2; while :; do sleep 0.1; done ;;
  loop) exec "$HELPERS/az" "$@" ;;
  read) cat; exit 7 ;;
  *) echo "real:$*" ;;
esac
`,
      { mode: 0o755 },
    );
    extra = {
      PATH: `${real}${delimiter}${process.env.PATH}`,
      DATABRICKS_CONFIG_FILE: config,
      AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential',
      AZURE_CONFIG_DIR: join(surroundings.directory, 'azure'),
      AZURE_CORE_COLLECT_TELEMETRY: 'no',
    };
    cli = new Cli(surroundings, extra);
    signedIn = new StartingPoint(surroundings, () =>
      cli.addSignedInProfile(...surroundings.workspaceArguments),
    );
  });
  afterAll(() => surroundings?.stop());
  beforeEach(() => signedIn.enter());

  const inShell = (script: string) => cli.run('exec', '--', 'sh', '-c', script);
  /** In a shell beside `exec`. */
  const shell = (script: string) =>
    new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      const env = { ...surroundings.environment, ...extra };
      execFile('sh', ['-c', script], { env }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
    });
  const helper = (name: string) => join(surroundings.home, 'helpers', name);
  const refreshes = () =>
    surroundings.entra.requests.filter(({ grantType }) => grantType === 'refresh_token').length;

  test('unmodified SDKs sign in by each of them, and what took a token is recorded', async () => {
    const listBy = (way: string) => `echo list | DATABRICKS_AUTH_TYPE=${way} ${node} ${LIST_CLUSTERS}`;
    const { stdout, stderr } = await inShell(`${node} ${ASK_AZURE_CLI}
      ${listBy('databricks-cli')}`);
    const lines = stdout.trim().split('\n');
    const tokens = lines.slice(0, 4).map((line) => JSON.parse(line));
    for (const { way, token, expires, message } of tokens) {
      const { exp = 0 } = await surroundings.entra.verifyAccessToken(token).catch((error: unknown) => {
        throw new Error(`${way}: ${message ?? error}`);
      });
      if (expires !== undefined) expect(Math.abs(expires - exp * 1000)).toBeLessThan(2_000);
    }
    expect(tokens.map(({ way }) => way).join()).toBe(
      'AzureCliCredential,AzureDeveloperCliCredential,DefaultAzureCredential,azure-cli',
    );
    // By `metadata-service`: test/cli/exec.test.ts.
    expect(lines.slice(4), stderr).toEqual(['Shared Autoscaling, Nightly reports']);
    const uses = await readFile(join(surroundings.home, 'activity.jsonl'), 'utf8');
    const programs = uses
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).program);
    expect(new Set(programs)).toEqual(
      new Set(process.platform === 'linux' ? ['node'] : ['az', 'azd', 'databricks']),
    );
  });

  test('every other resource, tenant, workspace or form goes to the real command, as it was typed', async () => {
    const { workspace, entra } = surroundings;
    await writeFile(
      config,
      `[ours]\nhost = ${workspace.origin}/\n[other]\nhost = https://adb-1.2.azuredatabricks.net\n`,
    );
    await cp(join(real, 'az'), join(real, 'databricks'));
    try {
      const passed: Record<string, string> = {
        'az account get-access-token --output json --resource https://management.core.windows.net/':
          'account get-access-token --output json --resource https://management.core.windows.net/',
        [`${ASKED} --query accessToken`]: `${ASKED.slice(3)} --query accessToken`,
        [`${ASKED} --tenant ${OTHER_TENANT}`]: `${ASKED.slice(3)} --tenant ${OTHER_TENANT}`,
        'az login --tenant "a  b" ""': 'login --tenant a  b ',
        'databricks auth token --host https://adb-1.2.azuredatabricks.net':
          'auth token --host https://adb-1.2.azuredatabricks.net',
        'databricks auth token --profile other': 'auth token --profile other',
        'databricks version --output json': 'version --output json',
        'databricks bundle deploy': 'bundle deploy',
      };
      const ours = [
        `${ASKED} --tenant ${entra.tenantId} --subscription S`,
        'databricks auth token --profile ours --force-refresh',
        `databricks auth token --host ${workspace.origin}/`,
      ];
      const { stdout, stderr } = await inShell([...Object.keys(passed), ...ours].join('\n'));
      expect(stderr).toBe('');
      const lines = stdout.split('\n');
      const told = Object.values(passed).map((line) => `real:${line}`);
      expect(lines.slice(0, told.length)).toEqual(told);
      expect(lines.filter((line) => /"access_?token": "eyJ/i.test(line))).toHaveLength(ours.length);

      // So it is when the profile has been removed, or the settings can't be read; SDKs are told.
      const { stdout: env } = await cli.run('env', '--shell', 'bash');
      const others = Object.keys(passed).filter((words) => /management|--host/.test(words));
      const sdks = [ASKED, `databricks auth token --host ${workspace.origin}`];
      const asked = [...others, ...sdks.map((words) => `${words}; echo "code $?"`)].join('\n');
      const settingsFile = join(surroundings.home, 'settings.json');
      const settings = JSON.parse(await readFile(settingsFile, 'utf8'));
      const [work] = settings.profiles;
      const other = { ...work, id: crypto.randomUUID(), name: 'other' };
      const without = { ...settings, profiles: [other], activeProfileId: other.id };
      await writeFile(settingsFile, JSON.stringify(without));
      for (const why of [/profile that this command was started with was removed/, /newer version/]) {
        const left = await shell(`${env}${asked}`);
        expect(left.stdout).toBe(
          [...others.map((words) => `real:${passed[words]}`), ...sdks.map(() => 'code 2'), ''].join('\n'),
        );
        const words = left.stderr.trim().split('\n');
        expect(words.filter((line) => why.test(line))).toHaveLength(sdks.length);
        await writeFile(settingsFile, '{"version": 99}');
      }
    } finally {
      await rm(join(real, 'databricks'));
    }
  });

  test('a person’s az is answered without --output too, unless they have chosen another form for it', async () => {
    const azure = join(surroundings.directory, 'azure');
    await mkdir(azure, { recursive: true });
    await writeFile(join(azure, 'config'), '[core]\noutput = table\n');
    const token = `az account get-access-token --resource ${DATABRICKS}`;
    const { stdout, stderr } = await inShell(`${token}
      az account show
      AZURE_CORE_OUTPUT=JSON az account show
      AZURE_CONFIG_DIR=${azure}/none az account show
      AZURE_CONFIG_DIR=${azure}/none ${token}
      AZURE_CONFIG_DIR=${azure}/none AZURE_CORE_OUTPUT=tsv az account show
      AZURE_CONFIG_DIR=${azure}/none az account get-access-token`);
    await rm(join(azure, 'config'));
    expect(stderr).toBe('');
    expect(stdout.match(/^real:.*|"(?:accessToken|tenantId)"/gm)).toEqual([
      `real:${token.slice(3)}`,
      'real:account show',
      '"tenantId"',
      '"tenantId"',
      '"accessToken"',
      'real:account show',
      'real:account get-access-token',
    ]);
  });

  test('the real command has streams, signals and exit code to itself; one that calls back ends, and so does none', async () => {
    const read = await cli.runWith('from stdin', 'exec', '--', 'az', 'read');
    expect(read).toMatchObject({ code: 7, stdout: 'from stdin' });
    const waiting = cli.start('exec', '--', 'az', 'wait');
    await waiting.said(/waiting/);
    waiting.kill('SIGTERM');
    expect(await waiting.result).toMatchObject({ code: 9, stdout: 'ended\n' });
    // A helper of another data folder, or a link to ours, is not the real one.
    const elsewhere = join(surroundings.directory, 'elsewhere');
    await mkdir(elsewhere);
    await symlink(helper('azd'), join(elsewhere, 'azd'));
    const none = await inShell(`HELPERS=${surroundings.home}/helpers az loop; echo $?
      PATH="$PATH:${elsewhere}" azd version; echo $?; databricks version`);
    expect(none.stderr).toMatch(/^az: command not found\. .+\nazd: command not found\. .+\n$/);
    expect(none.stdout).toBe('1\n1\nDatabricks CLI v1.13.0\n');
  });

  test.runIf(existsSync('/usr/bin/az'))('Microsoft’s own az answers everything else', async () => {
    await rm(join(real, 'az'));
    const { stdout, stderr } = await inShell(
      `az account get-access-token --resource https://management.azure.com; echo "code $?"; ${ASKED} | wc -l`,
    );
    expect(stdout).toMatch(/^code 1\n8\n$/);
    expect(stderr).toContain("Please run 'az login'");
  });

  test('signed out, and only then, an SDK reads that somebody has to sign in; a cut network is said as one', async () => {
    // exec would not start while nobody is signed in.
    const { stdout: lines } = await cli.run('env', '--shell', 'bash');
    surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 20 });
    await cli.run('token', '--refresh');
    surroundings.entra.setScenario({ faults: { token: { kind: 'reset' } } });
    const cut = await shell(`${lines}${ASKED}`);
    expect(cut.code).toBe(4);
    expect(cut.stderr).toMatch(/^entra-token: .+\n$/);
    expect(cut.stderr).not.toContain('az login');
    await cli.run('logout');
    const az = await shell(`${lines}${ASKED}`);
    expect(az).toMatchObject({ code: 3, stdout: '' });
    expect(az.stderr).toContain('(az login → entra-token login)');
    const { stdout } = await shell(`${lines}${node} ${ASK_AZURE_CLI}`);
    const [cliWay, azdWay, anyWay, databricksWay] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(cliWay).toMatchObject({
      error: 'CredentialUnavailableError',
      message: expect.stringContaining("'az login'"),
    });
    expect(azdWay).toMatchObject({
      error: 'CredentialUnavailableError',
      message: expect.stringContaining('azd auth login'),
    });
    expect(databricksWay.message).toContain('az login');
    expect(anyWay.error).toMatch(/Unavailable|Aggregate/);
  });

  test('many at once with an expired token make one refresh, by an endpoint or without', async () => {
    const many = Array(5).fill(`${ASKED} > "$(mktemp -p "$OUT")" &`).join('\n');
    const { stdout: lines } = await cli.run('env', '--shell', 'bash');
    for (const place of ['cache', 'endpoint']) {
      const serve = place === 'endpoint' ? cli.start('serve') : undefined;
      await serve?.said(/Serving/);
      // The only one with too little life, and then one that has enough: an endpoint may ask for that before them.
      const change = (answer: object) => ({ ...answer, expires_in: 120, refresh_in: undefined });
      surroundings.entra.setScenario({ faults: { token: { kind: 'forged', change, times: 1 } } });
      const before = refreshes();
      await cli.run('token', '--refresh');
      const out = join(surroundings.directory, place);
      await mkdir(out);
      const { stderr } = await shell(`${lines}OUT=${out}\n${many}\nwait`);
      expect(stderr).toBe('');
      expect(refreshes() - before).toBe(2);
      const answers = await Promise.all(
        (await readdir(out)).map((name) => readFile(join(out, name), 'utf8')),
      );
      expect(new Set(answers.map((text) => JSON.parse(text).accessToken)).size).toBe(1);
      expect(answers).toHaveLength(5);
      serve?.kill('SIGTERM');
      await serve?.result;
    }
  });

  test('who waits for another process takes what that has brought', async () => {
    const id = await profileId(surroundings);
    const { [id]: saved = '' } = await keyringItems(surroundings);
    surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 1 });
    await cli.run('token', '--refresh');
    const before = refreshes();
    // The other one, which has the turn and keeps it.
    await using _turn = await acquireFileLock(join(surroundings.home, 'cache', `${id}.refresh.lock`));
    const waiting = cli.start('token');
    // At any time before it gives up.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await overwriteCache(surroundings, id, saved);
    const { code, stdout, stderr } = await waiting.result;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // None that has been asked for meanwhile.
    await surroundings.entra.verifyAccessToken(stdout.trim());
    expect(saved).toContain(stdout.trim());
    expect(refreshes()).toBe(before);
  });

  test('what others could put there is not run: the command starts without helpers, and it is said', async () => {
    const folder = join(surroundings.home, 'helpers');
    const tell = ['exec', '--', 'sh', '-c', 'echo "$PATH"; echo "$DATABRICKS_CLI_PATH"'];
    const mine = join(surroundings.directory, 'planted');
    await mkdir(mine);
    const expectNone = async (why: RegExp) => {
      const { code, stdout, stderr } = await cli.run(...tell);
      expect({ code, stdout }).toEqual({ code: 0, stdout: `${extra.PATH}\n\n` });
      expect(stderr).toMatch(why);
    };
    // A link to elsewhere, a file in its place, and a data folder that a group may change.
    await symlink(mine, folder);
    await expectNone(/helpers az, azd and databricks are missing\. .* can be changed by others/);
    await rm(folder);
    await writeFile(folder, '');
    await expectNone(/helpers az, azd and databricks are missing/);
    await rm(folder);
    await chmod(surroundings.home, 0o770);
    await expectNone(/can be changed by others/);
    await chmod(surroundings.home, 0o700);
    // One that was changed is made anew, whoever did it.
    await mkdir(folder, { mode: 0o700, recursive: true });
    await writeFile(helper('az'), '#!/bin/sh\necho planted\n', { mode: 0o700 });
    const { stdout } = await inShell('echo "$PATH"; az account show --output json');
    expect(stdout.startsWith(`${folder}${delimiter}`)).toBe(true);
    expect(stdout).toContain('"type": "user"');
    await chmod(helper('az'), 0o777);
    await cli.run(...tell);
    expect((await stat(helper('az'))).mode & 0o777).toBe(0o700);
  });

  test('env gives a shell the same, whatever is in its paths, and starts nothing', async () => {
    const home = join(surroundings.directory, `it's "$(touch owned)" \\ \`x\``);
    await cp(surroundings.home, home, { recursive: true });
    const elsewhere = new Cli(surroundings, {
      ...extra,
      ENTRA_TOKEN_HOME: home,
      DATABRICKS_TOKEN: 'dapi-mine',
      DATABRICKS_CONFIG_PROFILE: 'other',
      NO_PROXY: 'example.com',
    });
    const { stdout, stderr } = await elsewhere.run('env', '--shell', 'bash');
    expect(stderr).toBe(
      'entra-token: ignored variable: DATABRICKS_TOKEN\nentra-token: ignored variable: DATABRICKS_CONFIG_PROFILE=other\n',
    );
    expect(stdout).toMatch(/^unset DATABRICKS_TOKEN$/m);
    expect(stdout).not.toContain('METADATA');
    const tell = `printf '%s\\n' "$PATH" "$DATABRICKS_HOST" "$DATABRICKS_AUTH_TYPE" "$DATABRICKS_CLI_PATH" "\${DATABRICKS_TOKEN-none}"`;
    const told = [
      `${home}/helpers${delimiter}${extra.PATH}`,
      surroundings.workspace.origin,
      'azure-cli',
      `${home}/helpers/databricks`,
      'none',
    ];
    expect((await shell(`DATABRICKS_TOKEN=x\n${stdout}${tell}`)).stdout.split('\n').slice(0, -1)).toEqual(
      told,
    );
    // What it has set is no trouble to the doctor.
    const doctor = await shell(`${stdout}${node} ${CLI_ENTRY} doctor --json`);
    expect(doctor.stdout).toMatch(/^[[{]/);
    expect(doctor.stdout).not.toMatch(/DATABRICKS_(AUTH_TYPE|CLI_PATH)/);
    const serve = elsewhere.start('serve', '--json');
    await serve.said(/Serving/);
    const { stdout: withEndpoint } = await elsewhere.run('env', '--shell', 'fish');
    expect(withEndpoint).toMatch(/^set -gx DATABRICKS_AUTH_TYPE 'metadata-service'$/m);
    expect(withEndpoint).toMatch(/^set -gx DATABRICKS_METADATA_SERVICE_URL 'http:\/\/127/m);
    expect(withEndpoint).toMatch(/^set -gx NO_PROXY 'example\.com,127\.0\.0\.1,localhost'$/m);
    expect(withEndpoint).toMatch(/^set -e DATABRICKS_CONFIG_PROFILE$/m);
    expect(withEndpoint).toContain(`set -gx PATH '${home.replace(/['\\]/g, '\\$&')}/helpers' $PATH`);
    const { stdout: forPowerShell } = await elsewhere.run('env', '--shell', 'powershell');
    expect(forPowerShell).toContain(`$env:PATH = '${home.replaceAll("'", "''")}/helpers:' + $env:PATH`);
    serve.kill('SIGTERM');
    await serve.result;
    expect((await elsewhere.run('env', '--shell', 'csh')).code).toBe(2);
    expect((await elsewhere.run('env', '--profile', 'nobody')).code).toBe(2);
  });
});
