import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { app } from 'electron';
import { desktopOs } from './desktop-os.ts';

/**
 * Starts the program when the person logs in, or does not. Electron knows how on Windows and macOS; on Linux it is a
 * file, as the XDG Autostart specification has it.
 * @throws the system's error where the file cannot be written
 */
export async function setLoginItem(isOn: boolean): Promise<void> {
  if (desktopOs.loginItems === 'electron') {
    app.setLoginItemSettings({ openAtLogin: isOn });
    return;
  }
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
  const quoted = `"${program.replace(/["`$\\]/g, '\\$&')}"`;
  const command = app.isPackaged ? quoted : `${quoted} "${app.getAppPath()}"`;
  return `[Desktop Entry]
Type=Application
Name=Entra Token Tray
Exec=${command}
Icon=entra-token-tray
Terminal=false
X-GNOME-Autostart-enabled=true
`;
}
