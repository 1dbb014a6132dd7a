/**
 * Runs the Entra simulator, and a workspace that takes its tokens, on their own:
 * `node test/entra/main.ts [--port N] [--host H] [--authority-host NAME] [--workspace-port N] [--ca-file PATH]`
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { WorkspaceSimulator } from '../workspace/simulator.ts';
import { EntraSimulator } from './simulator.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    host: { type: 'string' },
    'authority-host': { type: 'string' },
    'workspace-port': { type: 'string' },
    'ca-file': { type: 'string' },
  },
});

const simulator = await EntraSimulator.start({
  ...(values.port === undefined ? {} : { port: Number(values.port) }),
  ...(values.host === undefined ? {} : { host: values.host }),
  ...(values['authority-host'] === undefined ? {} : { authorityHost: values['authority-host'] }),
});
const workspace = await WorkspaceSimulator.start({
  entra: simulator,
  contributors: simulator.users.map((user) => user.objectId),
  ...(values['workspace-port'] === undefined ? {} : { port: Number(values['workspace-port']) }),
});
const caFile = values['ca-file'];
if (caFile !== undefined) await writeFile(caFile, simulator.caCertificate);

console.log(`Entra simulator  ${simulator.origin}`);
console.log(`Tenant           ${simulator.tenantId} (${simulator.tenantDomain})`);
console.log(`Client           ${simulator.clientId}`);
for (const user of simulator.users) {
  console.log(`User             ${user.username}`);
  console.log(`Password         ${user.password}`);
}
console.log(`Workspace        ${workspace.origin}`);
console.log(`Resource ID      ${workspace.resourceId}`);
if (caFile !== undefined) console.log(`CA certificate   ${caFile}`);
console.log(`SPKI SHA-256     ${simulator.spkiSha256}`);
console.log('Stop with Ctrl-C.');

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void Promise.all([simulator.stop(), workspace.stop()]));
}
