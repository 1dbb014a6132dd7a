import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LocalEndpoint } from '../../src/core/endpoint/local-endpoint.ts';
import { MemoryStore } from '../simulation/memory-store.ts';

let directory: string;
let addressFile: string;
let endpoint: LocalEndpoint;
let store: MemoryStore;

const profile = { id: 'p', name: 'work', token: async () => ({ secret: 'x', expiresOn: 0 }) };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'endpoint-'));
  addressFile = join(directory, 'endpoint.json');
  store = new MemoryStore();
  endpoint = make();
});
afterEach(async () => {
  await endpoint.stop();
  await rm(directory, { recursive: true, force: true });
});

function make(): LocalEndpoint {
  return new LocalEndpoint({
    addressFile,
    activityFile: join(directory, 'activity.jsonl'),
    store: () => store,
    profiles: () => [profile],
    explain: ({ code }) => code,
    log,
    onUse: () => undefined,
    onChange: () => undefined,
  });
}

test('a restart keeps the address; off and on gives another, however fast', async () => {
  await endpoint.start();
  const first = endpoint.urlOf('p');
  await endpoint.stop();
  endpoint = make();
  await endpoint.start();
  expect(endpoint.urlOf('p')).toBe(first);
  const secrets = new Set([first?.split('/').at(-1)]);
  for (let round = 0; round < 5; round++) {
    await Promise.all([endpoint.disable(), endpoint.start()]);
    secrets.add(endpoint.urlOf('p')?.split('/').at(-1));
  }
  expect(secrets.size).toBe(6);
  expect(JSON.parse(await readFile(addressFile, 'utf8')).paths.p).toBe([...secrets].at(-1));
});

test('a keyring that does not let go of the old address makes it no less void', async () => {
  await endpoint.start();
  const first = endpoint.urlOf('p');
  store.remove = async () => {
    throw new Error('locked');
  };
  await endpoint.disable();
  expect(endpoint.state.kind).toBe('off');
  await endpoint.start();
  expect(endpoint.urlOf('p')).not.toBe(first);
});

test('whoever holds the port at the next start may know the secret: port and secret are others then', async () => {
  await endpoint.start();
  const first = new URL(endpoint.urlOf('p') ?? '');
  await endpoint.stop();
  const squatter = createServer().listen(Number(first.port), '127.0.0.1');
  await once(squatter, 'listening');
  endpoint = make();
  await endpoint.start();
  const second = new URL(endpoint.urlOf('p') ?? '');
  expect(second.port).not.toBe(first.port);
  expect(second.pathname).not.toBe(first.pathname);
  squatter.close();
});

test('an address that cannot be written is a failure that is said, not a crash', async () => {
  await mkdir(join(addressFile, 'x'), { recursive: true });
  await endpoint.start();
  expect(endpoint.state.kind).toBe('failed');
  expect(endpoint.urlOf('p')).toBeUndefined();
  await rm(addressFile, { recursive: true });
  await endpoint.start();
  expect(endpoint.state.kind).toBe('on');
});
