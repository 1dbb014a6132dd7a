import { globalShortcut } from 'electron';
import type { ShortcutState } from '../shared/app-state.ts';
import { desktopOs } from './desktop-os.ts';

/** The shortcut that copies from anywhere. */
export class CopyShortcut {
  readonly #onPress: () => void;
  #accelerator = '';

  constructor(onPress: () => void) {
    this.#onPress = onPress;
  }

  /** Registers this accelerator in place of the one before; empty for none. */
  set(accelerator: string): ShortcutState {
    if (this.#accelerator) globalShortcut.unregister(this.#accelerator);
    this.#accelerator = accelerator;
    if (!accelerator) return 'none';
    try {
      if (!globalShortcut.register(accelerator, () => this.#pressed(accelerator))) return 'refused';
    } catch {
      // Not one that Electron can read.
      return 'refused';
    }
    return desktopOs.asksForShortcuts ? 'asked' : 'given';
  }

  /** Under Wayland what was registered once stays so, whatever is unregistered. */
  #pressed(accelerator: string): void {
    if (accelerator === this.#accelerator) this.#onPress();
  }
}
