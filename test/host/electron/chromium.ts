import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumOptions } from '../../support/find-chromium.ts';
import { devToolsAddress, WINDOW_ARGS } from '../control/dev-tools.ts';
import { until } from '../waiting.ts';
import { app } from './app.ts';
import { DevToolsConnection, type PageSession } from './dev-tools-connection.ts';

/** A page of the host's Chromium. */
export interface ChromiumPage {
  readonly devTools: PageSession;
  readonly targetId: string;
  /** Resolves when the page has loaded `url`; rejects when it cannot, or is closed. */
  navigate(url: string): Promise<void>;
  /** Calls `listener` whenever a document has been loaded to its end. */
  onLoad(listener: () => void): void;
  close(): Promise<void>;
}

interface Browser {
  readonly devTools: DevToolsConnection;
  /** The session of the program's pages, in a Chromium that is shared. */
  readonly browserContextId: string | undefined;
  close(): Promise<void>;
}

const START_LIMIT = 30_000;
const pages = new Set<ChromiumPage>();
let browser: Promise<Browser> | undefined;
let profile: string | undefined;
let colorScheme: 'light' | 'dark' = 'light';

const headless = process.env.HOST_HEADED !== '1';
/** The DevTools of a Chromium that runs already, for the program's windows to be shown in. */
const shared = process.env.HOST_CHROMIUM;

async function start(): Promise<Browser> {
  if (!shared) return launch();
  const devTools = await DevToolsConnection.open(shared);
  const { browserContextId } = await devTools.browser.send('Target.createBrowserContext', {
    disposeOnDetach: true,
  });
  return { devTools, browserContextId, close: async () => devTools.close() };
}

async function launch(): Promise<Browser> {
  const { chromium } = await import('playwright');
  const folder = process.env.HOST_PROFILE_DIR || mkdtempSync(join(tmpdir(), 'desktop-host-'));
  profile = folder;
  const options = chromiumOptions(chromium, headless);
  const context = await chromium.launchPersistentContext(folder, {
    ...options,
    viewport: null,
    args: [...options.args, ...WINDOW_ARGS],
    // The program decides what a signal means; when it dies, the pipe to Chromium closes and Chromium ends too.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const address = await until(
    START_LIMIT,
    async () => devToolsAddress(folder),
    () => 'Chromium does not tell where its DevTools are',
  );
  const devTools = await DevToolsConnection.open(address);
  return { devTools, browserContextId: undefined, close: () => context.close() };
}

/**
 * Opens an empty page, starting Chromium when it is the first.
 * @param size the page's size
 */
export async function openPage(size: Electron.Size): Promise<ChromiumPage> {
  browser ??= start();
  const { devTools: connection, browserContextId } = await browser;
  const { targetId } = await connection.browser.send('Target.createTarget', {
    url: 'about:blank',
    ...(browserContextId ? { browserContextId } : {}),
  });
  const devTools = await connection.attach(targetId);
  const loads = new Set<(loaderId: string) => void>();
  const gone = new Promise<never>((_resolve, reject) =>
    devTools.once('detached', () => reject(new Error('the page was closed'))),
  );
  gone.catch(() => undefined);
  const page: ChromiumPage = {
    devTools,
    targetId,
    async navigate(url) {
      const loaded = new Set<string>();
      const arrived = Promise.withResolvers<void>();
      let awaited: string | undefined;
      const listener = (loaderId: string) => {
        loaded.add(loaderId);
        if (loaderId === awaited) arrived.resolve();
      };
      loads.add(listener);
      try {
        const { loaderId, errorText } = await Promise.race([devTools.send('Page.navigate', { url }), gone]);
        if (errorText) throw new Error(errorText);
        awaited = loaderId;
        if (loaderId && !loaded.has(loaderId)) await Promise.race([arrived.promise, gone]);
      } finally {
        loads.delete(listener);
      }
    },
    onLoad: (listener) => void loads.add(() => listener()),
    close: async () => void (await connection.browser.send('Target.closeTarget', { targetId })),
  };
  pages.add(page);
  devTools.once('detached', () => pages.delete(page));

  await devTools.send('Page.enable');
  const { frameTree } = await devTools.send('Page.getFrameTree');
  devTools.on('Page.lifecycleEvent', ({ frameId, loaderId, name }) => {
    // The empty page that was there before is none of the program's.
    if (name !== 'load' || frameId !== targetId || loaderId === frameTree.frame.loaderId) return;
    for (const told of loads) told(loaderId);
  });
  const locale = app.getLocale();
  const ownSize = headless
    ? [devTools.send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: 1, mobile: false })]
    : [];
  await Promise.all([
    ...ownSize,
    devTools.send('Page.setLifecycleEventsEnabled', { enabled: true }),
    devTools.send('Network.enable'),
    devTools.send('Network.setCacheDisabled', { cacheDisabled: true }),
    devTools.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
    devTools.send('Emulation.setFocusEmulationEnabled', { enabled: true }),
    devTools.send('Emulation.setLocaleOverride', { locale }),
    devTools.send('Emulation.setUserAgentOverride', { userAgent: '', acceptLanguage: locale }),
    emulateColorScheme(page),
  ]);
  return page;
}

async function emulateColorScheme({ devTools }: ChromiumPage): Promise<void> {
  const features = [{ name: 'prefers-color-scheme', value: colorScheme }];
  await devTools.send('Emulation.setEmulatedMedia', { features });
}

/** Shows all pages the desktop's colour scheme. */
export function setColorScheme(scheme: 'light' | 'dark'): void {
  colorScheme = scheme;
  for (const page of pages) emulateColorScheme(page).catch(() => undefined);
}

/** The web socket address of Chromium's DevTools, once it runs. */
export function devTools(): string | undefined {
  return shared ?? (profile && devToolsAddress(profile));
}

app.beforeExit(async () => {
  await (await browser?.catch(() => undefined))?.close();
});
process.on('exit', () => {
  if (profile && !process.env.HOST_PROFILE_DIR)
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
});
