import { EventEmitter } from 'node:events';
import { guise } from './guise.ts';
import { loud } from './missing.ts';

/** A bar at the top or, on Windows, at the bottom. */
const BAR = 32;

/** Whether two rectangles have a part in common. */
export function overlap(one: Electron.Rectangle, other: Electron.Rectangle): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

/** What a window may cover of the display that shows most of `bounds`, else of the first. */
export function workAreaFor(bounds: Electron.Rectangle): Electron.Rectangle {
  const { x, y, width, height } =
    guise.displays.find((display) => overlap(display, bounds)) ?? (guise.displays[0] as Electron.Rectangle);
  return { x, y: guise.platform === 'win32' ? y : y + BAR, width, height: height - BAR };
}

/** Electron's `screen`; of its displays only what the program asks for. */
class Screen extends EventEmitter implements Pick<Electron.Screen, 'getDisplayMatching'> {
  getDisplayMatching(bounds: Electron.Rectangle): Electron.Display {
    return loud('display', { workArea: workAreaFor(bounds) }) as unknown as Electron.Display;
  }
}

/** Electron's `screen`. */
export const screen = loud('screen', new Screen());
