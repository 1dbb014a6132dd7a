import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

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

/** The folder that `ENTRA_TOKEN_HOME` names, else the platform's usual place. */
export function dataDirectory(environment: NodeJS.ProcessEnv = process.env): DataDirectory {
  const root = resolve(environment.ENTRA_TOKEN_HOME || usualPlace(environment));
  return {
    root,
    settingsFile: join(root, 'settings.json'),
    cacheDirectory: join(root, 'cache'),
    logFile: join(root, 'logs', 'entra-token.log'),
    lockDirectory: join(root, 'locks'),
    endpointFile: join(root, 'endpoint.json'),
  };
}

/**
 * Sources: Microsoft Learn, "Known folders" (the local one, so that tokens do not roam); Apple, "File System Programming
 * Guide"; XDG Base Directory Specification.
 */
function usualPlace(environment: NodeJS.ProcessEnv): string {
  const home = homedir();
  switch (process.platform) {
    case 'win32':
      return join(environment.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'entra-token-tray', 'Data');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'entra-token-tray');
    default:
      return join(environment.XDG_DATA_HOME || join(home, '.local', 'share'), 'entra-token-tray');
  }
}
