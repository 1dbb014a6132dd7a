import { setTimeout as sleep } from 'node:timers/promises';
import { net, powerMonitor } from 'electron';
import { LOOK_EVERY_MS } from '../core/session/schedule.ts';
import type { AppController } from './app-controller.ts';

/** After a resume the network needs a moment; it is not judged before this has passed. Milliseconds. */
const RESUME_PATIENCE_MS = 10_000;
const RESUME_STEP_MS = 500;

/** Tells the controller when the computer wakes up, and when a lost network is back. */
export function followNetwork(controller: AppController): void {
  // Electron's main process has no event for it.
  let wasOnline = net.isOnline();
  setInterval(() => {
    const isOnline = net.isOnline();
    if (isOnline && !wasOnline) controller.lookAgain();
    wasOnline = isOnline;
  }, LOOK_EVERY_MS);
  powerMonitor.on('resume', () => {
    void untilOnline().then(() => controller.lookAgain());
  });
}

async function untilOnline(): Promise<void> {
  for (let waited = 0; !net.isOnline() && waited < RESUME_PATIENCE_MS; waited += RESUME_STEP_MS) {
    await sleep(RESUME_STEP_MS);
  }
}
