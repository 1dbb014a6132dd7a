import { electronExecutable } from '../host/electron-desktop.ts';

/**
 * What the command line runs on. On macOS the program's own Electron, as when it is installed: the Keychain asks the
 * person when another program than the one that made an item reads it.
 */
export function nodeRuntime(): { command: string; environment: Record<string, string> } {
  const electron = process.platform === 'darwin' ? electronExecutable() : undefined;
  return electron
    ? { command: electron, environment: { ELECTRON_RUN_AS_NODE: '1' } }
    : { command: process.execPath, environment: {} };
}
