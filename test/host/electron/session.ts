import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { app } from './app.ts';
import { loud } from './missing.ts';
import { net } from './net.ts';
import { protocol } from './protocol.ts';
import { webRequest } from './web-request.ts';

/**
 * Electron's `Session`; there is one, the default. Permissions need no enforcing: headless Chromium grants none, so the
 * handlers are taken and never asked.
 */
class Session
  extends EventEmitter
  implements
    Pick<
      Electron.Session,
      | 'setPermissionRequestHandler'
      | 'setPermissionCheckHandler'
      | 'setDevicePermissionHandler'
      | 'setDisplayMediaRequestHandler'
      | 'setSpellCheckerEnabled'
      | 'clearCache'
      | 'clearAuthCache'
      | 'clearHostResolverCache'
      | 'clearStorageData'
      | 'closeAllConnections'
      | 'flushStorageData'
      | 'setProxy'
      | 'resolveProxy'
      | 'forceReloadProxyConfig'
      | 'fetch'
      | 'isPersistent'
      | 'getStoragePath'
    >
{
  readonly protocol = protocol;
  readonly webRequest = webRequest;

  setPermissionRequestHandler(): void {}
  setPermissionCheckHandler(): void {}
  setDevicePermissionHandler(): void {}
  setDisplayMediaRequestHandler(): void {}
  setSpellCheckerEnabled(): void {}
  async clearCache(): Promise<void> {}
  async clearAuthCache(): Promise<void> {}
  async clearHostResolverCache(): Promise<void> {}
  async clearStorageData(): Promise<void> {}
  async closeAllConnections(): Promise<void> {}
  flushStorageData(): void {}
  async setProxy(): Promise<void> {}
  async resolveProxy(): Promise<string> {
    return 'DIRECT';
  }
  async forceReloadProxyConfig(): Promise<void> {}
  fetch: Electron.Session['fetch'] = (input, init) => net.fetch(input, init);
  isPersistent(): boolean {
    return true;
  }
  getStoragePath(): string {
    return join(app.getPath('userData'));
  }
}

const defaultSession = loud('session.defaultSession', new Session());

/** Electron's `session`. */
export const session = loud('session', {
  get defaultSession(): Electron.Session {
    if (!app.isReady()) throw new Error('Session can only be received when app is ready');
    return defaultSession as unknown as Electron.Session;
  },
} satisfies Pick<typeof Electron.session, 'defaultSession'>);
