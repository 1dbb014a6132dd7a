import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the Chromium that shows the windows is started with, besides what every Chromium here is. */
export const WINDOW_ARGS = [
  '--disable-quic',
  '--remote-debugging-port=0',
  // Beneath the refusal of requests by the host: no name resolves, whatever way a request may find.
  '--host-resolver-rules=MAP * ~NOTFOUND',
];

/** The web socket address of the DevTools of the Chromium with this profile, once it runs. */
export function devToolsAddress(profile: string): string | undefined {
  const file = join(profile, 'DevToolsActivePort');
  if (!existsSync(file)) return undefined;
  const [port, path] = readFileSync(file, 'utf8').split('\n');
  return path ? `ws://127.0.0.1:${port}${path}` : undefined;
}
