import { existsSync } from 'node:fs';
import { BROWSER_PLACES } from '../../scripts/system-packages.mjs';

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
  const found = [playwrights, ...BROWSER_PLACES].find((path) => existsSync(path));
  if (found) return found;
  throw new Error(
    'no Chromium was found: set CHROMIUM_PATH, or run "npx playwright install chromium", ' +
      'or install the chromium package of the system',
  );
}
