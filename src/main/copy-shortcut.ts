import { globalShortcut } from 'electron';

/** The shortcut that copies from anywhere. */
export class CopyShortcut {
  readonly #onPress: () => void;
  #registered = '';

  constructor(onPress: () => void) {
    this.#onPress = onPress;
  }

  /**
   * Registers this accelerator in place of the one before; empty for none.
   * @returns false where the system, or another program, does not let go of it
   */
  set(accelerator: string): boolean {
    if (accelerator === this.#registered) return true;
    if (this.#registered) globalShortcut.unregister(this.#registered);
    this.#registered = '';
    if (!accelerator) return true;
    try {
      if (!globalShortcut.register(accelerator, this.#onPress)) return false;
    } catch {
      // Not one that Electron can read.
      return false;
    }
    this.#registered = accelerator;
    return true;
  }
}
