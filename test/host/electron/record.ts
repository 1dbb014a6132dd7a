import type { ErrorBoxView, MessageBoxView } from '../desktop.ts';

/** What the program has done to the desktop, kept for the driver. */
export const record = {
  openedLinks: [] as string[],
  openedPaths: [] as string[],
  errorBoxes: [] as ErrorBoxView[],
  messageBoxes: [] as MessageBoxView[],
  /** The button that the driver wants pressed in message boxes. */
  messageBoxAnswer: undefined as number | undefined,
  rendererRequests: [] as string[],
};
