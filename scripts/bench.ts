import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import spawn from 'cross-spawn';
import { Agent, fetch } from 'undici';
import { Application } from '../src/core/app/application.ts';
import { EndpointServer } from '../src/core/endpoint/endpoint-server.ts';
import { dataDirectory } from '../src/core/platform/data-directory.ts';
import { createNodeFetch } from '../src/core/platform/node-fetch.ts';
import { desktopRuntime, launchDesktop } from '../test/host/launch.ts';
import { keyringItems } from '../test/support/cache.ts';
import { Cli } from '../test/support/cli.ts';
import { killAgainAndAgain } from '../test/support/kills.ts';
import { MAIN_ENTRY } from '../test/support/paths.ts';
import { findPython } from '../test/support/rest-examples.ts';
import { Surroundings } from '../test/support/surroundings.ts';
import { killChanges } from './bench/changes.ts';
import { addProfiles, idleCost } from './bench/idle.ts';

/**
 * `npm run bench [SECONDS]`: what the program costs, in figures; nothing here passes or fails.
 * SECONDS: how long the idle program is watched (300).
 */
const IDLE_SECONDS = Number(process.argv[2] ?? 300);
/** Below the session's own limit of refreshes within an hour. */
const ROUNDS = 28;
const KILLS = 200;
const PROFILES = 50;
const PARALLEL_HELPERS = 200;
const MANY = fileURLToPath(new URL('bench/many.ts', import.meta.url));
/** Azure Databricks, as programs ask `az` for it. */
const DATABRICKS_RESOURCE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d';

const RENDERER_ASSETS = join('out', 'renderer', 'assets');

const NO_LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

const surroundings = await Surroundings.start();
try {
  const cli = new Cli(surroundings);
  const { profileArguments, workspaceArguments } = surroundings;
  await cli.run('profile', 'add', 'work', ...profileArguments, ...workspaceArguments);
  await cli.signIn();
  await refreshOverhead();
  await endpointCost();
  await tokenCommandCost(cli);
  await helperCost(cli);
  await windowCost();
  await survival(cli);
  await killChanges(cli, KILLS);
  await idleCost(surroundings, IDLE_SECONDS, 'one profile');
  await addProfiles(cli, PROFILES - 1);
  await idleCost(surroundings, IDLE_SECONDS, `${PROFILES} profiles`);
} finally {
  await surroundings.stop();
}

/** What a refresh adds to the bare HTTPS exchange that it is made of. */
async function refreshOverhead(): Promise<void> {
  const { entra, environment } = surroundings;
  const directory = dataDirectory({ ...environment });
  Object.assign(process.env, environment);
  // Node has read the variable for them when it started.
  setDefaultCACertificates([...getCACertificates(), entra.caCertificate]);
  const app = new Application({
    directory,
    fetch: createNodeFetch(environment, () => undefined),
    log: NO_LOG,
    onNotice: () => undefined,
  });
  await app.load();
  const session = app.session();

  const [cache] = Object.values(await keyringItems(surroundings));
  const [refreshToken] = Object.values(JSON.parse(cache ?? '{}').RefreshToken ?? {}) as { secret: string }[];
  const agent = new Agent({ connect: { ca: entra.caCertificate } });
  const bare = async () => {
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: entra.clientId,
      client_info: '1',
      scope: '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default openid profile offline_access',
      refresh_token: refreshToken?.secret ?? '',
    });
    const response = await fetch(`${entra.origin}/${entra.tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body,
      dispatcher: agent,
    });
    await response.json();
  };

  const bareTimes: number[] = [];
  const refreshTimes: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bareTimes.push(await timed(bare));
    refreshTimes.push(await timed(() => session.refresh()));
  }
  await agent.destroy();
  const [bareMedian, refreshMedian] = [median(bareTimes.slice(5)), median(refreshTimes.slice(5))];
  console.log(`Refresh, median of ${ROUNDS - 5}, keyring included:`);
  console.log(`  bare HTTPS exchange  ${bareMedian.toFixed(1)} ms`);
  console.log(
    `  the program's        ${refreshMedian.toFixed(1)} ms: it adds ${(refreshMedian - bareMedian).toFixed(1)} ms`,
  );
}

/** How fast the local endpoint hands out a live token, asked one at a time and 16 at a time. */
async function endpointCost(): Promise<void> {
  const profile = {
    id: 'bench',
    name: 'bench',
    workspaceUrl: surroundings.workspace.origin,
    token: async () => ({ secret: 'x'.repeat(1_500), expiresOn: Date.now() + 3_600_000 }),
  };
  const server = await EndpointServer.listen(0, {
    paths: () => [['bench', profile]],
    explain: ({ code }) => code,
    log: NO_LOG,
    // The usual ones would be what is measured.
    limits: { perSecond: 1e9, burst: 1e9 },
  });
  const agent = new Agent({ connections: 16 });
  const ask = async () => {
    const headers = { 'x-databricks-metadata-version': '1', 'x-databricks-host': profile.workspaceUrl };
    const answer = await agent.request({
      origin: `http://127.0.0.1:${server.port}`,
      path: '/bench',
      method: 'GET',
      headers,
    });
    await answer.body.dump();
  };
  const times: number[] = [];
  for (let round = 0; round < 1_000; round++) times.push(await timed(ask));
  // A connection each: with the look whose it is, and by the socket, which needs none.
  const { socket } = await server.listenOnSocket(surroundings.directory);
  const askAnew = (place: { port: number } | { socketPath: string }) => async () => {
    const headers = {
      'x-databricks-metadata-version': '1',
      'x-databricks-host': profile.workspaceUrl,
      host: `127.0.0.1:${server.port}`,
    };
    const asked = request({ host: '127.0.0.1', ...place, path: '/bench', headers, agent: false }).end();
    const [answer] = await once(asked, 'response');
    await once(answer.resume(), 'end');
  };
  const looked: number[] = [];
  const bySocket: number[] = [];
  for (let round = 0; round < 200; round++) {
    looked.push(await timed(askAnew({ port: server.port })));
    bySocket.push(await timed(askAnew({ socketPath: socket })));
  }
  const began = performance.now();
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let round = 0; round < 500; round++) await ask();
    }),
  );
  const perSecond = (16 * 500) / ((performance.now() - began) / 1000);
  await agent.destroy();
  await server.close();
  console.log('Local endpoint, a live token, client and server in one process:');
  console.log(`  p50 ${percentile(times, 0.5).toFixed(2)} ms, p95 ${percentile(times, 0.95).toFixed(2)} ms`);
  const both = (values: number[]) =>
    `p50 ${percentile(values, 0.5).toFixed(2)} ms, p95 ${percentile(values, 0.95).toFixed(2)} ms`;
  console.log(
    `  a connection each: ${both(looked)} with the look-up of its user, ${both(bySocket)} by the socket`,
  );
  console.log(`  ${Math.round(perSecond)} requests a second, 16 at a time`);
}

/** `entra-token token` against Node's own start, and against the Python script that it takes the place of. */
async function tokenCommandCost(cli: Cli): Promise<void> {
  const { entra, directory, environment, caFile } = surroundings;
  const serve = cli.start('serve');
  await serve.said(/Serving/);
  const bare = () => promisify(execFile)(process.execPath, ['-e', '0'], { env: { ...environment } });
  const node: number[] = [];
  const quick: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    node.push(await timed(bare));
    quick.push(await timed(() => cli.run('token')));
  }
  serve.kill('SIGTERM');
  await serve.result;
  const fromCache: number[] = [];
  for (let round = 0; round < ROUNDS; round++) fromCache.push(await timed(() => cli.run('token')));
  const ratio = (times: number[]) => `${(median(times) / median(node)).toFixed(2)} × node -e 0`;
  console.log(`entra-token token, median of ${ROUNDS}:`);
  console.log(`  node -e 0            ${median(node).toFixed(0)} ms`);
  console.log(`  with the endpoint    ${median(quick).toFixed(0)} ms, ${ratio(quick)}`);
  console.log(`  from the cache       ${median(fromCache).toFixed(0)} ms, ${ratio(fromCache)}`);

  const python = findPython('msal');
  if (!python) {
    console.log('  Python MSAL script   not run: python3-msal is not here');
    return;
  }
  const [user] = entra.users;
  const request = JSON.stringify({
    authority: `${entra.origin}/${entra.tenantId}`,
    clientId: entra.clientId,
    port: Number(new URL(entra.origin).port),
    username: user?.username,
    password: user?.password,
  });
  const script = fileURLToPath(new URL('../test/entra/python/cached-token.py', import.meta.url));
  const run = async () => {
    const running = promisify(execFile)(python, [script, join(directory, 'msal.json')], {
      env: { ...environment, REQUESTS_CA_BUNDLE: caFile },
    });
    running.child.stdin?.end(request);
    await running;
  };
  await run();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await timed(run));
  console.log(`  Python MSAL script   ${median(times).toFixed(0)} ms, its cache in a plain file`);
}

/** A helper's start against that of the runtime that it runs on, and many at once with a token that has expired. */
async function helperCost(cli: Cli): Promise<void> {
  const { entra } = surroundings;
  const { stdout } = await cli.run('env', '--shell', 'bash');
  const profile = /^export (ENTRA_TOKEN_HELPER_PROFILE)='(.+)'$/m.exec(stdout) ?? [];
  const env = { ...surroundings.environment, [profile[1] ?? '']: profile[2] ?? '' };
  const az = join(dataDirectory({ ...env }).helperDirectory, process.platform === 'win32' ? 'az.cmd' : 'az');
  const args = ['account', 'get-access-token', '--output', 'json', '--resource', DATABRICKS_RESOURCE];
  const ask = async () => {
    const asked = spawn(az, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    await once(asked, 'exit');
  };
  const bare = () => promisify(execFile)(process.execPath, ['-e', '0'], { env });
  for (const place of ['with an endpoint', 'without'] as const) {
    const serve = place === 'without' ? undefined : cli.start('serve');
    await serve?.said(/Serving/);
    const node: number[] = [];
    const helper: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      node.push(await timed(bare));
      helper.push(await timed(ask));
    }
    const ratio = (median(helper) / median(node)).toFixed(2);
    console.log(`A helper ${place}: ${median(helper).toFixed(0)} ms, ${ratio} × node -e 0`);
    entra.setScenario({ accessTokenLifetimeSeconds: 1 });
    await cli.run('token', '--refresh');
    entra.resetScenario();
    const before = entra.requests.length;
    let codes = '';
    const took = await timed(async () => {
      const all = [MANY, String(PARALLEL_HELPERS), az, ...args];
      codes = (await promisify(execFile)(process.execPath, all, { env })).stdout.trim();
    });
    const refreshed = entra.requests.slice(before).filter(({ grantType }) => grantType === 'refresh_token');
    console.log(
      `  ${PARALLEL_HELPERS} at once with an expired token: ${refreshed.length} refresh, exit codes ${codes}, ${(took / 1000).toFixed(1)} s`,
    );
    serve?.kill('SIGTERM');
    await serve?.result;
  }
}

/** How soon the window is there, and what it loads: one language of three. */
async function windowCost(): Promise<void> {
  const size = (names: readonly string[]) => {
    const bytes = names.reduce(
      (sum, name) => sum + gzipSync(readFileSync(join(RENDERER_ASSETS, name))).length,
      0,
    );
    return `${(bytes / 1024).toFixed(0)} KiB`;
  };
  const names = readdirSync(RENDERER_ASSETS);
  const loaded = names.filter((name) => /^(index|en)-/.test(name));
  console.log(`The window, gzipped: ${size(loaded)} loaded in one language, ${size(names)} in all three`);

  const times: number[] = [];
  let painted: number | undefined;
  for (let round = 0; round < 5; round++) {
    const desktop = await launchDesktop({
      mainEntry: MAIN_ENTRY,
      args: ['--hidden'],
      env: { ...surroundings.environment },
      spkiSha256: surroundings.entra.spkiSha256,
    });
    times.push(
      await timed(async () => {
        await desktop.chooseFromTrayMenu('window.show');
        await (await desktop.window()).getByRole('timer').waitFor();
      }),
    );
    const page = await desktop.window();
    painted = await page.evaluate<number>(
      "performance.getEntriesByName('first-contentful-paint')[0]?.startTime",
    );
    await desktop.quit();
  }
  console.log(
    `  from "Open" in the tray to the countdown ${median(times).toFixed(0)} ms, on: ${desktopRuntime()}`,
  );
  console.log(`  first paint ${painted?.toFixed(0)} ms after the page began to load`);
}

/** What a sign-in survives; `npm test` kills less. */
async function survival(cli: Cli): Promise<void> {
  const { killed, lost, worstStart } = await killAgainAndAgain(cli, KILLS);
  console.log(`${KILLS} times kill -9 during a refresh or a sign-in, at random:`);
  console.log(`  ${killed} killed before their end; accounts lost: ${lost}`);
  console.log(`  slowest next start ${worstStart.toFixed(0)} ms`);
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await action();
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}
