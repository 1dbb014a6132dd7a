import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

/** Where everything of this program lies, shared by the tray and the command line. */
export interface DataDirectory {
  readonly root: string;
  readonly settingsFile: string;
  readonly cacheDirectory: string;
  readonly logFile: string;
  /** Locks for files that lie elsewhere. */
  readonly lockDirectory: string;
  /** Where a running local endpoint is found. */
  readonly endpointFile: string;
}

/**
 * The platform's usual place (`%LOCALAPPDATA%` on Windows, so that tokens do not roam), or `ENTRA_TOKEN_HOME`.
 */
export function dataDirectory(environment: NodeJS.ProcessEnv = process.env): DataDirectory {
  const root = resolve(environment.ENTRA_TOKEN_HOME || envPaths('entra-token-tray', { suffix: '' }).data);
  return {
    root,
    settingsFile: join(root, 'settings.json'),
    cacheDirectory: join(root, 'cache'),
    logFile: join(root, 'logs', 'entra-token.log'),
    lockDirectory: join(root, 'locks'),
    endpointFile: join(root, 'endpoint.json'),
  };
}
