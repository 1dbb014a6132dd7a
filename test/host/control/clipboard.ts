/** One format of one clipboard item. */
export interface ClipboardEntry {
  /** A MIME type, or `electron application/osclipboard;format="…"` for a format of the operating system. */
  type: string;
  base64: string;
}

/** What a clipboard holds: items, each in one or more formats. */
export type ClipboardContents = ClipboardEntry[][];

/**
 * The clipboard of the simulated desktop. It belongs to the test, not to the program, since a real clipboard outlives
 * the programs that write to it: give the same one to several launches.
 */
export interface SharedClipboard {
  contents: ClipboardContents;
  /** Another program has it open: reads, writes and clears are without effect, and say nothing of it. */
  isHeld: boolean;
}

/** Makes an empty {@link SharedClipboard}. */
export function createClipboard(): SharedClipboard {
  return { contents: [], isHeld: false };
}

/** The clipboard's plain text, empty when there is none. */
export function textOf(contents: ClipboardContents): string {
  const entry = contents.flat().find(({ type }) => type === 'text/plain');
  return entry ? Buffer.from(entry.base64, 'base64').toString('utf8') : '';
}

/** Contents of plain text only. */
export function textContents(text: string): ClipboardContents {
  return [[{ type: 'text/plain', base64: Buffer.from(text, 'utf8').toString('base64') }]];
}
