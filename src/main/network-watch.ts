import { setTimeout as sleep } from 'node:timers/promises';
import { net, powerMonitor } from 'electron';
import { TICK_MS } from '../core/session/schedule.ts';

/** After a resume the network needs a moment; it is not judged before this has passed. Milliseconds. */
const RESUME_PATIENCE_MS = 10_000;
const RESUME_STEP_MS = 500;

/** Calls `onOnline` when the computer wakes up, and when a lost network is back. */
export function watchNetwork(onOnline: () => void): void {
  // Electron's main process has no event for it.
  let wasOnline = net.isOnline();
  setInterval(() => {
    const isOnline = net.isOnline();
    if (isOnline && !wasOnline) onOnline();
    wasOnline = isOnline;
  }, TICK_MS);
  powerMonitor.on('resume', () => void untilOnline().then(onOnline));
}

async function untilOnline(): Promise<void> {
  for (let waited = 0; !net.isOnline() && waited < RESUME_PATIENCE_MS; waited += RESUME_STEP_MS) {
    await sleep(RESUME_STEP_MS);
  }
}
