import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { type Envelope, RECEIVER, SENDER, type ToPreload } from '../page/preload-world.ts';
import { mainWorldSource, PRELOAD_WORLD, preloadWorldSource } from '../page/sources.ts';
import { createWire } from '../page/wire.ts';
import { app } from './app.ts';
import { type ChromiumPage, openPage } from './chromium.ts';
import type { PageSession } from './dev-tools-connection.ts';
import { hostEvent } from './event.ts';
import { ipcMain } from './ipc-main.ts';
import { loudClass } from './missing.ts';
import { answerRequest, failRequest, type PausedRequest } from './page-requests.ts';
import { toPageUrl, toProgramUrl } from './protocol.ts';
import { record } from './record.ts';
import { WebFrameMain } from './web-frame-main.ts';

type WindowOpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];

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
/**
 * Takes a listener of the program's out of the connection's hands: what it throws is uncaught, as in Electron, and none
 * of the connection's affairs.
 */
const apart =
  <Args extends unknown[]>(listener: (...args: Args) => void) =>
  (...args: Args): void =>
    queueMicrotask(() => listener(...args));

const wire = createWire();
let lastId = 0;

/**
 * Electron's `WebContents`: a page of the host's Chromium with its preload script in a world of its own. `HOST_PAGE`:
 * with `fails` it cannot be loaded, with `hangs` its load comes to no end.
 */
export class WebContents
  extends EventEmitter
  implements
    Pick<Electron.WebContents, 'id' | 'send' | 'loadURL' | 'getURL' | 'isDestroyed' | 'setWindowOpenHandler'>
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
  #loaded = false;
  #destroyed = false;

  /**
   * @param preload the preload script's file
   * @param size the page's size
   */
  constructor(preload: string | undefined, size: Electron.Size) {
    super();
    this.#preload = preload;
    this.#opening = this.#open(size);
    this.#opening.catch(() => undefined); // told by loadURL
    setImmediate(() => app.emit('web-contents-created', hostEvent({}), this));
  }

  get mainFrame(): Electron.WebFrameMain {
    return this.#frame as unknown as Electron.WebFrameMain;
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
    const page = await this.#opening;
    const { HOST_PAGE } = process.env;
    if (HOST_PAGE === 'hangs') return new Promise(() => undefined);
    this.#expectsNavigation = true;
    try {
      if (HOST_PAGE === 'fails') throw new Error('HOST_PAGE=fails');
      await page.navigate(pageUrl);
    } catch {
      const [code, errno] = this.#destroyed ? ['ERR_ABORTED', -3] : ['ERR_FAILED', -2];
      if (!this.#destroyed)
        this.emit('did-fail-load', hostEvent({}), errno, code, url, true, this.id, this.id);
      throw Object.assign(new Error(`${code} (${errno}) loading '${url}'`), { code, errno, url });
    } finally {
      this.#expectsNavigation = false;
    }
  }
  getURL(): string {
    return this.#frame.url;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  send(channel: string, ...args: unknown[]): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
    this.post({ kind: 'event', channel, args });
  }
  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpenHandler = handler;
  }

  /** Hands a message to the preload script; a document that is not there yet, or no more, misses it. */
  post(message: ToPreload): void {
    const expression = `${RECEIVER}(${JSON.stringify(wire.encode(message))})`;
    if (!this.#world || !this.#opened) return;
    this.#opened.devTools
      .send('Runtime.evaluate', { expression, uniqueContextId: this.#world })
      .catch(() => undefined);
  }
  /** Closes the page. */
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#opening.then((page) => page.close()).catch(() => undefined);
    this.emit('destroyed');
  }

  /** The page's process ends, as when it runs out of memory. */
  crash(): void {
    // The answer never comes.
    this.#opened?.devTools.send('Page.crash').catch(() => undefined);
  }

  async #open(size: Electron.Size): Promise<ChromiumPage> {
    const opened = await openPage(size);
    const { devTools } = opened;
    this.#opened = opened;
    if (this.#destroyed) {
      await opened.close();
      return opened;
    }
    devTools.on('Fetch.requestPaused', (request) => {
      // A page that is gone wants no answer.
      this.#answer(devTools, request).catch(() => undefined);
    });
    devTools.on('Network.webSocketCreated', ({ url }) => record.rendererRequests.push(url));
    devTools.on('Page.frameRequestedNavigation', ({ frameId }) => {
      if (frameId === opened.targetId) this.#pageNavigates = true;
    });
    devTools.on(
      'Page.frameNavigated',
      apart(({ frame }) => {
        if (frame.parentId) return;
        this.#frame.url = toProgramUrl(frame.url);
      }),
    );
    devTools.on(
      'Page.navigatedWithinDocument',
      apart(({ url, frameId }) => {
        if (frameId !== opened.targetId) return;
        this.#frame.url = toProgramUrl(url);
      }),
    );
    devTools.on(
      'Page.windowOpen',
      apart((asked) => this.#windowOpened(asked.url, asked.windowName, asked.windowFeatures)),
    );
    opened.onLoad(apart(() => this.#finishLoad()));
    devTools.on(
      'Inspector.targetCrashed',
      apart(() => {
        this.emit('render-process-gone', hostEvent({}), { reason: 'crashed', exitCode: 5 });
      }),
    );
    devTools.once(
      'detached',
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

  #finishLoad(): void {
    if (this.#destroyed) return;
    this.#loaded = true;
    this.emit('did-finish-load');
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

  async #answer(devTools: PageSession, request: PausedRequest): Promise<void> {
    const url = toProgramUrl(request.request.url);
    const isMainFrame = request.frameId === this.#opened?.targetId;
    const isDocument = request.resourceType === 'Document';
    const isFree = isMainFrame && isDocument && this.#isFreeNavigation(url);
    if (isDocument && !isFree && this.#refusesNavigation(url, isMainFrame)) {
      // This answer leaves the page as it is.
      await failRequest(devTools, request, 'Aborted');
    } else {
      const policy = isDocument && isMainFrame ? NO_NEW_WINDOWS : undefined;
      await answerRequest(devTools, request, policy);
    }
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
}
loudClass('WebContents', WebContents);
