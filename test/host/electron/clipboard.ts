import {
  type ClipboardContents,
  type ClipboardEntry,
  createClipboard,
  textContents,
  textOf,
} from '../control/clipboard.ts';
import { askDriver, hasDriver } from './driver.ts';
import { loud, loudClass } from './missing.ts';

type Payload = string | Blob | Electron.ClipboardBookmark | Promise<Blob | string>;
const BOOKMARK = 'electron application/bookmark';

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
  async getType(type: string): Promise<Blob | Electron.ClipboardBookmark> {
    if (!(type in this.#items)) throw new Error(`the clipboard item has no type ${type}`);
    const payload = await this.#items[type];
    if (type === BOOKMARK) return payload as Electron.ClipboardBookmark;
    return payload instanceof Blob ? payload : new Blob([String(payload)], { type });
  }
  /** All of the item's formats as data. */
  async entries(): Promise<ClipboardEntry[]> {
    return Promise.all(
      this.types.map(async (type) => {
        const payload = await this.getType(type);
        const bytes =
          payload instanceof Blob ? await payload.arrayBuffer() : Buffer.from(JSON.stringify(payload));
        return { type, base64: Buffer.from(bytes as ArrayBuffer).toString('base64') };
      }),
    );
  }
}
loudClass('ClipboardItem', ClipboardItem);

function itemOf(entries: readonly ClipboardEntry[]): ClipboardItem {
  return new ClipboardItem(
    Object.fromEntries(
      entries.map(({ type, base64 }): [string, Payload] => {
        const bytes = Buffer.from(base64, 'base64');
        return [type, type === BOOKMARK ? JSON.parse(bytes.toString('utf8')) : new Blob([bytes], { type })];
      }),
    ),
  );
}

/** Without a driver the clipboard lives and dies with this process. */
const own = createClipboard();

async function fetchContents(): Promise<ClipboardContents> {
  return hasDriver() ? askDriver('readClipboard') : own.contents;
}
async function store(contents: ClipboardContents): Promise<void> {
  if (hasDriver()) await askDriver('writeClipboard', contents);
  else own.contents = contents;
}

const system = {
  clear: () => {
    store([]).catch(() => undefined); // only fails when the driver is gone, and the clipboard with it
  },
  has: async (type) => (await fetchContents()).flat().some((entry) => entry.type === type),
  read: async () => (await fetchContents()).map(itemOf) as unknown as Electron.ClipboardItem[],
  readText: async () => textOf(await fetchContents()),
  write: async (items) => {
    await store(await Promise.all((items as unknown as ClipboardItem[]).map((item) => item.entries())));
  },
  writeText: (text) => store(textContents(text)),
} satisfies Omit<Electron.Clipboard, 'selection'>;

/** Electron's `clipboard`. */
export const clipboard = loud('clipboard', system);
