import { spawn } from 'node:child_process';
import { FailureError } from '../shared/failures.ts';
import { callersEnvironment } from './callers-environment.ts';

/** Where a person at this terminal has their browser. */
export type BrowserPlace =
  /** On this computer. */
  | 'here'
  /**
   * On the computer whose guest this one is (WSL), or that a remote editor runs on, which then says how in `BROWSER`:
   * it can be opened from here, and its localhost is mostly ours.
   */
  | 'beside'
  /** On another computer, or nowhere: a terminal over SSH, a server, a container. */
  | 'elsewhere';

/** Tells where the browser is, by what the terminal says of itself. */
export async function browserPlace(environment: NodeJS.ProcessEnv): Promise<BrowserPlace> {
  const { SSH_CONNECTION, SSH_CLIENT, SSH_TTY, CODESPACES, REMOTE_CONTAINERS } = environment;
  if (SSH_CONNECTION || SSH_CLIENT || SSH_TTY || CODESPACES || REMOTE_CONTAINERS) {
    return process.platform === 'linux' && environment.BROWSER ? 'beside' : 'elsewhere';
  }
  if (process.platform !== 'linux') return 'here';
  const { default: isWsl } = await import('is-wsl');
  if (isWsl) return 'beside';
  const hasDisplay = environment.DISPLAY || environment.WAYLAND_DISPLAY || environment.BROWSER;
  return hasDisplay ? 'here' : 'elsewhere';
}

/**
 * Opens a link in the browser that `BROWSER` names (Linux and its like), else in the system's.
 * @throws FailureError `browser_not_opened`
 */
export async function openInBrowser(link: string, environment: NodeJS.ProcessEnv): Promise<void> {
  // The browser, or what it starts, must not inherit that this runs on Electron as Node.
  const inherited = callersEnvironment(environment);
  if (process.platform === 'linux' && environment.BROWSER) {
    for (const command of environment.BROWSER.split(':').filter(Boolean)) {
      if (await starts(command, link, inherited)) return;
    }
    throw new FailureError('browser_not_opened', { cause: 'BROWSER' });
  }
  const { default: open } = await import('open');
  delete process.env.ELECTRON_RUN_AS_NODE;
  await open(link);
}

/**
 * Starts one command of `BROWSER`: words, with the link for `%s` or at the end.
 * Source: the convention that xdg-open(1), sensible-browser(1) and Python's webbrowser share.
 */
async function starts(command: string, link: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const words = command.trim().split(/\s+/);
  const [program = '', ...args] = words.some((word) => word.includes('%s'))
    ? words.map((word) => word.replaceAll('%s', link))
    : [...words, link];
  const child = spawn(program, args, { env: environment, stdio: 'ignore', detached: true });
  const { promise, resolve } = Promise.withResolvers<boolean>();
  child.once('spawn', () => resolve(true));
  child.once('error', () => resolve(false));
  child.unref();
  return promise;
}
