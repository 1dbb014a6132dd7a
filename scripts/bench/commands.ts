import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AzHelper } from '../../test/support/az-helper.ts';
import type { Cli } from '../../test/support/cli.ts';
import { findPython } from '../../test/support/rest-examples.ts';
import { median, timed } from './figures.ts';
import { signedIn } from './signed-in.ts';

const ROUNDS = 28;
const PARALLEL_HELPERS = 200;

/** `entra-token token` and a helper against Node's own start, which each of them begins with. */
export async function commandCost(): Promise<void> {
  await signedIn(async (cli) => {
    await tokenCost(cli);
    await helperCost(cli);
  });
}

async function tokenCost(cli: Cli): Promise<void> {
  console.log(`entra-token token, median of ${ROUNDS}:`);
  await whileServing(cli, () => besideNode(cli, 'with the endpoint', () => cli.run('token')));
  await besideNode(cli, 'from the cache   ', () => cli.run('token'));
  await pythonCost(cli);
}

/** The Python script that it takes the place of. */
async function pythonCost({ surroundings }: Cli): Promise<void> {
  const { entra, directory, environment, caFile } = surroundings;
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
  const script = fileURLToPath(new URL('../../test/entra/python/cached-token.py', import.meta.url));
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

async function helperCost(cli: Cli): Promise<void> {
  const az = await AzHelper.place(cli);
  console.log(`A helper, median of ${ROUNDS}:`);
  const measure = async (place: string) => {
    await besideNode(cli, place, () => az.ask());
    await crowd(cli, az);
  };
  await whileServing(cli, () => measure('with the endpoint'));
  await measure('from the cache   ');
}

/** Many at once with an expired token. */
async function crowd(cli: Cli, az: AzHelper): Promise<void> {
  const { entra } = cli.surroundings;
  entra.setScenario({ accessTokenLifetimeSeconds: 1 });
  await cli.run('token', '--refresh');
  entra.resetScenario();
  const before = entra.requests.length;
  let codes = '';
  const took = await timed(async () => {
    codes = await az.askAtOnce(PARALLEL_HELPERS);
  });
  const refreshes = entra.requests.slice(before).filter(({ grantType }) => grantType === 'refresh_token');
  console.log(
    `  ${PARALLEL_HELPERS} at once with an expired token: exit codes ${codes}, ${refreshes.length} refresh, in ${(took / 1000).toFixed(1)} s`,
  );
}

async function whileServing(cli: Cli, measure: () => Promise<void>): Promise<void> {
  const serve = cli.start('serve');
  await serve.said(/Serving/);
  await measure();
  serve.kill('SIGTERM');
  await serve.result;
}

/** Turn by turn, so that what else the computer does weighs on both alike. */
async function besideNode(cli: Cli, place: string, run: () => Promise<unknown>): Promise<void> {
  const env = { ...cli.surroundings.environment };
  const bare = () => promisify(execFile)(process.execPath, ['-e', '0'], { env });
  const node: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    node.push(await timed(bare));
    times.push(await timed(run));
  }
  const ratio = (median(times) / median(node)).toFixed(2);
  console.log(
    `  ${place}    ${median(times).toFixed(0)} ms, ${ratio} × node -e 0 (${median(node).toFixed(0)} ms)`,
  );
}
