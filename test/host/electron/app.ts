import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { commandLine } from './command-line.ts';
import { emitRefusable, hostEvent } from './event.ts';
import { loud, missingApi } from './missing.ts';
import {
  hasSingleInstanceLock,
  releaseSingleInstanceLock,
  type SecondStart,
  takeSingleInstanceLock,
} from './single-instance.ts';
import { addWindow, type HostWindow, openWindows, removeWindow } from './windows.ts';

type PathName = Parameters<Electron.App['getPath']>[0];

interface Manifest {
  name?: string;
  productName?: string;
  version?: string;
}

/** The nearest directory above the main bundle that holds a package.json: what `electron .` is started with. */
function findAppPath(): string {
  const entry = resolve(process.argv[1] ?? '.');
  let directory = dirname(entry);
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory) return dirname(entry);
    directory = parent;
  }
  return directory;
}

function appDataPath(): string {
  if (process.platform === 'win32') return process.env.APPDATA ?? join(homedir(), 'AppData', 'Roaming');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config');
}

const locale = (): string => process.env.HOST_LOCALE ?? 'en-US';

/** Electron's `app`. `HOST_LOCALE` is the system's language. */
class App
  extends EventEmitter
  implements
    Pick<
      Electron.App,
      | 'whenReady'
      | 'isReady'
      | 'requestSingleInstanceLock'
      | 'hasSingleInstanceLock'
      | 'releaseSingleInstanceLock'
      | 'quit'
      | 'exit'
      | 'getPath'
      | 'setPath'
      | 'setAppLogsPath'
      | 'getAppPath'
      | 'getVersion'
      | 'getName'
      | 'setName'
      | 'name'
      | 'setAppUserModelId'
      | 'getLocale'
      | 'getSystemLocale'
      | 'getPreferredSystemLanguages'
      | 'isPackaged'
      | 'commandLine'
      | 'dock'
      | 'enableSandbox'
      | 'disableHardwareAcceleration'
      | 'setLoginItemSettings'
      | 'getLoginItemSettings'
      | 'setAboutPanelOptions'
      | 'showAboutPanel'
      | 'focus'
      | 'hide'
      | 'show'
      | 'setActivationPolicy'
    >
{
  readonly isPackaged = false;
  readonly commandLine: Electron.CommandLine = commandLine;
  readonly dock: Electron.Dock | undefined = process.platform === 'darwin' ? dock() : undefined;
  readonly #appPath = findAppPath();
  readonly #manifest: Manifest;
  readonly #paths = new Map<PathName, string>();
  readonly #exitTasks: (() => Promise<void>)[] = [];
  #name: string | undefined;
  #ready = false;
  readonly #whenReady: Promise<void>;
  #quitting = false;
  #exiting = false;
  #loginItem: Electron.Settings = {};

  constructor() {
    super();
    const manifest = join(this.#appPath, 'package.json');
    this.#manifest = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {};
    this.#whenReady = new Promise((resolve) => {
      // After the main bundle's own synchronous start, as in Electron.
      setImmediate(() => {
        this.#ready = true;
        resolve();
        this.emit('will-finish-launching');
        this.emit('ready', hostEvent({}), {});
      });
    });
  }

  whenReady(): Promise<void> {
    return this.#whenReady;
  }
  isReady(): boolean {
    return this.#ready;
  }

  requestSingleInstanceLock(additionalData?: Record<PropertyKey, unknown>): boolean {
    const mine: SecondStart = { argv: process.argv, workingDirectory: process.cwd(), additionalData };
    return takeSingleInstanceLock(this.getPath('userData'), mine, async (start) => {
      await this.#whenReady;
      this.emit('second-instance', hostEvent({}), start.argv, start.workingDirectory, start.additionalData);
    });
  }
  hasSingleInstanceLock(): boolean {
    return hasSingleInstanceLock();
  }
  releaseSingleInstanceLock(): void {
    releaseSingleInstanceLock();
  }

  quit(): void {
    if (this.#quitting || this.#exiting) return;
    this.#quitting = true;
    if (emitRefusable(this, 'before-quit')) {
      this.#quitting = false;
      return;
    }
    if (openWindows().length === 0) this.#shutDown();
    else for (const window of openWindows()) window.close();
  }
  /** A window has refused to close: a quit under way is off. */
  cancelQuit(): void {
    this.#quitting = false;
  }
  /** Takes a new window into the program's life. */
  windowCreated(window: HostWindow): void {
    addWindow(window);
    setImmediate(() => this.emit('browser-window-created', hostEvent({}), window));
  }
  /** Takes a closed window out of the program's life; the last one may end it. */
  windowClosed(window: HostWindow): void {
    removeWindow(window);
    if (openWindows().length > 0 || this.#exiting) return;
    if (this.#quitting) this.#shutDown();
    else if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
    else this.quit();
  }
  exit(exitCode = 0): void {
    if (this.#exiting) return;
    this.#exiting = true;
    for (const window of openWindows()) window.destroy();
    this.emit('quit', hostEvent({}), exitCode);
    const ended = Promise.allSettled(this.#exitTasks.map((task) => task()));
    const limit = new Promise((resolve) => setTimeout(resolve, 3000));
    Promise.race([ended, limit]).then(() => process.exit(exitCode));
  }
  /** Has `task` done before the process ends. */
  beforeExit(task: () => Promise<void>): void {
    this.#exitTasks.push(task);
  }
  #shutDown(): void {
    if (emitRefusable(this, 'will-quit')) this.#quitting = false;
    else this.exit(0);
  }

  getPath(name: PathName): string {
    const set = this.#paths.get(name);
    if (set) return set;
    switch (name) {
      case 'home':
        return homedir();
      case 'temp':
        return tmpdir();
      case 'appData':
        return appDataPath();
      case 'userData':
      case 'sessionData': {
        const directory =
          name === 'userData' ? join(appDataPath(), this.getName()) : this.getPath('userData');
        mkdirSync(directory, { recursive: true });
        return directory;
      }
      case 'logs':
        return process.platform === 'darwin'
          ? join(homedir(), 'Library', 'Logs', this.getName())
          : join(this.getPath('userData'), 'logs');
      case 'exe':
        return process.execPath;
      case 'desktop':
      case 'documents':
      case 'downloads':
        return join(homedir(), name.charAt(0).toUpperCase() + name.slice(1));
      default:
        throw missingApi(`app.getPath('${name}')`);
    }
  }
  setPath(name: PathName, path: string): void {
    if (!isAbsolute(path)) throw new Error('Path must be absolute');
    mkdirSync(path, { recursive: true });
    this.#paths.set(name, path);
  }
  setAppLogsPath(path?: string): void {
    this.setPath('logs', path ?? this.getPath('logs'));
  }
  getAppPath(): string {
    return this.#appPath;
  }
  getVersion(): string {
    return this.#manifest.version ?? process.versions.electron;
  }
  getName(): string {
    return this.#name ?? this.#manifest.productName ?? this.#manifest.name ?? 'Electron';
  }
  setName(name: string): void {
    this.#name = name;
  }
  get name(): string {
    return this.getName();
  }
  set name(name: string) {
    this.setName(name);
  }
  setAppUserModelId(_id: string): void {}
  getLocale(): string {
    if (!this.#ready) return '';
    return locale();
  }
  getSystemLocale(): string {
    if (!this.#ready) throw new Error('app.getSystemLocale() can only be called after app is ready');
    return locale();
  }
  getPreferredSystemLanguages(): string[] {
    return [locale()];
  }
  enableSandbox(): void {
    if (this.#ready) throw new Error('app.enableSandbox() can only be called before app is ready');
  }
  disableHardwareAcceleration(): void {
    if (this.#ready)
      throw new Error('app.disableHardwareAcceleration() can only be called before app is ready');
  }
  setLoginItemSettings(settings: Electron.Settings): void {
    this.#loginItem = { ...settings };
  }
  getLoginItemSettings(): Electron.LoginItemSettings {
    const { openAtLogin = false } = this.#loginItem;
    return {
      openAtLogin,
      wasOpenedAtLogin: false,
      status: openAtLogin ? 'enabled' : 'not-registered',
      executableWillLaunchAtLogin: openAtLogin,
      launchItems: [],
    };
  }
  setAboutPanelOptions(): void {}
  showAboutPanel(): void {}
  focus(): void {}
  hide(): void {}
  show(): void {}
  setActivationPolicy(): void {}
}

function dock(): Electron.Dock {
  let visible = true;
  const parts = {
    hide: () => {
      visible = false;
    },
    show: async () => {
      visible = true;
    },
    isVisible: () => visible,
    setMenu: () => undefined,
    setIcon: () => undefined,
    setBadge: () => undefined,
  } satisfies Partial<Electron.Dock>;
  return loud('app.dock', parts) as unknown as Electron.Dock;
}

/** Electron's `app`. */
export const app = loud('app', new App());
