import type { WindowView } from '../control/messages.ts';

/** What the other parts need of a window; apart from the class itself, to keep the modules free of cycles. */
export interface HostWindow {
  readonly id: number;
  close(): void;
  destroy(): void;
  isVisible(): boolean;
  isFocused(): boolean;
  /** The window as the driver sees it. */
  view(): WindowView;
}

const open: HostWindow[] = [];

/** All windows that are not destroyed, oldest first. */
export function openWindows(): readonly HostWindow[] {
  return [...open];
}

/** Takes a new window into the list. */
export function addWindow(window: HostWindow): void {
  open.push(window);
}

/** Takes a destroyed window out of the list. */
export function removeWindow(window: HostWindow): void {
  const index = open.indexOf(window);
  if (index >= 0) open.splice(index, 1);
}

/** The window that has the keyboard. */
export function focusedWindow(): HostWindow | undefined {
  return open.find((window) => window.isFocused());
}
