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

/**
 * What of Chromium is switched off: the pages that it prepares for the suggestions under its address bar, which nobody
 * types into here. They take more of the processor than all the rest of its start.
 *
 * Chromium listens to the last `--disable-features` only, so Playwright's own are here again.
 */
const DISABLED_FEATURES = [
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'WebUIOmniboxPopup',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'TcpPortRandomizationWin',
  'ThirdPartyStoragePartitioning',
];

/** Debian's Chromium without a face: the same engine, for a third less of the processor. */
const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell';

/** How to launch a Chromium here; `chromium` is Playwright's. */
export function chromiumOptions(
  chromium: { executablePath(): string },
  headless: boolean,
): {
  executablePath: string;
  headless: boolean;
  chromiumSandbox: boolean;
  args: string[];
} {
  const hasShell = headless && !process.env.CHROMIUM_PATH && existsSync(HEADLESS_SHELL);
  return {
    executablePath: hasShell ? HEADLESS_SHELL : findChromium(chromium.executablePath()),
    headless,
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu', `--disable-features=${DISABLED_FEATURES.join()}`],
  };
}
