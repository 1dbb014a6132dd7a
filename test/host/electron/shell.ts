import { loud } from './missing.ts';
import { record } from './record.ts';

/** Electron's `shell`; nothing is opened, all is kept for the driver. */
export const shell = loud('shell', {
  openExternal: async (url) => {
    if (!URL.canParse(url)) throw new Error('Invalid URL');
    record.openedLinks.push(url);
  },
  openPath: async (path) => {
    record.openedPaths.push(path);
    return '';
  },
  showItemInFolder: (path) => {
    record.openedPaths.push(path);
  },
  beep: () => undefined,
} satisfies Pick<Electron.Shell, 'openExternal' | 'openPath' | 'showItemInFolder' | 'beep'>);
