import { type Browser, chromium } from 'playwright';
import { chromiumOptions } from '../support/find-chromium.ts';
import { devToolsAddress, WINDOW_ARGS } from './control/dev-tools.ts';
import { until } from './waiting.ts';

const START_LIMIT = 30_000;

/**
 * A Chromium that shows the windows of many starts of the program, each in a session of its own that ends with the
 * program. Its start costs more than all the rest of the program's.
 */
export interface SharedChromium {
  /** The web socket address of its DevTools. */
  readonly devTools: string;
  /** The driver's own connection. */
  readonly browser: Browser;
  stop(): Promise<void>;
}

export async function startSharedChromium(): Promise<SharedChromium> {
  const options = chromiumOptions(chromium, process.env.HOST_HEADED !== '1');
  const server = await chromium.launchServer({
    ...options,
    args: [...options.args, ...WINDOW_ARGS],
  });
  const profile = server
    .process()
    .spawnargs.find((arg) => arg.startsWith('--user-data-dir='))
    ?.replace('--user-data-dir=', '');
  const devTools = await until(
    START_LIMIT,
    async () => profile && devToolsAddress(profile),
    () => 'Chromium does not tell where its DevTools are',
  );
  return {
    devTools,
    browser: await chromium.connectOverCDP(devTools),
    stop: () => server.close(),
  };
}
