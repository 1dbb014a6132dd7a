import { homedir, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { FailureError } from '../../shared/failures.ts';

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
  /** Programs that SDKs start: a path without spaces, where the system and the person's name allow one. */
  readonly helperDirectory: string;
  /** Who was given a token in the last day. */
  readonly activityFile: string;
}

const NAME = 'entra-token-tray';

/**
 * The platform's usual place (`%LOCALAPPDATA%` on Windows, so that tokens do not roam), or `ENTRA_TOKEN_HOME`.
 * @throws FailureError `home_unknown`
 */
export function dataDirectory(environment: NodeJS.ProcessEnv = process.env): DataDirectory {
  const root = resolve(environment.ENTRA_TOKEN_HOME || usualPlace(environment));
  return {
    root,
    settingsFile: join(root, 'settings.json'),
    cacheDirectory: join(root, 'cache'),
    logFile: join(root, 'logs', 'entra-token.log'),
    lockDirectory: join(root, 'locks'),
    endpointFile: join(root, 'endpoint.json'),
    helperDirectory: join(helperPlace(environment) ?? root, 'helpers'),
    activityFile: join(root, 'activity.jsonl'),
  };
}

function usualPlace({ LOCALAPPDATA, XDG_DATA_HOME = '' }: NodeJS.ProcessEnv): string {
  switch (process.platform) {
    case 'win32':
      return join(LOCALAPPDATA || join(home(), 'AppData', 'Local'), NAME, 'Data');
    case 'darwin':
      return join(home(), 'Library', 'Application Support', NAME);
    default:
      // A relative one is to be ignored: XDG Base Directory Specification.
      return join(isAbsolute(XDG_DATA_HOME) ? XDG_DATA_HOME : join(home(), '.local', 'share'), NAME);
  }
}

/** macOS has a space in its usual place; what lies among its caches is made anew where it is missing. */
function helperPlace({ ENTRA_TOKEN_HOME }: NodeJS.ProcessEnv): string | undefined {
  const isUsual = process.platform === 'darwin' && !ENTRA_TOKEN_HOME;
  return isUsual ? join(home(), 'Library', 'Caches', NAME) : undefined;
}

/** `HOME`, else what the system's list of users says; a container's user is often in none. */
function home(): string {
  try {
    return homedir() || userInfo().homedir;
  } catch {
    throw new FailureError('home_unknown');
  }
}
