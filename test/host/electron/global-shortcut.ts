import { loud } from './missing.ts';

const callbacks = new Map<string, () => void>();

/** Another program has these, named with commas in `HOST_TAKEN_SHORTCUTS`. */
const isTaken = (accelerator: string): boolean =>
  (process.env.HOST_TAKEN_SHORTCUTS ?? '').split(',').includes(accelerator);

/** Electron's `globalShortcut`. */
export const globalShortcut = loud('globalShortcut', {
  register: (accelerator, callback) => {
    if (isTaken(accelerator) || callbacks.has(accelerator)) return false;
    callbacks.set(accelerator, callback);
    return true;
  },
  isRegistered: (accelerator) => callbacks.has(accelerator),
  unregister: (accelerator) => {
    callbacks.delete(accelerator);
  },
  unregisterAll: () => callbacks.clear(),
} satisfies Pick<Electron.GlobalShortcut, 'register' | 'isRegistered' | 'unregister' | 'unregisterAll'>);

/** A person presses a shortcut; false when the program does not have it. */
export function pressShortcut(accelerator: string): boolean {
  const callback = callbacks.get(accelerator);
  callback?.();
  return callback !== undefined;
}
