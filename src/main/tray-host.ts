import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { app } from 'electron';
import { desktopOs } from './desktop-os.ts';

/** Who shows tray icons on Linux: the desktop itself, or an extension that may come later than the program. */
const WATCHER = 'org.kde.StatusNotifierWatcher';

/**
 * Calls back once the desktop has a place for tray icons that was not there at first. Electron looks for it once, when
 * an icon is made. GLib's own tool watches the bus: it is there wherever GNOME is, whose place comes late.
 */
export function whenTrayHostComes(onCome: () => void): void {
  if (!desktopOs.trayMayBeLate) return;
  const monitor = spawn('gdbus', ['monitor', '--session', '--dest', WATCHER], {
    stdio: ['ignore', 'pipe', 'ignore'],
    // Its lines are read, and would be in the person's language.
    env: { ...process.env, LC_ALL: 'C' },
  });
  // Without the tool or a bus, starting the program a second time shows the window.
  monitor.on('error', () => undefined);
  const end = () => monitor.kill();
  app.once('will-quit', end);
  let isMissing = false;
  createInterface({ input: monitor.stdout }).on('line', (line) => {
    if (line.endsWith('does not have an owner')) isMissing = true;
    if (!/ is owned by /.test(line)) return;
    if (isMissing) onCome();
    app.off('will-quit', end);
    end();
  });
}
