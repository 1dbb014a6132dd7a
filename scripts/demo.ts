import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppWindowPage } from '../test/e2e/app-window.ts';
import { createClipboard, type Desktop, desktopRuntime, launchDesktop } from '../test/host/launch.ts';
import { Cli } from '../test/support/cli.ts';
import { MAIN_ENTRY } from '../test/support/paths.ts';
import { Person } from '../test/support/person.ts';
import { SdkClient } from '../test/support/sdk-client.ts';
import { Surroundings } from '../test/support/surroundings.ts';
import { whyNoBrowser } from './browser.ts';

/**
 * `npm run demo`: the main job from the first start to the sign-out, against a simulated Entra ID. No account is
 * needed. The data directory is the demo's own, and on Linux the keyring; on the desktop host the clipboard too.
 * With a display the windows can be watched; without one the walk is printed, with pictures.
 */
const PICTURES = join('out', 'demo');
/** For a slow computer's first start of a browser. Milliseconds. */
const PATIENCE_MS = 60_000;
const RUNTIMES = {
  electron: 'The program runs on Electron.',
  'desktop host': 'There is no Electron runtime here: a stand-in with Electron’s interface runs the program.',
} as const;
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);

let stepNumber = 0;
/** Says what comes next; slow enough to follow where somebody watches. */
async function step(text: string): Promise<void> {
  console.log(`\n${++stepNumber}. ${text}`);
  if (hasDisplay) await sleep(1_500);
}

function tell(text: string): void {
  console.log(`   ${text}`);
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const giveUp = Date.now() + PATIENCE_MS; Date.now() < giveUp; await sleep(100)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`waited in vain for ${what}`);
}

async function toolTip(desktop: Desktop, pattern: RegExp): Promise<string> {
  return until(`the tray to say ${pattern}`, async () => {
    const text = (await desktop.tray())?.toolTip ?? '';
    return pattern.test(text) ? text : undefined;
  });
}

/** A token as it may be shown: its beginning, and that there is more. */
const shortened = (token: string): string => `${token.slice(0, 12)}… (${token.length} characters)`;

/** What is there once everything has started. */
interface Stage {
  readonly surroundings: Surroundings;
  readonly person: Person;
  /** Starts the program; every start has the same clipboard. */
  readonly launch: () => Promise<Desktop>;
}

const interruption = Promise.withResolvers<never>();
interruption.promise.catch(() => undefined);
// What scripts/contained.ts sends.
process.once('SIGTERM', () => interruption.reject(new Error('it was interrupted')));

const noBrowser = await whyNoBrowser();
if (noBrowser) {
  console.error(noBrowser);
  process.exit(1);
}
try {
  await perform();
} catch (error) {
  console.error(`\nThe demo stopped: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
console.log(
  `
That is the whole job. Pictures of it are in ${PICTURES}.
  With your own account:  npm start
  Without an account:     npx node test/entra/main.ts keeps the simulators running and prints what to paste`,
);
process.exit(0);

async function perform(): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  await using stack = new AsyncDisposableStack();
  const surroundings = stack.adopt(await Surroundings.start(), (started) => started.stop());
  const person = stack.adopt(await Person.arrive(surroundings, { headed: hasDisplay }), (one) => one.leave());
  const clipboard = createClipboard();
  const launch = async () =>
    stack.adopt(
      await launchDesktop({
        mainEntry: MAIN_ENTRY,
        env: { ...surroundings.environment, ...(hasDisplay ? { HOST_HEADED: '1' } : {}) },
        spkiSha256: surroundings.entra.spkiSha256,
        clipboard,
      }),
      (desktop) => desktop.kill(),
    );
  await Promise.race([walk({ surroundings, person, launch }), interruption.promise]);
}

async function walk({ surroundings, person, launch }: Stage): Promise<void> {
  const { entra, workspace } = surroundings;
  console.log('Entra Token Tray, from the first start to the sign-out.');
  console.log(
    `Simulated: Entra ID at ${entra.origin}, a Databricks workspace at ${workspace.origin}. ${RUNTIMES[desktopRuntime()]}`,
  );

  await step(
    'First start: the window asks for the workspace’s address, which finds the tenant, and for the app.',
  );
  const first = await launch();
  await until('the window', async () => (await first.windowCount()) || undefined);
  const window = new AppWindowPage(await first.window());
  await window.fillSetup({
    name: 'Demo workspace',
    workspaceUrl: `${workspace.host}/?o=1234567890123456`,
    clientId: entra.clientId,
    authority: entra.origin,
  });
  await picture(window, '1-first-run');

  await step('Sign in: the program opens the system’s browser, and the person signs in there.');
  await window.button('Continue to sign-in').click();
  const opened = await until('the sign-in page', async () => (await first.openedLinks())[0]);
  const { headers } = await fetch(opened, { redirect: 'manual' });
  const link = headers.get('location') ?? '';
  tell(`The browser opens ${new URL(link).origin}/…/authorize (authorization code with PKCE)`);
  await picture(window, '2-waiting-for-browser');
  const page = await person.signIn(link);
  await page.getByRole('heading', { name: 'You’re signed in' }).waitFor();
  await page.screenshot({ path: join(PICTURES, '3-browser.png') });
  tell(`The tray says: “${await toolTip(first, /min left/)}”`);
  await picture(window, '4-signed-in');

  await step('The countdown runs.');
  const seconds = await window.secondsLeft();
  await sleep(2_100);
  tell(`${seconds} s left, two seconds later ${await window.secondsLeft()} s`);

  await step('Click the tray icon: the token is on the clipboard.');
  await first.clickTray();
  const token = await until('the token', async () => (await first.readClipboard()).text || undefined);
  await entra.verifyAccessToken(token);
  tell(`${shortened(token)}, signature and audience checked`);
  tell(`Notification: “${(await first.notifications()).at(-1)?.body}”`);

  await step('The command line has the same sign-in, without a window.');
  const cli = new Cli(surroundings);
  const requests = entra.requests.length;
  tell(`$ entra-token token\n   ${shortened((await cli.run('token')).stdout.trim())}`);
  tell(`$ entra-token status\n${(await cli.run('status')).stdout.trimEnd().replace(/^/gm, '   ')}`);
  tell(`Requests to Entra for both: ${entra.requests.length - requests}`);

  await step('Verify: the workspace says whom it takes us for.');
  await window.button('Test connection').click();
  await window.page.getByText('Clusters: 2').click();
  await window.page.getByText('Shared Autoscaling').waitFor();
  await picture(window, '5-verified');
  tell(`$ entra-token verify\n${(await cli.run('verify')).stdout.trimEnd().replace(/^/gm, '   ')}`);

  await step('Switch on the local token endpoint: the official Databricks SDK needs no paste.');
  await first.chooseFromTrayMenu('endpoint.set');
  const { port, paths } = await until(
    'the endpoint',
    async () =>
      JSON.parse(await readFile(join(surroundings.home, 'endpoint.json'), 'utf8').catch(() => 'null')) ??
      undefined,
  );
  const sdk = new SdkClient({
    ...surroundings.environment,
    DATABRICKS_HOST: workspace.origin,
    DATABRICKS_AUTH_TYPE: 'metadata-service',
    DATABRICKS_METADATA_SERVICE_URL: `http://127.0.0.1:${port}/${Object.values(paths)[0]}`,
  });
  tell(
    `DATABRICKS_AUTH_TYPE=metadata-service, and @databricks/sdk-experimental lists: ${await sdk.listClusters()}`,
  );
  sdk.end();

  await step('Copy as: the same token as shell variables, a curl command, a JDBC URL…');
  await first.chooseFromTrayMenu('Copy as', 'Shell variables (bash, zsh)');
  const variables = await until('the variables', async () => {
    const { text } = await first.readClipboard();
    return text.startsWith('export') ? text : undefined;
  });
  tell(variables.replaceAll(token, shortened(token)).replaceAll('\n', '\n   '));

  await step('Refresh: a new token from the saved sign-in, nobody is asked.');
  await window.button('Refresh').click();
  await until('a new token', async () =>
    (await cli.run('token')).stdout.trim() === token ? undefined : true,
  );
  tell('A new token is there.');

  await step('Quit, and start again: still signed in, no browser.');
  await first.quit();
  const { text: left } = await first.readClipboard();
  tell(
    left === ''
      ? 'Quitting has taken the token off the clipboard.'
      : `The clipboard still holds: ${shortened(left)}`,
  );
  const second = await launch();
  tell(
    `The tray says: “${await toolTip(second, /min left/)}”; browser pages opened: ${(await second.openedLinks()).length}`,
  );

  await step('Sign out: nothing is left on this machine.');
  await second.chooseFromTrayMenu('session.signOut');
  tell(`The tray says: “${await toolTip(second, /Signed out/)}”`);
  tell(`$ entra-token token → exit code ${(await cli.run('token')).code} (3: sign-in needed)`);
  await second.quit();
}

async function picture(window: AppWindowPage, name: string): Promise<void> {
  await window.page.screenshot({ path: join(PICTURES, `${name}.png`) });
}
