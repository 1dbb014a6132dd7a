/** Keys that stand in an accelerator, by the DOM's names; in brackets what Electron calls each. */
const KEY =
  /^(?:Key([A-Z])|Digit(\d)|Arrow(\w+)|(F(?:[1-9]|1\d|2[0-4])|Space|Insert|Home|End|PageUp|PageDown))$/;

/**
 * A key press as Electron's accelerator, such as `Control+Shift+C`.
 * @returns undefined until a key is pressed together with Control, Alt or Command: anything less would take a letter
 * away from every program
 */
export function acceleratorOf(
  event: Readonly<{ code: string } & Record<`${'ctrl' | 'alt' | 'shift' | 'meta'}Key`, boolean>>,
  platform: string,
): string | undefined {
  const key = KEY.exec(event.code)?.slice(1).find(Boolean);
  if (!key || !(event.ctrlKey || event.altKey || event.metaKey)) return undefined;
  return [
    ...(event.ctrlKey ? ['Control'] : []),
    ...(event.altKey ? ['Alt'] : []),
    ...(event.metaKey ? [platform === 'darwin' ? 'Command' : 'Super'] : []),
    ...(event.shiftKey ? ['Shift'] : []),
    key,
  ].join('+');
}
