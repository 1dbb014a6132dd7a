import { loud } from './missing.ts';
import { record } from './record.ts';

/** Electron's `dialog`; boxes are kept for the driver. */
export const dialog = loud('dialog', {
  showErrorBox: (title, content) => {
    record.errorBoxes.push({ title, content });
    console.error(`[error box] ${title}: ${content}`);
  },
} satisfies Pick<Electron.Dialog, 'showErrorBox'>);
