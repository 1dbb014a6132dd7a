/** Room between icon and window. */
const GAP = 8;

/**
 * A place beside the tray icon, centred on it, wholly on the screen's work area: below an icon at the top, above one at
 * the bottom.
 */
export function placeBeside(
  icon: Electron.Rectangle,
  size: Electron.Size,
  workArea: Electron.Rectangle,
): Electron.Point {
  const clamp = (value: number, min: number, max: number) => Math.round(Math.max(min, Math.min(value, max)));
  const isAtTop = icon.y + icon.height / 2 < workArea.y + workArea.height / 2;
  const y = isAtTop ? icon.y + icon.height + GAP : icon.y - size.height - GAP;
  return {
    x: clamp(icon.x + icon.width / 2 - size.width / 2, workArea.x, workArea.x + workArea.width - size.width),
    y: clamp(y, workArea.y, workArea.y + workArea.height - size.height),
  };
}
