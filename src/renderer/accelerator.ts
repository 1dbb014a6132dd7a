/** Electron's names of keys that have another in the DOM. */
const NAMED: Readonly<Record<string, string>> = {
  Space: 'Space',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Insert: 'Insert',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
};

/**
 * A key press as Electron's accelerator, such as `Control+Shift+C`.
 * @returns undefined until a key is pressed together with Control, Alt or Command: anything less would take a letter
 * away from every program
 */
export function acceleratorOf(
  event: {
    readonly code: string;
    readonly ctrlKey: boolean;
    readonly altKey: boolean;
    readonly shiftKey: boolean;
    readonly metaKey: boolean;
  },
  platform: string,
): string | undefined {
  const key =
    /^(?:Key([A-Z])|Digit(\d)|(F(?:[1-9]|1\d|2[0-4])))$/.exec(event.code)?.slice(1).find(Boolean) ??
    NAMED[event.code];
  if (!key || !(event.ctrlKey || event.altKey || event.metaKey)) return undefined;
  return [
    ...(event.ctrlKey ? ['Control'] : []),
    ...(event.altKey ? ['Alt'] : []),
    ...(event.metaKey ? [platform === 'darwin' ? 'Command' : 'Super'] : []),
    ...(event.shiftKey ? ['Shift'] : []),
    key,
  ].join('+');
}
