import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tellsPeers } from '../../src/core/platform/peer.ts';

const PEER = fileURLToPath(new URL('../../src/core/platform/peer.ts', import.meta.url));

/** Connects to itself, and asks whether it may be served: first without a file descriptor to look it up with. */
const SCRIPT = `
  const { connect, createServer } = await import('node:net');
  const { openSync, closeSync } = await import('node:fs');
  const { mayBeServed, tellsPeers } = await import(${JSON.stringify(PEER)});
  const server = createServer(async (socket) => {
    const held = [];
    try { for (;;) held.push(openSync('/dev/null')); } catch {}
    const without = await mayBeServed(socket);
    for (const file of held) closeSync(file);
    process.stdout.write(JSON.stringify({ without, tells: tellsPeers(), served: await mayBeServed(socket) }));
    process.exit();
  });
  server.listen(0, '127.0.0.1', () => connect(server.address().port, '127.0.0.1'));`;

test.runIf(tellsPeers())('out of file descriptors, nobody is served, and afterwards those who may be', () => {
  const node = ['-c', 'ulimit -n 64; exec "$@"', 'sh', process.execPath, '--input-type=module', '-e', SCRIPT];
  const told = JSON.parse(execFileSync('sh', node, { encoding: 'utf8' }));
  expect(told).toEqual({ without: false, tells: true, served: true });
});
