import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent } from 'undici';
import { EndpointServer } from '../../src/core/endpoint/endpoint-server.ts';
import { percentile, timed } from './figures.ts';

const HOST = 'https://adb-1234567890123456.7.azuredatabricks.net';
const NO_LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** How fast the local endpoint hands out a live token, asked one at a time and 16 at a time. */
export async function endpointCost(): Promise<void> {
  const profile = {
    id: 'bench',
    name: 'bench',
    workspaceUrl: HOST,
    token: async () => ({ secret: 'x'.repeat(1_500), expiresOn: Date.now() + 3_600_000 }),
  };
  const server = await EndpointServer.listen(0, {
    paths: () => [['bench', profile]],
    explain: ({ code }) => code,
    log: NO_LOG,
    // The usual ones would be what is measured.
    limits: { perSecond: 1e9, burst: 1e9 },
  });
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const { socket } = await server.listenOnSocket(folder);
  const headers = {
    'x-databricks-metadata-version': '1',
    'x-databricks-host': HOST,
    host: `127.0.0.1:${server.port}`,
  };
  const agent = new Agent({ connections: 16 });
  const origin = `http://127.0.0.1:${server.port}`;
  const askAt = async (origin: string) => {
    const answer = await agent.request({ origin, path: '/bench', method: 'GET', headers });
    await answer.body.dump();
  };
  const ask = () => askAt(origin);
  // What it costs to be asked at all.
  const { secret: access_token, expiresOn: expires_on } = await profile.token();
  const bare = createServer((_, response) => response.end(JSON.stringify({ access_token, expires_on })));
  await once(bare.listen(0, '127.0.0.1'), 'listening');
  const bareOrigin = `http://127.0.0.1:${(bare.address() as AddressInfo).port}`;
  const kept: number[] = [];
  const keptByBare: number[] = [];
  for (let round = 0; round < 1_000; round++) {
    kept.push(await timed(ask));
    keptByBare.push(await timed(() => askAt(bareOrigin)));
  }

  // A connection each: with the look whose it is, and by the socket, which needs none.
  const askAnew = (place: { port: number } | { socketPath: string }) => async () => {
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
  bare.close();
  await rm(folder, { recursive: true });
  console.log('Local endpoint, a live token, client and server in one process:');
  console.log(`  a connection kept:                         ${spread(kept)}`);
  console.log(`  … by a server of node:http without a check: ${spread(keptByBare)}`);
  console.log(`  a connection each, by the socket:          ${spread(bySocket)}`);
  console.log(`  a connection each, looking up whose it is: ${spread(looked)}`);
  console.log(`  ${Math.round(perSecond)} requests a second, 16 at a time`);
}

function spread(times: readonly number[]): string {
  return `p50 ${percentile(times, 0.5).toFixed(2)} ms, p95 ${percentile(times, 0.95).toFixed(2)} ms`;
}
