import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { ConsoleMessage, Request as PageRequest, Route } from 'playwright';
import { type Envelope, RECEIVER, SENDER, type ToPreload } from '../page/preload-world.ts';
import { mainWorldSource, PRELOAD_WORLD, preloadWorldSource } from '../page/sources.ts';
import { createWire } from '../page/wire.ts';
import { app } from './app.ts';
import { type ChromiumPage, openPage, refuse } from './chromium.ts';
import { hostEvent } from './event.ts';
import { ipcMain } from './ipc-main.ts';
import { loudClass } from './missing.ts';
import { handlerOf, toPageUrl, toProgramUrl } from './protocol.ts';
import { session } from './session.ts';
import { WebFrameMain } from './web-frame-main.ts';
import { isCancelled, receivedHeaders } from './web-request.ts';

type WindowOpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];
type ResourceType = Electron.OnBeforeRequestListenerDetails['resourceType'];

const RESOURCE_TYPES: Record<string, ResourceType> = {
  stylesheet: 'stylesheet',
  script: 'script',
  image: 'image',
  font: 'font',
  media: 'media',
  fetch: 'xhr',
  xhr: 'xhr',
  ping: 'ping',
  cspviolationreport: 'cspReport',
};

/**
 * Denies new windows, as an answer of "deny" to window.open does in Electron. A second policy beside the page's own,
 * which holds unchanged: Chromium has no other way to refuse a window before it is there.
 */
const NO_NEW_WINDOWS = [
  'sandbox',
  'allow-downloads',
  'allow-forms',
  'allow-modals',
  'allow-orientation-lock',
  'allow-pointer-lock',
  'allow-presentation',
  'allow-same-origin',
  'allow-scripts',
].join(' ');
/** What Chromium remarks about that policy; it is about the host, not about the program. */
const REMARK_ON_POLICY =
  'An iframe which has both allow-scripts and allow-same-origin for its sandbox attribute';

/**
 * Takes a listener of the program's out of Playwright's hands: what it throws is uncaught, as in Electron, and not an
 * error of Playwright's.
 */
const apart =
  <Args extends unknown[]>(listener: (...args: Args) => void) =>
  (...args: Args): void =>
    queueMicrotask(() => listener(...args));

const wire = createWire();
const all: WebContents[] = [];
let lastId = 0;

/** Electron's `WebContents`: a page of the host's Chromium with its preload script in a world of its own. */
export class WebContents
  extends EventEmitter
  implements
    Pick<
      Electron.WebContents,
      | 'id'
      | 'send'
      | 'loadURL'
      | 'getURL'
      | 'getTitle'
      | 'isDestroyed'
      | 'isLoading'
      | 'isCrashed'
      | 'reload'
      | 'focus'
      | 'isFocused'
      | 'setWindowOpenHandler'
      | 'openDevTools'
      | 'closeDevTools'
      | 'isDevToolsOpened'
      | 'toggleDevTools'
      | 'setVisualZoomLevelLimits'
      | 'setZoomFactor'
      | 'setZoomLevel'
      | 'getZoomFactor'
      | 'setBackgroundThrottling'
      | 'setWebRTCIPHandlingPolicy'
      | 'setIgnoreMenuShortcuts'
    >
{
  readonly id: number = ++lastId;
  readonly #frame = new WebFrameMain(this);
  readonly #preload: string | undefined;
  readonly #opening: Promise<ChromiumPage>;
  #opened: ChromiumPage | undefined;
  /** The preload's world of the document now shown. */
  #world: string | undefined;
  #windowOpenHandler: WindowOpenHandler | undefined;
  /** The next navigation comes from the program, not from the page. */
  #expectsNavigation = false;
  /** The page itself has asked for the navigation that comes next. */
  #pageNavigates = false;
  #loading = false;
  #loaded = false;
  #crashed = false;
  #destroyed = false;
  #title = '';
  #focused: () => boolean;

  /**
   * @param preload the preload script's file
   * @param size the page's size
   * @param focused whether the window has the keyboard
   */
  constructor(preload: string | undefined, size: Electron.Size, focused: () => boolean) {
    super();
    this.#preload = preload;
    this.#focused = focused;
    all.push(this);
    this.#opening = this.#open(size);
    this.#opening.catch(() => undefined); // told by loadURL
    setImmediate(() => app.emit('web-contents-created', hostEvent({}), this));
  }
  static getAllWebContents(): Electron.WebContents[] {
    return [...all] as unknown[] as Electron.WebContents[];
  }
  static fromId(id: number): Electron.WebContents | undefined {
    return all.find((contents) => contents.id === id) as unknown as Electron.WebContents | undefined;
  }
  static getFocusedWebContents(): Electron.WebContents | null {
    return (all.find((contents) => contents.isFocused()) ?? null) as unknown as Electron.WebContents | null;
  }

  get mainFrame(): Electron.WebFrameMain {
    return this.#frame as unknown as Electron.WebFrameMain;
  }
  get session(): Electron.Session {
    return session.defaultSession;
  }
  /** The id of the page in the DevTools protocol, once there is a page. */
  get targetId(): string | undefined {
    return this.#opened?.targetId;
  }
  /** Whether a document has been loaded to its end. */
  get isLoaded(): boolean {
    return this.#loaded;
  }

  async loadURL(url: string): Promise<void> {
    const pageUrl = url === 'about:blank' ? url : toPageUrl(url);
    if (!pageUrl)
      throw new Error(`desktop host loads only addresses of the program's own schemes, not ${url}`);
    const { page } = await this.#opening;
    this.#expectsNavigation = true;
    this.#startLoading();
    try {
      await page.goto(pageUrl, { waitUntil: 'load', timeout: 0 });
    } catch {
      const [code, errno] = this.#destroyed ? ['ERR_ABORTED', -3] : ['ERR_FAILED', -2];
      if (!this.#destroyed)
        this.emit('did-fail-load', hostEvent({}), errno, code, url, true, this.id, this.id);
      throw Object.assign(new Error(`${code} (${errno}) loading '${url}'`), { code, errno, url });
    } finally {
      this.#expectsNavigation = false;
      this.#loading = false;
    }
  }
  reload(): void {
    this.#expectsNavigation = true;
    this.#startLoading();
    this.#opened?.page.reload().catch(() => undefined);
  }
  getURL(): string {
    return this.#frame.url;
  }
  getTitle(): string {
    return this.#title;
  }
  isLoading(): boolean {
    return this.#loading;
  }
  isCrashed(): boolean {
    return this.#crashed;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  focus(): void {}
  isFocused(): boolean {
    return !this.#destroyed && this.#focused();
  }
  send(channel: string, ...args: unknown[]): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
    this.post({ kind: 'event', channel, args });
  }
  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpenHandler = handler;
  }
  openDevTools(): void {}
  closeDevTools(): void {}
  toggleDevTools(): void {}
  isDevToolsOpened(): boolean {
    return false;
  }
  async setVisualZoomLevelLimits(): Promise<void> {}
  setZoomFactor(): void {}
  setZoomLevel(): void {}
  getZoomFactor(): number {
    return 1;
  }
  setBackgroundThrottling(): void {}
  setWebRTCIPHandlingPolicy(): void {}
  setIgnoreMenuShortcuts(): void {}

  /** Hands a message to the preload script; a document that is not there yet, or no more, misses it. */
  post(message: ToPreload): void {
    const expression = `${RECEIVER}(${JSON.stringify(wire.encode(message))})`;
    if (!this.#world || !this.#opened) return;
    this.#opened.devTools
      .send('Runtime.evaluate', { expression, uniqueContextId: this.#world })
      .catch(() => undefined);
  }
  /** Gives the page its size. */
  resize(size: Electron.Size): void {
    if (process.env.HOST_HEADED === '1') return;
    this.#opening.then(({ page }) => page.setViewportSize(size)).catch(() => undefined);
  }
  /** Closes the page. */
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    all.splice(all.indexOf(this), 1);
    this.#opening.then(({ page }) => page.close()).catch(() => undefined);
    this.emit('destroyed');
  }

  #startLoading(): void {
    this.#loading = true;
    this.emit('did-start-loading');
  }

  async #open(size: Electron.Size): Promise<ChromiumPage> {
    const opened = await openPage((route) => this.#answer(route), size);
    const { page, devTools } = opened;
    this.#opened = opened;
    if (this.#destroyed) {
      await page.close();
      return opened;
    }
    devTools.on('Page.frameRequestedNavigation', ({ frameId }) => {
      if (frameId === opened.targetId) this.#pageNavigates = true;
    });
    devTools.on(
      'Page.frameNavigated',
      apart(({ frame }) => {
        if (frame.parentId) return;
        this.#frame.url = toProgramUrl(frame.url);
        this.emit('did-navigate', hostEvent({}), this.#frame.url, 200, 'OK');
      }),
    );
    devTools.on(
      'Page.navigatedWithinDocument',
      apart(({ url, frameId }) => {
        if (frameId !== opened.targetId) return;
        this.#frame.url = toProgramUrl(url);
        this.emit('did-navigate-in-page', hostEvent({}), this.#frame.url, true, this.id, this.id);
      }),
    );
    devTools.on(
      'Page.windowOpen',
      apart((asked) => this.#windowOpened(asked.url, asked.windowName, asked.windowFeatures)),
    );
    page.on(
      'domcontentloaded',
      apart(() => this.emit('dom-ready', hostEvent({}))),
    );
    page.on('load', () => void this.#finishLoad());
    page.on(
      'console',
      apart((message) => this.#console(message)),
    );
    page.on(
      'crash',
      apart(() => {
        this.#crashed = true;
        this.emit('render-process-gone', hostEvent({}), { reason: 'crashed', exitCode: 5 });
      }),
    );
    page.on(
      'close',
      apart(() => this.destroy()),
    );
    await this.#installPreload(opened);
    return opened;
  }

  async #installPreload({ devTools, targetId }: ChromiumPage): Promise<void> {
    devTools.on('Runtime.executionContextCreated', ({ context }) => {
      // A page target's main frame has the target's own id.
      const isMainFrame = (context.auxData as { frameId?: string } | undefined)?.frameId === targetId;
      if (context.name === PRELOAD_WORLD && isMainFrame) this.#world = context.uniqueId;
    });
    devTools.on('Runtime.executionContextDestroyed', ({ executionContextUniqueId }) => {
      if (executionContextUniqueId === this.#world) this.#world = undefined;
    });
    devTools.on('Runtime.executionContextsCleared', () => {
      this.#world = undefined;
    });
    devTools.on(
      'Runtime.bindingCalled',
      apart(({ name, payload }) => {
        if (name === SENDER) this.#receive(wire.decode(payload) as Envelope);
      }),
    );
    await devTools.send('Runtime.enable');
    await devTools.send('Page.enable');
    if (this.#preload === undefined) return;
    let script: string;
    try {
      script = readFileSync(this.#preload, 'utf8');
    } catch (error) {
      this.#preloadFailed(error);
      return;
    }
    const secret = `desktop-host-${randomUUID()}`;
    const { electron, chrome } = process.versions;
    const processSeen = {
      platform: process.platform,
      arch: process.arch,
      type: 'renderer',
      sandboxed: true,
      contextIsolated: true,
      versions: { electron, chrome, node: process.versions.node },
      env: {},
      argv: [],
    };
    await devTools.send('Runtime.addBinding', { name: SENDER, executionContextName: PRELOAD_WORLD });
    // In this order: the main world's end of the bridge must listen when the preload script runs.
    await devTools.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldSource(secret) });
    await devTools.send('Page.addScriptToEvaluateOnNewDocument', {
      source: preloadWorldSource(secret, script, processSeen),
      worldName: PRELOAD_WORLD,
    });
  }

  #receive({ url, message }: Envelope): void {
    if (this.#destroyed) return;
    // The first messages of a document may come before the news of its navigation.
    this.#frame.url = toProgramUrl(url);
    if (message.kind === 'preload-error') this.#preloadFailed(message.error);
    else ipcMain.receive(this, message);
  }
  #preloadFailed(error: unknown): void {
    console.error(`Unable to load preload script: ${this.#preload}`, error);
    this.emit('preload-error', hostEvent({}), this.#preload, error);
  }

  async #finishLoad(): Promise<void> {
    if (this.#destroyed || !this.#opened) return;
    this.#loading = false;
    this.#loaded = true;
    this.emit('did-finish-load');
    this.emit('did-stop-loading');
    this.#title = await this.#opened.page.title().catch(() => this.#title);
    if (!this.#destroyed) this.emit('page-title-updated', hostEvent({}), this.#title, this.#title !== '');
  }

  #console(message: ConsoleMessage): void {
    const text = message.text();
    if (text.startsWith(REMARK_ON_POLICY)) return;
    const type = message.type();
    const level = type === 'error' || type === 'warning' || type === 'debug' ? type : 'info';
    const { url, lineNumber } = message.location();
    const sourceId = toProgramUrl(url);
    const details = hostEvent({ level, message: text, lineNumber, sourceId, frame: this.mainFrame });
    this.emit(
      'console-message',
      details,
      ['debug', 'info', 'warning', 'error'].indexOf(level),
      text,
      lineNumber,
      sourceId,
    );
  }

  #windowOpened(url: string, frameName: string, features: string[]): void {
    const response = this.#windowOpenHandler?.({
      url: toProgramUrl(url),
      frameName,
      features: features.join(','),
      disposition: 'foreground-tab',
      referrer: { url: '', policy: 'default' },
    });
    if (response?.action === 'deny') return;
    throw new Error(
      `desktop host opens no windows for pages: deny ${url} with webContents.setWindowOpenHandler`,
    );
  }

  /** Answers a request of the page: with the program's protocol handler, or not at all. */
  async #answer(route: Route): Promise<void> {
    const request = route.request();
    const url = toProgramUrl(request.url());
    const isMainFrame = request.frame() === this.#opened?.page.mainFrame();
    const isDocument = request.isNavigationRequest();
    const isFree = isMainFrame && isDocument && this.#isFreeNavigation(url);
    if (isDocument && !isFree && this.#refusesNavigation(url, isMainFrame)) {
      // This answer leaves the page as it is.
      return route.abort('aborted');
    }
    const about = this.#requestDetails(request, url, isDocument, isMainFrame);
    if (await isCancelled(about)) return route.abort('blockedbyclient');
    const handler = url === request.url() ? undefined : handlerOf(url);
    if (!handler) return refuse(route);

    let response: Response;
    try {
      response = await handler(programRequest(request, url));
    } catch (error) {
      console.error(`The protocol handler failed for ${url}:`, error);
      return route.abort('failed');
    }
    if (response.type === 'error') return route.abort('failed');
    if (response.status >= 300 && response.status < 400 && response.status !== 304) {
      console.error(`desktop host has no redirects from protocol.handle (${url})`);
      return route.abort('failed');
    }
    const headers = await receivedHeaders({
      ...about,
      statusCode: response.status,
      statusLine: `HTTP/1.1 ${response.status} ${response.statusText}`,
      responseHeaders: Object.fromEntries([...response.headers].map(([name, value]) => [name, [value]])),
    });
    if (!headers) return route.abort('blockedbyclient');
    await route.fulfill({
      status: response.status,
      headers: pageHeaders(headers, isDocument && isMainFrame),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  /** Whether the program, or a person's reload, navigates: the program is not asked about those. */
  #isFreeNavigation(url: string): boolean {
    const isReload = !this.#pageNavigates && url === this.#frame.url.replace(/#.*/, '');
    const isExpected = this.#expectsNavigation;
    this.#expectsNavigation = false;
    this.#pageNavigates = false;
    return isExpected || isReload;
  }

  #refusesNavigation(url: string, isMainFrame: boolean): boolean {
    const details = () =>
      hostEvent({
        url,
        isSameDocument: false,
        isMainFrame,
        frame: this.mainFrame,
        initiator: this.mainFrame,
      });
    const events = [['will-frame-navigate', details()] as const];
    if (isMainFrame) events.push(['will-navigate', details()] as never);
    for (const [name, event] of events) this.emit(name, event, url, false, isMainFrame, this.id, this.id);
    return events.some(([, event]) => event.defaultPrevented);
  }

  #requestDetails(
    request: PageRequest,
    url: string,
    isDocument: boolean,
    isMainFrame: boolean,
  ): Electron.OnBeforeRequestListenerDetails {
    return {
      id: ++lastId,
      url,
      method: request.method(),
      webContentsId: this.id,
      webContents: this as unknown as Electron.WebContents,
      frame: isMainFrame ? this.mainFrame : null,
      resourceType: isDocument
        ? isMainFrame
          ? 'mainFrame'
          : 'subFrame'
        : (RESOURCE_TYPES[request.resourceType()] ?? 'other'),
      referrer: toProgramUrl(request.headers().referer ?? ''),
      timestamp: Date.now(),
      uploadData: [],
    };
  }
}
loudClass('WebContents', WebContents);

/** The page's request as the program's protocol handler is to see it. */
function programRequest(request: PageRequest, url: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers())) {
    if (!name.startsWith(':'))
      headers.set(name, ['referer', 'origin'].includes(name) ? toProgramUrl(value) : value);
  }
  const body = request.postDataBuffer();
  return new Request(url, { method: request.method(), headers, ...(body && { body: new Uint8Array(body) }) });
}

/** A response's headers as Playwright wants them. */
function pageHeaders(headers: Record<string, string | string[]>, isWindow: boolean): Record<string, string> {
  const flat = Object.entries(headers).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  const result = Object.fromEntries(flat);
  if (!isWindow) return result;
  const own = result['content-security-policy'];
  return { ...result, 'content-security-policy': own ? `${own}, ${NO_NEW_WINDOWS}` : NO_NEW_WINDOWS };
}
