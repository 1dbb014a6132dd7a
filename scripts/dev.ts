import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlainBrowser } from '../test/entra/plain-browser.ts';
import { EntraSimulator } from '../test/entra/simulator.ts';
import { desktopRuntime } from '../test/host/launch.ts';
import { CliProcess } from '../test/support/cli.ts';
import { WorkspaceSimulator } from '../test/workspace/simulator.ts';
import { whyNoBrowser } from './browser.ts';

/**
 * `npm run dev`: the program against the simulators, signed in, following the sources. Vite serves the window; main and
 * preload are built again, and the program started again (scripts/dev-program.ts), when they change.
 */
const runtime = desktopRuntime();
const noBrowser = runtime === 'desktop host' ? await whyNoBrowser() : undefined;
if (noBrowser) {
  console.error(noBrowser);
  process.exit(1);
}
const entra = await EntraSimulator.start();
const contributors = entra.users.map(({ objectId }) => objectId);
const workspace = await WorkspaceSimulator.start({ entra, contributors });

// scripts/contained.ts removes it.
const directory = await mkdtemp(join(tmpdir(), 'dev-'));
const home = join(directory, 'home');
const caFile = join(directory, 'ca.pem');
await mkdir(home);
await writeFile(caFile, entra.caCertificate);
const environment = { ENTRA_TOKEN_HOME: home, NODE_EXTRA_CA_CERTS: caFile };

await signIn();
console.log(runtimeLine());
console.log(`Entra ID   ${entra.origin}, tenant ${entra.tenantId}, client ${entra.clientId}`);
for (const { username, password } of entra.users) console.log(`User       ${username}, password ${password}`);
console.log(`Workspace  ${workspace.origin}`);
console.log(`The same data on the command line:
  ENTRA_TOKEN_HOME=${home} NODE_EXTRA_CA_CERTS=${caFile} node scripts/entra-token.mjs status
Ctrl+C ends it.`);

const vite = spawn('electron-vite', ['dev', '--watch', '--logLevel', 'warn', '--', entra.spkiSha256], {
  env: {
    ...process.env,
    ...environment,
    DEV_PORT: String(await freePort()),
    // What electron-vite starts, and starts again, in Electron's place.
    ELECTRON_EXEC_PATH: process.execPath,
    ELECTRON_ENTRY: 'scripts/dev-program.ts',
  },
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.once('SIGTERM', () => vite.kill());
vite.once('exit', async (code) => {
  // Here the sign-in is in the person's own Keychain.
  if (process.platform === 'darwin') await command('logout').result.catch(() => undefined);
  process.exit(code ?? 0);
});

/** Vite's usual port is every Vite project's. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

function runtimeLine(): string {
  return runtime === 'electron'
    ? 'Runs on Electron: the window is updated in place, a change of main or preload starts the program again.'
    : 'Runs on the desktop host, since Electron’s runtime is not installed (npx install-electron): the window is loaded again after each change, a change of main or preload starts the program again.';
}

function command(...args: string[]): CliProcess {
  return new CliProcess(args, { ...process.env, ...environment } as Record<string, string>, directory);
}

/** The sign-in lies in the folder, not in the person's keyring (Linux). */
async function signIn(): Promise<void> {
  const { tenantId, clientId, origin, users } = entra;
  const identity = ['--tenant', tenantId, '--client-id', clientId, '--authority', origin];
  await command('profile', 'add', 'dev', ...identity, '--workspace', workspace.origin).result;
  const plaintext = process.platform === 'linux' ? ['--allow-plaintext-cache'] : [];
  const login = command('login', '--no-browser', ...plaintext);
  const browser = new PlainBrowser(entra);
  const [user] = users;
  if (!user) throw new Error('the simulator has no user');
  await browser.signIn(await login.signInLink(), user);
  await browser.close();
  await login.result;
}
