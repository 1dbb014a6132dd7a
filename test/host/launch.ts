import type { Desktop, LaunchOptions } from './desktop.ts';
import { electronExecutable, launchElectronDesktop } from './electron-desktop.ts';
import { launchHostDesktop } from './host-desktop.ts';

export { createClipboard, type SharedClipboard } from './control/clipboard.ts';
export type * from './desktop.ts';
export type { GuiseName } from './electron/guise.ts';
export { launchHostDesktop } from './host-desktop.ts';
export { type SharedChromium, startSharedChromium } from './shared-chromium.ts';

/**
 * Which of the two will run the program: real Electron where its runtime is installed, else the desktop host.
 * The environment variable `DESKTOP_RUNTIME` (`host` or `electron`) decides otherwise.
 */
export function desktopRuntime(): Desktop['runtime'] {
  const wanted = process.env.DESKTOP_RUNTIME ?? '';
  switch (wanted) {
    case 'host':
      return 'desktop host';
    case 'electron':
      if (electronExecutable()) return 'electron';
      throw new Error(
        'DESKTOP_RUNTIME=electron, but no Electron runtime is installed: run "npx install-electron"',
      );
    case '':
      return electronExecutable() ? 'electron' : 'desktop host';
    default:
      throw new Error(`DESKTOP_RUNTIME must be "host" or "electron", not "${wanted}"`);
  }
}

/** Starts the program and gives the desktop around it. */
export function launchDesktop(options: LaunchOptions): Promise<Desktop> {
  return desktopRuntime() === 'electron' ? launchElectronDesktop(options) : launchHostDesktop(options);
}
