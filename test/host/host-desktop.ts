import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium, type Page } from 'playwright';
import { type Channel, openChannel } from './control/channel.ts';
import { createClipboard, type SharedClipboard, textContents, textOf } from './control/clipboard.ts';
import type { DriverCalls, HostCalls } from './control/messages.ts';
import type { HostDesktop, LaunchOptions } from './desktop.ts';
import { exitOf, isRunning, until, within } from './waiting.ts';

const REGISTER = new URL('./register.ts', import.meta.url).href;
const START_LIMIT = 30_000;
const STEP_LIMIT = 30_000;

/** One start of the program in the host. */
interface Start {
  child: ChildProcess;
  host: Channel<HostCalls>;
  ready: Promise<void>;
  exited: Promise<number | null>;
  output(): string;
}

function startProgram(options: LaunchOptions, profile: string, clipboard: SharedClipboard): Start {
  const { NODE_OPTIONS: _mine, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--import', REGISTER, options.mainEntry, ...(options.args ?? [])], {
    env: {
      ...inherited,
      HOST_PROFILE_DIR: profile,
      ...(options.guise ? { HOST_GUISE: options.guise } : {}),
      ...(options.chromium ? { HOST_CHROMIUM: options.chromium.devTools } : {}),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const { promise: ready, resolve: markReady } = Promise.withResolvers<void>();
  const host = openChannel<DriverCalls, HostCalls>(child, {
    ready: markReady,
    readClipboard: () => (clipboard.isHeld ? [] : clipboard.contents),
    clipboardTypes: () => clipboard.contents.flat().map(({ type }) => type),
    writeClipboard: (contents) => {
      if (!clipboard.isHeld) clipboard.contents = contents;
    },
  });
  return { child, host, ready, exited: exitOf(child), output: () => output };
}

/** The process whose profile this is, where Chromium's lock tells (not on Windows, where the files themselves are held). */
function chromiumOf(profile: string): number | undefined {
  try {
    return Number(readlinkSync(join(profile, 'SingletonLock')).split('-').at(-1));
  } catch {
    return undefined;
  }
}

/** Removes a profile. After a kill Chromium ends by itself, but until then it would write the directory anew. */
async function removeProfile(profile: string): Promise<void> {
  const chromium = chromiumOf(profile);
  const deadline = Date.now() + 5000;
  while (chromium !== undefined && isRunning(chromium) && Date.now() < deadline) await pause(20);
  await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }).catch(() => undefined);
}

/** Starts the program in the desktop host. */
export async function launchHostDesktop(options: LaunchOptions): Promise<HostDesktop> {
  const clipboard = options.clipboard ?? createClipboard();
  const profile = mkdtempSync(join(tmpdir(), 'desktop-host-'));
  const { child, host, ready, exited, output } = startProgram(options, profile, clipboard);
  const tidied = exited.then(() => removeProfile(profile));

  const started = Promise.race([
    ready,
    exited.then((code) => {
      throw new Error(`the program ended with ${code} before it was ready:\n${output()}`);
    }),
  ]);
  await within(
    START_LIMIT,
    started,
    () => `the program was not ready after ${START_LIMIT} ms:\n${output()}`,
  ).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });

  let browser = options.chromium?.browser;
  const pages = new Map<string, Page>();

  /** Playwright's page for a window of the program, once Playwright has heard of it. */
  async function pageOf(targetId: string): Promise<Page | undefined> {
    const context = browser?.contexts()[0];
    const known = pages.get(targetId);
    if (known) return known;
    for (const page of context?.pages() ?? []) {
      if ([...pages.values()].includes(page)) continue;
      const session = await context?.newCDPSession(page);
      const target = await session?.send('Target.getTargetInfo');
      await session?.detach();
      if (target) pages.set(target.targetInfo.targetId, page);
    }
    return pages.get(targetId);
  }

  async function visiblePage(): Promise<Page | undefined> {
    const { devTools, windows } = await host.ask('windows');
    const window = windows.find(({ visible, loaded }) => visible && loaded);
    if (!devTools || !window?.targetId) return undefined;
    browser ??= await chromium.connectOverCDP(devTools);
    return pageOf(window.targetId);
  }

  const desktop: HostDesktop = {
    runtime: 'desktop host',
    tray: () => host.ask('tray'),
    clickTray: ({ withControl } = { withControl: false }) => host.ask('clickTray', withControl),
    chooseFromTrayMenu: (...labels) => host.ask('chooseFromTrayMenu', labels),
    readClipboard: async () => ({
      text: textOf(clipboard.contents),
      formats: clipboard.contents.flat().map(({ type }) => type),
    }),
    writeClipboard: async (text) => {
      clipboard.contents = textContents(text);
    },
    notifications: () => host.ask('notifications'),
    clickNotification: (index) => host.ask('clickNotification', index),
    openedLinks: () => host.ask('openedLinks'),
    errorBoxes: () => host.ask('errorBoxes'),
    emitPower: (event) => host.ask('emitPower', event),
    pressShortcut: (accelerator) => host.ask('pressShortcut', accelerator),
    window: () => until(STEP_LIMIT, visiblePage, () => `the program has shown no window:\n${output()}`),
    windowCount: async () => (await host.ask('windows')).windows.filter(({ visible }) => visible).length,
    closeWindow: () => host.ask('closeWindow'),
    trayHostAppears: () => host.ask('trayHostAppears'),
    holdClipboard: (isHeld) => {
      clipboard.isHeld = isHeld;
    },
    loginItem: () => host.ask('loginItem'),
    async windowLook() {
      const window = (await host.ask('windows')).windows.find(({ visible }) => visible);
      if (!window) throw new Error('the program shows no window');
      const { bounds, background, icon } = window;
      return { x: bounds.x, y: bounds.y, background, icon };
    },
    moveWindow: (x, y) => host.ask('moveWindow', x, y),
    pressCloseKey: () => host.ask('pressCloseKey'),
    crashWindow: () => host.ask('crashWindow'),
    rendererRequests: () => host.ask('rendererRequests'),
    async startAgain(args = options.args) {
      const ownProfile = mkdtempSync(join(tmpdir(), 'desktop-host-'));
      const second = startProgram({ ...options, ...(args ? { args } : {}) }, ownProfile, clipboard);
      try {
        const code = await within(
          STEP_LIMIT,
          second.exited,
          () => `a second start still runs:\n${second.output()}`,
        );
        if (code === null) throw new Error(`a second start was ended by a signal:\n${second.output()}`);
        return code;
      } finally {
        second.child.kill('SIGKILL');
        await removeProfile(ownProfile);
      }
    },
    processId: child.pid ?? -1,
    output,
    async quit() {
      await Promise.race([host.ask('quit').catch(() => undefined), exited]);
      const code = await within(STEP_LIMIT, exited, () => `the program did not quit:\n${output()}`);
      if (code === null) throw new Error(`the program was ended by a signal:\n${output()}`);
      await tidied;
      return code;
    },
    async kill() {
      child.kill('SIGKILL');
      await tidied;
    },
    exited,
  };
  return desktop;
}
