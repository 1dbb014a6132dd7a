import { app } from './app.ts';
import { guise } from './guise.ts';
import { loud } from './missing.ts';

const callbacks = new Map<string, () => void>();

/** The portal serves only programs with a name in reverse DNS. */
const isServed = guise.shortcuts === 'own' || /^[\w-]+(\.[\w-]+){2,}\.desktop$/.test(app.desktopName);

/** Another program has these, named with commas in `HOST_TAKEN_SHORTCUTS`. */
const isTaken = (accelerator: string): boolean =>
  (process.env.HOST_TAKEN_SHORTCUTS ?? '').split(',').includes(accelerator);

/** Electron's `globalShortcut`. Through the portal it succeeds always, and unregistering does nothing. */
export const globalShortcut = loud('globalShortcut', {
  register: (accelerator, callback) => {
    const isFree = !isTaken(accelerator) && !callbacks.has(accelerator);
    if (isFree && isServed) callbacks.set(accelerator, callback);
    return isFree || guise.shortcuts === 'portal';
  },
  unregister: (accelerator) => {
    if (guise.shortcuts === 'own') callbacks.delete(accelerator);
  },
} satisfies Pick<Electron.GlobalShortcut, 'register' | 'unregister'>);

/** A person presses a shortcut; false when the system does not hand it to the program. */
export function pressShortcut(accelerator: string): boolean {
  const callback = callbacks.get(accelerator);
  callback?.();
  return callback !== undefined;
}
