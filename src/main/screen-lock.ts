import { powerMonitor } from 'electron';
import { desktopOs } from './desktop-os.ts';

/** How often a screen is looked at whose lock the system does not tell of. Milliseconds. */
const LOOK_MS = 3_000;
/** Of `idle`, which is no matter here. Seconds. */
const IDLE_SECONDS = 3_600;

/**
 * Tells when the screen is locked.
 * @returns what says whether that is wanted just now: where the system does not tell by itself, the screen is looked at
 */
export function watchScreenLock(onLock: () => void): (isWanted: boolean) => void {
  if (desktopOs.tellsLocks) {
    powerMonitor.on('lock-screen', onLock);
    return () => undefined;
  }
  let timer: NodeJS.Timeout | undefined;
  return (isWanted) => {
    clearInterval(timer);
    if (!isWanted) return;
    timer = setInterval(() => {
      if (powerMonitor.getSystemIdleState(IDLE_SECONDS) === 'locked') onLock();
    }, LOOK_MS);
  };
}
