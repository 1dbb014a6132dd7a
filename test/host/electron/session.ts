import { app } from './app.ts';
import { loud } from './missing.ts';

/**
 * Electron's `Session`; there is one, the default. Permissions need no enforcing: headless Chromium grants none, so the
 * handlers are taken and never asked.
 */
const defaultSession = loud('session.defaultSession', {
  setPermissionRequestHandler: () => undefined,
  setPermissionCheckHandler: () => undefined,
} satisfies Pick<Electron.Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>);

/** Electron's `session`. */
export const session = loud('session', {
  get defaultSession(): Electron.Session {
    if (!app.isReady()) throw new Error('Session can only be received when app is ready');
    return defaultSession as unknown as Electron.Session;
  },
} satisfies Pick<typeof Electron.session, 'defaultSession'>);
