/**
 * `npm run dev`, one start of the program: what electron-vite takes for Electron. Real Electron where its runtime is
 * installed, else the desktop host.
 * Argument: the simulators' key, as Chromium wants it.
 */
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import { electronExecutable } from '../test/host/electron-desktop.ts';
import { type Desktop, desktopRuntime, launchDesktop } from '../test/host/launch.ts';
import { exitOf, isRunning } from '../test/host/waiting.ts';
import { MAIN_ENTRY } from '../test/support/paths.ts';
import { sandboxFacts, sandboxObstacle } from './sandbox.ts';

const PICTURE = join('out', 'dev.png');
const hasDisplay = Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
const [spkiSha256 = ''] = process.argv.slice(2);

/** Ends the program without a question. */
let kill = async () => {};
let isEnding = false;
process.once('SIGTERM', async () => {
  isEnding = true;
  await kill();
  process.exit(0);
});

await predecessorGone();
try {
  const code = await (desktopRuntime() === 'electron' ? runElectron() : runHost());
  // The person has quit.
  if (code === 0) process.exit(0);
  if (!isEnding) console.error(`The program ended with ${code}. It starts again after the next change.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error('The program starts again after the next change.');
}
// electron-vite would end too.
setInterval(() => undefined, 2 ** 30);

/** electron-vite does not wait for the program that it has ended, and there can be only one. */
async function predecessorGone(): Promise<void> {
  const file = join(tmpdir(), 'dev.pid');
  const predecessor = Number(await readFile(file, 'utf8').catch(() => ''));
  while (predecessor && isRunning(predecessor)) await sleep(50);
  await writeFile(file, String(process.pid));
}

async function runElectron(): Promise<number | null> {
  const electron = electronExecutable() ?? '';
  const obstacle = sandboxObstacle(sandboxFacts(electron));
  if (obstacle) console.error(obstacle);
  const args = [
    `--ignore-certificate-errors-spki-list=${spkiSha256}`,
    ...(obstacle ? ['--no-sandbox'] : []),
    '.',
  ];
  const program = spawn(electron, args, { stdio: 'inherit' });
  const exited = exitOf(program);
  kill = async () => {
    program.kill('SIGKILL');
    await exited;
  };
  return exited;
}

async function runHost(): Promise<number | null> {
  const desktop = await launchDesktop({ mainEntry: MAIN_ENTRY, env: hasDisplay ? { HOST_HEADED: '1' } : {} });
  kill = () => desktop.kill();
  await Promise.race([desktop.exited, follow(desktop).catch(() => desktop.exited)]);
  process.stderr.write(desktop.output());
  return desktop.exited;
}

/** Opens the window, and tells what happens to it. */
async function follow(desktop: Desktop): Promise<void> {
  await desktop.chooseFromTrayMenu('window.show');
  // Vite prepares the window's libraries when they are asked for the first time.
  while ((await desktop.windowCount()) === 0) await sleep(100);
  const page = await desktop.window();
  await show(page);
  // The host's pages reach no server, Vite's neither: what Vite says to a page is heard here.
  const vite = new WebSocket(String(process.env.ELECTRON_RENDERER_URL).replace('http', 'ws'), 'vite-hmr');
  vite.addEventListener('message', ({ data }) => {
    const { type } = JSON.parse(data) as { type: string };
    if (type !== 'update' && type !== 'full-reload') return;
    // A page that goes meanwhile has been closed, or the program has ended.
    page.reload().then(
      () => show(page),
      () => undefined,
    );
  });
  // Nor does the host open a browser.
  for (let told = 0; ; await sleep(1_000)) {
    const links = await desktop.openedLinks();
    for (const link of links.slice(told)) console.log(`The program opens ${link}`);
    told = links.length;
  }
}

async function show(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  if (hasDisplay) return;
  await page.screenshot({ path: PICTURE });
  console.log(`The window now: ${PICTURE}`);
}
