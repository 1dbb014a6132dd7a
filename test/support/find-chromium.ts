import { existsSync } from 'node:fs';
import { join } from 'node:path';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((variable) => {
    const root = process.env[variable];
    return root
      ? [
          join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
          join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
        ]
      : [];
  }),
];

/**
 * The Chromium to use: `CHROMIUM_PATH`, else Playwright's own, else one in a usual place.
 * @param playwrights where Playwright would have installed its own (`chromium.executablePath()`)
 * @throws Error that says what to install
 */
export function findChromium(playwrights: string): string {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) {
    if (existsSync(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH names no file: ${chosen}`);
  }
  const found = [playwrights, ...USUAL_PLACES].find((path) => existsSync(path));
  if (found) return found;
  throw new Error(
    'no Chromium was found: set CHROMIUM_PATH, or run "npx playwright install chromium", ' +
      'or install the chromium package of the system',
  );
}
