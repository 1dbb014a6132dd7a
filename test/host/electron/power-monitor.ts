import { EventEmitter } from 'node:events';
import { loud } from './missing.ts';

/** Electron's `powerMonitor`; its events come from the driver. */
class PowerMonitor
  extends EventEmitter
  implements
    Pick<
      Electron.PowerMonitor,
      'onBatteryPower' | 'isOnBatteryPower' | 'getSystemIdleTime' | 'getSystemIdleState'
    >
{
  onBatteryPower = false;
  isOnBatteryPower(): boolean {
    return this.onBatteryPower;
  }
  getSystemIdleTime(): number {
    return 0;
  }
  getSystemIdleState(): 'active' {
    return 'active';
  }
}

/** Electron's `powerMonitor`. */
export const powerMonitor = loud('powerMonitor', new PowerMonitor());
