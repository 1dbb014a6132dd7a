import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { BrowserWindow, ClipboardItem, clipboard } from 'electron';
import { desktopOs } from './desktop-os.ts';

/** A way to the system's clipboard. None of its steps tells whether it had an effect: look afterwards. */
export interface ClipboardPlace {
  /** @param isSecret marks the text, where there is a mark, so that histories keep out */
  write(content: string, isSecret: boolean): Promise<void>;
  /** The text that is there, empty for none; undefined where that cannot be told for now. */
  read(): Promise<string | undefined>;
  clear(): Promise<void>;
}

/** Electron's. Under Wayland it is true only of the window that has the keyboard. */
export const ownClipboard: ClipboardPlace = {
  async write(content, isSecret) {
    const marks = Object.entries(desktopOs.secretClipboardFormats).map(([format, value]) => [
      `electron application/osclipboard;format="${format}"`,
      new Blob([value]),
    ]);
    const item = { 'text/plain': content, ...(isSecret ? Object.fromEntries(marks) : {}) };
    await clipboard.write([new ClipboardItem(item)]);
  },
  async read() {
    const content = await clipboard.readText();
    // While another program has it open it reads as empty, although the formats are told.
    if (content === '' && desktopOs.clipboard === 'turns' && (await clipboard.has('text/plain')))
      return undefined;
    return content;
  },
  clear: async () => clipboard.clear(),
};

/** One that does not answer must not keep the program. */
const TOOL_LIMIT_MS = 3_000;

/** What wl-paste says, in every language, where there is nothing, or nothing that is text: until 2.1, and since 2.2. */
const NOTHING_THERE = /^(No selection|Nothing is copied|No suitable type|Clipboard content is not available)/;

/** wl-clipboard's tools, which need no window. The text goes over standard input: arguments can be listed by anybody. */
const waylandTools: ClipboardPlace = {
  write: async (content) => void (await run('wl-copy', ['--type', 'text/plain'], content)),
  async read() {
    const { code, output, complaint } = await run('wl-paste', ['--no-newline', '--type', 'text/plain']);
    if (code === 0) return output;
    // It fails as well where it finds no compositor.
    return NOTHING_THERE.test(complaint) ? '' : undefined;
  },
  clear: async () => void (await run('wl-copy', ['--clear'])),
};

let areToolsThere = false;

/** wl-clipboard's way, where it is installed: written by the window that has the keyboard, if it is ours, with its marks. */
export async function waylandClipboard(): Promise<ClipboardPlace | undefined> {
  // Once found; until then the person may install it.
  areToolsThere ||= (
    await Promise.all((['wl-copy', 'wl-paste'] as const).map((tool) => run(tool, ['--version'])))
  ).every(({ code }) => code === 0);
  if (!areToolsThere) return undefined;
  const { read, clear } = waylandTools;
  return BrowserWindow.getFocusedWindow() ? { write: ownClipboard.write, read, clear } : waylandTools;
}

/** @returns code undefined where it could not be started, or did not end in time */
async function run(command: 'wl-copy' | 'wl-paste', args: readonly string[], input?: string) {
  const child = spawn(command, args, {
    // wl-copy leaves a process behind that serves the text, and holds its output open.
    stdio: command === 'wl-copy' ? ['pipe', 'ignore', 'ignore'] : 'pipe',
    timeout: TOOL_LIMIT_MS,
  });
  const ended = new Promise<number | undefined>((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('exit', (code) => resolve(code ?? undefined));
  });
  child.stdin?.on('error', () => undefined).end(input ?? '');
  const [code, output, complaint] = await Promise.all([ended, readAll(child.stdout), readAll(child.stderr)]);
  return { code, output, complaint };
}

async function readAll(stream: Readable | null): Promise<string> {
  return stream ? text(stream).catch(() => '') : '';
}
