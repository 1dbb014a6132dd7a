/**
 * Runs the Entra simulator, and a workspace that takes its tokens, on their own:
 * `node test/entra/main.ts [--port N] [--host H] [--authority-host NAME] [--workspace-port N] [--ca-file PATH]`
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { WorkspaceSimulator } from '../workspace/simulator.ts';
import { EntraSimulator } from './simulator.ts';

const USAGE = `usage: npx node test/entra/main.ts [options]
  --port N               the port of Entra ID (default: a free one)
  --host H               the address it listens on (default: 127.0.0.1)
  --authority-host NAME  the host that its metadata names (default: localhost and its port)
  --workspace-port N     the port of the workspace (default: a free one)
  --ca-file PATH         where to write the CA certificate (default: out/simulator-ca.pem)`;

const values = options();
const port = portOf(values.port);
const workspacePort = portOf(values['workspace-port']);

const simulator = await EntraSimulator.start({
  ...(port === undefined ? {} : { port }),
  ...(values.host === undefined ? {} : { host: values.host }),
  ...(values['authority-host'] === undefined ? {} : { authorityHost: values['authority-host'] }),
});
const workspace = await WorkspaceSimulator.start({
  entra: simulator,
  contributors: simulator.users.map((user) => user.objectId),
  ...(workspacePort === undefined ? {} : { port: workspacePort }),
});
const caFile = resolve(values['ca-file'] ?? join(import.meta.dirname, '../../out/simulator-ca.pem'));
await mkdir(dirname(caFile), { recursive: true });
await writeFile(caFile, simulator.caCertificate);

console.log(`Authority        ${simulator.origin}`);
console.log(`Tenant           ${simulator.tenantId} (${simulator.tenantDomain})`);
console.log(`Client           ${simulator.clientId}`);
for (const user of simulator.users) {
  console.log(`User             ${user.username}`);
  console.log(`Password         ${user.password}`);
}
console.log(`Workspace        ${workspace.origin}`);
console.log(`Resource ID      ${workspace.resourceId}`);
console.log(`CA certificate   ${caFile}`);
console.log(`SPKI SHA-256     ${simulator.spkiSha256}`);
const login = `entra-token login ${workspace.origin} --authority ${simulator.origin}`;
console.log(`
In another terminal, to sign in to it:
  export NODE_EXTRA_CA_CERTS=${quoted(caFile)}
  ${login}`);
const [user] = simulator.users;
if (user) {
  console.log(`Without a browser and a keyring:
  echo ${quoted(user.password)} | ${login} --username ${quoted(user.username)} --password-stdin --allow-plaintext-cache`);
}
console.log('Ctrl+C ends it.');

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void Promise.all([simulator.stop(), workspace.stop()]));
}

function options() {
  try {
    const { values: given } = parseArgs({
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        'authority-host': { type: 'string' },
        'workspace-port': { type: 'string' },
        'ca-file': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (!given.help) return given;
    console.log(USAGE);
    return process.exit(0);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  return refuse(`“${text}” is not a port`);
}

function refuse(why: string): never {
  console.error(`${why}\n${USAGE}`);
  process.exit(2);
}

/** As a shell reads it. */
function quoted(word: string): string {
  return /^[\w@%+:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
