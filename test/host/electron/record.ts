import type { ErrorBoxView } from '../desktop.ts';

/** What the program has done to the desktop, kept for the driver. */
export const record = {
  openedLinks: [] as string[],
  errorBoxes: [] as ErrorBoxView[],
  rendererRequests: [] as string[],
};
