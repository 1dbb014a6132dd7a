import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { commandLine } from './command-line.ts';
import { emitRefusable, hostEvent } from './event.ts';
import { guise } from './guise.ts';
import { loud, missingApi } from './missing.ts';
import { type SecondStart, takeSingleInstanceLock } from './single-instance.ts';
import { addWindow, type HostWindow, openWindows, removeWindow } from './windows.ts';

type PathName = Parameters<Electron.App['getPath']>[0];

interface Manifest {
  name?: string;
  productName?: string;
  version?: string;
  desktopName?: string;
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

const locale = (): string => process.env.HOST_LOCALE ?? 'en-US';

/**
 * Electron's `app`. `HOST_LOCALE` is the system's language; with `HOST_LOGIN_ITEM=refused` the system's settings let
 * nothing start at login.
 */
class App
  extends EventEmitter
  implements
    Pick<
      Electron.App,
      | 'whenReady'
      | 'isReady'
      | 'requestSingleInstanceLock'
      | 'quit'
      | 'exit'
      | 'getPath'
      | 'setPath'
      | 'getAppPath'
      | 'getVersion'
      | 'getName'
      | 'setAppUserModelId'
      | 'getLocale'
      | 'getPreferredSystemLanguages'
      | 'isPackaged'
      | 'commandLine'
      | 'dock'
      | 'enableSandbox'
      | 'setLoginItemSettings'
      | 'getLoginItemSettings'
    >
{
  readonly isPackaged = guise.isPackaged;
  readonly commandLine: Electron.CommandLine = commandLine;
  readonly dock: Electron.Dock | undefined =
    guise.platform === 'darwin'
      ? (loud('app.dock', { hide: () => undefined }) as unknown as Electron.Dock)
      : undefined;
  readonly #appPath = findAppPath();
  readonly #manifest: Manifest;
  readonly #paths = new Map<PathName, string>();
  readonly #exitTasks: (() => Promise<void>)[] = [];
  readonly #whenReady: Promise<void>;
  #ready = false;
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
    const path = name === 'exe' ? process.execPath : this.#paths.get(name);
    if (!path) throw missingApi(`app.getPath('${name}') before setPath`);
    return path;
  }
  setPath(name: PathName, path: string): void {
    if (!isAbsolute(path)) throw new Error('Path must be absolute');
    mkdirSync(path, { recursive: true });
    this.#paths.set(name, path);
  }
  getAppPath(): string {
    return this.#appPath;
  }
  getVersion(): string {
    return this.#manifest.version ?? process.versions.electron;
  }
  getName(): string {
    return this.#manifest.productName ?? this.#manifest.name ?? 'Electron';
  }
  setAppUserModelId(_id: string): void {}
  /** What the desktop and its portals know the program by, from package.json. */
  get desktopName(): string {
    return this.#manifest.desktopName ?? `${this.getName()}.desktop`;
  }
  getLocale(): string {
    return this.#ready ? locale() : '';
  }
  getPreferredSystemLanguages(): string[] {
    return [locale()];
  }
  enableSandbox(): void {
    if (this.#ready) throw new Error('app.enableSandbox() can only be called before app is ready');
  }

  setLoginItemSettings(settings: Electron.Settings): void {
    this.#loginItem = { ...settings };
  }
  getLoginItemSettings(options: Electron.LoginItemSettingsOptions = {}): Electron.LoginItemSettings {
    const { openAtLogin: isWanted = false } = this.#loginItem;
    const isAllowed = isWanted && process.env.HOST_LOGIN_ITEM !== 'refused';
    // On Windows an entry is found only by the program and the arguments that it was made with.
    const named = ({ path = process.execPath, args = [] }: { path?: string; args?: string[] }) =>
      guise.platform === 'win32' ? JSON.stringify([path, args]) : '';
    return {
      openAtLogin: isAllowed && named(options) === named(this.#loginItem),
      wasOpenedAtLogin: false,
      status: isAllowed ? 'enabled' : isWanted ? 'requires-approval' : 'not-registered',
      executableWillLaunchAtLogin: isAllowed,
      launchItems: [],
    };
  }
  /** What the program has asked the system to start at login. */
  get loginItem(): Electron.Settings {
    return this.#loginItem;
  }
}

/** Electron's `app`. */
export const app = loud('app', new App());
