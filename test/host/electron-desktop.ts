import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import type { HostCalls } from './control/messages.ts';
import type { Desktop, LaunchOptions } from './desktop.ts';
import { exitOf, until, within } from './waiting.ts';

const STEP_LIMIT = 30_000;
const RECORDER = fileURLToPath(new URL('./electron-recorder.cjs', import.meta.url));
const packageDirectory = dirname(createRequire(import.meta.url).resolve('electron/package.json'));

/** What electron-recorder.cjs answers. */
interface RecorderCalls
  extends Pick<
    HostCalls,
    | 'tray'
    | 'clickTray'
    | 'chooseFromTrayMenu'
    | 'notifications'
    | 'clickNotification'
    | 'openedLinks'
    | 'errorBoxes'
    | 'emitPower'
    | 'pressShortcut'
    | 'closeWindow'
    | 'rendererRequests'
    | 'quit'
  > {
  windowCount(): number;
  output(): string;
}

/**
 * The file of Electron's runtime, if it is there. The file is looked for, since `require('electron')` would begin to
 * download it.
 */
export function electronExecutable(): string | undefined {
  const pathFile = join(packageDirectory, 'path.txt');
  const named = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : undefined;
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const file = override
    ? join(override, named ?? (process.platform === 'win32' ? 'electron.exe' : 'electron'))
    : named && join(packageDirectory, 'dist', named);
  return file && existsSync(file) ? file : undefined;
}

/** What Electron is to be started with: the directory whose package.json names the bundle as `main`, else the bundle. */
function programOf(mainEntry: string): string {
  let directory = dirname(mainEntry);
  for (;;) {
    const manifest = join(directory, 'package.json');
    if (existsSync(manifest)) {
      const { main } = JSON.parse(readFileSync(manifest, 'utf8')) as { main?: string };
      return main && resolve(directory, main) === resolve(mainEntry) ? directory : mainEntry;
    }
    const parent = dirname(directory);
    if (parent === directory) return mainEntry;
    directory = parent;
  }
}

/** The environment as Playwright wants it: complete, and of strings only. */
function environment(own: Record<string, string>): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const {
    NODE_OPTIONS: _mine,
    ELECTRON_RUN_AS_NODE: _node,
    ...rest
  } = { ...Object.fromEntries(inherited), ...own };
  return rest;
}

/** Starts the program in real Electron. */
export async function launchElectronDesktop(options: LaunchOptions): Promise<Desktop> {
  const executable = electronExecutable();
  if (!executable) throw new Error('no Electron runtime is installed: run "npx install-electron"');
  const program = programOf(options.mainEntry);
  const env = environment(options.env);
  const trust = options.spkiSha256 ? [`--ignore-certificate-errors-spki-list=${options.spkiSha256}`] : [];
  const args = [...trust, program, ...(options.args ?? [])];
  // Without executablePath: then Playwright adds its own loader and takes the path from the electron package.
  const electron: ElectronApplication = await _electron.launch({ args: ['-r', RECORDER, ...args], env });

  const child = electron.process();
  const exited = exitOf(child);
  let later = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      later += text;
    });
  }

  function ask<Name extends keyof RecorderCalls>(
    name: Name,
    ...callArgs: Parameters<RecorderCalls[Name]>
  ): Promise<ReturnType<RecorderCalls[Name]>> {
    return electron.evaluate(
      (_modules, call) => {
        const { desktopRecord } = globalThis as unknown as {
          desktopRecord: Record<string, (...given: unknown[]) => unknown>;
        };
        return desktopRecord[call.name]?.(...call.args) as never;
      },
      { name: name as string, args: callArgs as unknown[] },
    );
  }

  // What was written before Playwright had the streams; a line or two may come twice.
  const early = await ask('output');
  const output = (): string => early + later;
  const processId = await electron.evaluate(() => process.pid);

  async function visiblePage(): Promise<Page | undefined> {
    for (const page of electron.windows()) {
      const window = await electron.browserWindow(page).catch(() => undefined);
      if (await window?.evaluate((candidate) => candidate.isVisible()).catch(() => false)) return page;
    }
    return undefined;
  }

  return {
    runtime: 'electron',
    tray: () => ask('tray'),
    clickTray: ({ withControl } = { withControl: false }) => ask('clickTray', withControl),
    chooseFromTrayMenu: (...labels) => ask('chooseFromTrayMenu', labels),
    readClipboard: () =>
      electron.evaluate(async ({ clipboard }) => ({
        text: await clipboard.readText(),
        formats: (await clipboard.read()).flatMap(({ types }) => types),
      })),
    writeClipboard: (text) =>
      electron.evaluate(({ clipboard }, written) => clipboard.writeText(written), text),
    notifications: () => ask('notifications'),
    clickNotification: (index) => ask('clickNotification', index),
    openedLinks: () => ask('openedLinks'),
    errorBoxes: () => ask('errorBoxes'),
    emitPower: (event) => ask('emitPower', event),
    pressShortcut: (accelerator) => ask('pressShortcut', accelerator),
    window: async () => {
      const page = await until(
        STEP_LIMIT,
        visiblePage,
        () => `the program has shown no window:\n${output()}`,
      );
      await page.waitForLoadState('load', { timeout: STEP_LIMIT });
      return page;
    },
    windowCount: () => ask('windowCount'),
    closeWindow: () => ask('closeWindow'),
    rendererRequests: () => ask('rendererRequests'),
    async startAgain(again = options.args ?? []) {
      const sandbox = process.platform === 'linux' ? ['--no-sandbox'] : []; // as Playwright starts the first
      const second = spawn(executable, [...sandbox, ...trust, program, ...again], {
        env,
        stdio: ['ignore', 'ignore', 'ignore'],
      });
      try {
        const code = await within(STEP_LIMIT, exitOf(second), () => 'a second start still runs');
        if (code === null) throw new Error('a second start was ended by a signal');
        return code;
      } finally {
        second.kill('SIGKILL');
      }
    },
    processId,
    output,
    async quit() {
      await Promise.race([ask('quit').catch(() => undefined), exited]);
      const code = await within(STEP_LIMIT, exited, () => `the program did not quit:\n${output()}`);
      if (code === null) throw new Error(`the program was ended by a signal:\n${output()}`);
      return code;
    },
    async kill() {
      try {
        // On Windows Playwright's child is a shell; the program is this one.
        process.kill(processId, 'SIGKILL');
      } catch {
        // it has ended already
      }
      await exited;
    },
    exited,
  };
}
