import { powerMonitor } from 'electron';
import { desktopOs } from './desktop-os.ts';

/** How often a screen is looked at whose lock the system does not tell of. Milliseconds. */
const LOOK_MS = 3_000;
/** Of `idle`, which is no matter here. Seconds. */
const IDLE_SECONDS = 3_600;

/** Tells when the screen is locked, as long as it is wanted. */
export class ScreenLock {
  readonly #onLock: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(onLock: () => void) {
    this.#onLock = onLock;
    if (desktopOs.tellsLocks) powerMonitor.on('lock-screen', onLock);
  }

  /** Looks at the screen from now on, or no longer, where the system does not tell by itself. */
  watch(isWanted: boolean): void {
    clearInterval(this.#timer);
    if (desktopOs.tellsLocks || !isWanted) return;
    this.#timer = setInterval(() => {
      if (powerMonitor.getSystemIdleState(IDLE_SECONDS) === 'locked') this.#onLock();
    }, LOOK_MS);
  }
}
