import { loud } from './missing.ts';
import { record } from './record.ts';

/** Electron's `shell`; nothing is opened, links are kept for the driver. */
export const shell = loud('shell', {
  openExternal: async (url) => {
    if (!URL.canParse(url)) throw new Error('Invalid URL');
    record.openedLinks.push(url);
  },
  openPath: async () => '',
} satisfies Pick<Electron.Shell, 'openExternal' | 'openPath'>);
