import { EventEmitter } from 'node:events';
import type { PowerEvent } from '../desktop.ts';
import { guise } from './guise.ts';
import { loud } from './missing.ts';

let isLocked = false;

/** Electron's `powerMonitor`. */
class PowerMonitor extends EventEmitter implements Pick<Electron.PowerMonitor, 'getSystemIdleState'> {
  getSystemIdleState(): 'active' | 'locked' {
    return isLocked ? 'locked' : 'active';
  }
}

/** Electron's `powerMonitor`. */
export const powerMonitor = loud('powerMonitor', new PowerMonitor());

/** Something happens to the computer; the program is told what its system tells. */
export function emitPower(event: PowerEvent): void {
  const isAboutLock = event === 'lock-screen' || event === 'unlock-screen';
  if (isAboutLock) isLocked = event === 'lock-screen';
  if (!isAboutLock || guise.tellsLocks) powerMonitor.emit(event);
}
