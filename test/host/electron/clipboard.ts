import {
  type ClipboardContents,
  type ClipboardEntry,
  createClipboard,
  textContents,
  textOf,
} from '../control/clipboard.ts';
import { askDriver, hasDriver } from './driver.ts';
import { guise } from './guise.ts';
import { loud, loudClass } from './missing.ts';
import { focusedWindow } from './windows.ts';

type Payload = string | Blob | Electron.ClipboardBookmark | Promise<Blob | string>;

/** Electron's `ClipboardItem`. */
export class ClipboardItem implements Pick<Electron.ClipboardItem, 'types'> {
  readonly #items: Record<string, Payload>;

  constructor(items: Record<string, Payload>) {
    if (Object.keys(items).length === 0) throw new TypeError('ClipboardItem needs at least one type');
    this.#items = { ...items };
  }
  get types(): string[] {
    return Object.keys(this.#items);
  }
  /** All of the item's formats as data. */
  async entries(): Promise<ClipboardEntry[]> {
    return Promise.all(
      this.types.map(async (type) => {
        const payload = await this.#items[type];
        const bytes = payload instanceof Blob ? await payload.arrayBuffer() : Buffer.from(String(payload));
        return { type, base64: Buffer.from(bytes as ArrayBuffer).toString('base64') };
      }),
    );
  }
}
loudClass('ClipboardItem', ClipboardItem);

/** Without a driver the clipboard lives and dies with this process. */
const own = createClipboard();

/** What this program wrote last: under Wayland all that it sees of the clipboard while another has the keyboard. */
let cached: ClipboardContents = [];

const isOutOfReach = (): boolean => guise.clipboard === 'focus' && !focusedWindow();

async function fetchContents(): Promise<ClipboardContents> {
  if (isOutOfReach()) return cached;
  return hasDriver() ? askDriver('readClipboard') : own.contents;
}
async function store(contents: ClipboardContents): Promise<void> {
  if (hasDriver()) await askDriver('writeClipboard', contents);
  else own.contents = contents;
}
async function write(contents: ClipboardContents): Promise<void> {
  cached = contents;
  if (!isOutOfReach()) await store(contents);
}

async function clear(): Promise<void> {
  const mine = cached;
  cached = [];
  // What a program has put there itself it may take back at any time.
  if (isOutOfReach() && JSON.stringify(await askDriver('readClipboard')) !== JSON.stringify(mine)) return;
  await store([]);
}

const system = {
  clear: () => {
    clear().catch(() => undefined); // only fails when the driver is gone, and the clipboard with it
  },
  // On Windows the formats are told without opening the clipboard (Chromium's ClipboardWin::IsFormatAvailable).
  has: async (type) =>
    (guise.clipboard === 'turns'
      ? await askDriver('clipboardTypes')
      : typesOf(await fetchContents())
    ).includes(type),
  readText: async () => textOf(await fetchContents()),
  write: async (items) => {
    await write(await Promise.all((items as unknown as ClipboardItem[]).map((item) => item.entries())));
  },
  writeText: (text) => write(textContents(text)),
} satisfies Pick<Electron.Clipboard, 'clear' | 'has' | 'readText' | 'write' | 'writeText'>;

const typesOf = (contents: ClipboardContents): string[] => contents.flat().map(({ type }) => type);

/** Electron's `clipboard`. */
export const clipboard = loud('clipboard', system);
