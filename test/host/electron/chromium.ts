import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, BrowserContextOptions, BrowserType, CDPSession, Page, Route } from 'playwright';
import { chromiumOptions } from '../../support/find-chromium.ts';
import { devToolsAddress, WINDOW_ARGS } from '../control/dev-tools.ts';
import { app } from './app.ts';
import { record } from './record.ts';

/** A page of the host's Chromium with its DevTools session. */
export interface ChromiumPage {
  page: Page;
  devTools: CDPSession;
  targetId: string;
}

/** Answers the requests of one page. */
export type Responder = (route: Route) => Promise<void>;

const responders = new Map<Page, Responder>();
let context: Promise<BrowserContext> | undefined;
let profile: string | undefined;
let colorScheme: 'light' | 'dark' = 'light';

const headless = process.env.HOST_HEADED !== '1';
/** The DevTools of a Chromium that runs already, for the program's windows to be shown in. */
const shared = process.env.HOST_CHROMIUM;

async function start(): Promise<BrowserContext> {
  const { chromium } = await import('playwright');
  const session = { locale: app.getLocale(), colorScheme, ...(headless ? {} : { viewport: null }) };
  const started = shared
    ? await (await chromium.connectOverCDP(shared)).newContext(session)
    : await launch(chromium, session);
  await started.route('**/*', async (route) => {
    const responder = responders.get(route.request().frame().page());
    await (responder ?? refuse)(route);
  });
  return started;
}

async function launch(chromium: BrowserType, session: BrowserContextOptions): Promise<BrowserContext> {
  profile = process.env.HOST_PROFILE_DIR || mkdtempSync(join(tmpdir(), 'desktop-host-'));
  const options = chromiumOptions(chromium, headless);
  return chromium.launchPersistentContext(profile, {
    ...options,
    ...session,
    args: [...options.args, ...WINDOW_ARGS],
    // The program decides what a signal means; when it dies, the pipe to Chromium closes and Chromium ends too.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/** Refuses a request to the outside and keeps its address for the driver. */
export async function refuse(route: Route): Promise<void> {
  record.rendererRequests.push(route.request().url());
  await route.abort('blockedbyclient');
}

/**
 * Opens a page, starting Chromium when it is the first.
 * @param responder answers the page's requests
 * @param size the page's size
 */
export async function openPage(responder: Responder, size: Electron.Size): Promise<ChromiumPage> {
  context ??= start();
  const page = await (await context).newPage();
  responders.set(page, responder);
  page.once('close', () => responders.delete(page));
  page.on('websocket', (socket) => record.rendererRequests.push(socket.url()));
  if (headless) await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme });
  const devTools = await (await context).newCDPSession(page);
  const { targetInfo } = await devTools.send('Target.getTargetInfo');
  return { page, devTools, targetId: targetInfo.targetId };
}

/** Shows all pages the desktop's colour scheme. */
export function setColorScheme(scheme: 'light' | 'dark'): void {
  colorScheme = scheme;
  for (const page of responders.keys()) page.emulateMedia({ colorScheme }).catch(() => undefined);
}

/** The web socket address of Chromium's DevTools, once it runs. */
export function devTools(): string | undefined {
  return shared ?? (profile && devToolsAddress(profile));
}

app.beforeExit(async () => {
  await (await context?.catch(() => undefined))?.close();
});
process.on('exit', () => {
  if (profile && !process.env.HOST_PROFILE_DIR)
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
});
