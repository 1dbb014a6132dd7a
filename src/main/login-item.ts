import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { app } from 'electron';
import { FailureError } from '../shared/failures.ts';
import { desktopOs } from './desktop-os.ts';

/** The argument of a start that nobody waits for: the window stays closed. */
const HIDDEN = '--hidden';

/** Whether it was the system that started the program, at login. @param argv that start's arguments */
export function isStartAtLogin(argv: readonly string[]): boolean {
  return argv.includes(HIDDEN) || app.getLoginItemSettings().wasOpenedAtLogin;
}

/**
 * Starts the program, without its window, when the person logs in, or does not. Electron knows how on Windows and
 * macOS; on Linux it is a file, as the XDG Autostart specification has it.
 * @throws FailureError `login_item_refused` where the system does not take it; the system's error where the file cannot
 * be written
 */
export async function setLoginItem(isOn: boolean): Promise<void> {
  switch (desktopOs.loginItems) {
    case 'run-key':
      return setRunKey(isOn);
    case 'bundle':
      return setBundle(isOn);
    case 'xdg-autostart':
      return setAutostart(isOn);
  }
}

/** Windows: a command line. Electron alone, without the program's folder, would start nothing of ours. */
function setRunKey(isOn: boolean): void {
  const args = app.isPackaged ? [HIDDEN] : [`"${app.getAppPath()}"`, HIDDEN];
  app.setLoginItemSettings({ openAtLogin: isOn, args });
  if (app.getLoginItemSettings({ args }).openAtLogin !== isOn)
    throw new FailureError('login_item_refused', { cause: 'not stored' });
}

/** macOS: the program's bundle, which only an installed one has; the person may have to allow it. */
function setBundle(isOn: boolean): void {
  if (!app.isPackaged) throw new FailureError('login_item_refused', { cause: 'not installed' });
  app.setLoginItemSettings({ openAtLogin: isOn });
  const { openAtLogin, status } = app.getLoginItemSettings();
  if (openAtLogin !== isOn) throw new FailureError('login_item_refused', { cause: status });
}

async function setAutostart(isOn: boolean): Promise<void> {
  const file = join(
    process.env.XDG_CONFIG_HOME || join(homedir(), '.config'),
    'autostart',
    'entra-token-tray.desktop',
  );
  if (!isOn) {
    await rm(file, { force: true });
    return;
  }
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, entry(), { mode: 0o600 });
  // What runs at the next login is nobody else's to write, whatever the umask is and whoever made the file.
  await chmod(file, 0o600);
}

/** An AppImage is started by its own path, not by that of what it unpacked. */
function entry(): string {
  const program = process.env.APPIMAGE || app.getPath('exe');
  const command = [program, ...(app.isPackaged ? [] : [app.getAppPath()])].map(quoted);
  return `[Desktop Entry]
Type=Application
Name=Entra Token Tray
Exec=${command.join(' ')} ${HIDDEN}
Icon=entra-token-tray
Terminal=false
X-GNOME-Autostart-enabled=true
`;
}

/**
 * An argument of `Exec`, as the Desktop Entry specification has it: quoted, then escaped as any string is, with
 * percent signs that are not field codes.
 */
function quoted(argument: string): string {
  const inQuotes = argument.replace(/["`$\\]/g, '\\$&');
  return `"${inQuotes.replaceAll('\\', '\\\\').replaceAll('%', '%%')}"`;
}
