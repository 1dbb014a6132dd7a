import { globalShortcut } from 'electron';
import type { ShortcutState } from '../shared/app-state.ts';
import { desktopOs } from './desktop-os.ts';

/** @returns what registers an accelerator, in place of the one before, that copies from anywhere; empty for none */
export function copyShortcut(onPress: () => void): (accelerator: string) => ShortcutState {
  let current = '';
  return (accelerator) => {
    if (current) globalShortcut.unregister(current);
    current = accelerator;
    if (!accelerator) return 'none';
    // Under Wayland what was registered once stays so, whatever is unregistered.
    const pressed = () => (accelerator === current ? onPress() : undefined);
    try {
      if (!globalShortcut.register(accelerator, pressed)) return 'refused';
    } catch {
      // Not one that Electron can read.
      return 'refused';
    }
    return desktopOs.asksForShortcuts ? 'asked' : 'given';
  };
}
