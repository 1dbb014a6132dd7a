import { EventEmitter } from 'node:events';
import { loud } from './missing.ts';

/** The one display of the host's desktop. */
export const primaryDisplay: Electron.Display = {
  id: 1,
  label: 'desktop host',
  bounds: { x: 0, y: 0, width: 1280, height: 800 },
  size: { width: 1280, height: 800 },
  workArea: { x: 0, y: 32, width: 1280, height: 768 },
  workAreaSize: { width: 1280, height: 768 },
  nativeOrigin: { x: 0, y: 0 },
  scaleFactor: 1,
  rotation: 0,
  internal: true,
  detected: true,
  monochrome: false,
  accelerometerSupport: 'unknown',
  touchSupport: 'unknown',
  colorDepth: 24,
  colorSpace: 'srgb',
  depthPerComponent: 8,
  displayFrequency: 60,
  maximumCursorSize: { width: 64, height: 64 },
};

/** Electron's `screen`. */
class Screen
  extends EventEmitter
  implements
    Pick<
      Electron.Screen,
      | 'getPrimaryDisplay'
      | 'getAllDisplays'
      | 'getDisplayNearestPoint'
      | 'getDisplayMatching'
      | 'getCursorScreenPoint'
    >
{
  getPrimaryDisplay(): Electron.Display {
    return structuredClone(primaryDisplay);
  }
  getAllDisplays(): Electron.Display[] {
    return [this.getPrimaryDisplay()];
  }
  getDisplayNearestPoint(): Electron.Display {
    return this.getPrimaryDisplay();
  }
  getDisplayMatching(): Electron.Display {
    return this.getPrimaryDisplay();
  }
  getCursorScreenPoint(): Electron.Point {
    return { x: 1252, y: 16 };
  }
}

/** Electron's `screen`. */
export const screen = loud('screen', new Screen());
