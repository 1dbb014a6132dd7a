import { createHash } from 'node:crypto';
import { ClipboardItem, clipboard } from 'electron';
import { Mutex } from '../core/mutex.ts';
import type { TokenClipboard } from './app-controller.ts';

/**
 * Formats that tell clipboard histories and cloud clipboards to keep out. Each system reads its own:
 * - Windows: learn.microsoft.com, "Clipboard formats: Cloud Clipboard and Clipboard History formats"
 * - macOS: nspasteboard.org
 * - Linux: Klipper and the managers that follow it
 */
const KEEP_OUT: Partial<Record<NodeJS.Platform, Readonly<Record<string, string>>>> = {
  win32: {
    ExcludeClipboardContentFromMonitorProcessing: '1',
    // A DWORD of zero, little-endian.
    CanIncludeInClipboardHistory: '\0\0\0\0',
    CanUploadToCloudClipboard: '\0\0\0\0',
  },
  darwin: { 'org.nspasteboard.ConcealedType': '1' },
  linux: { 'x-kde-passwordManagerHint': 'secret' },
};

/** The system's clipboard. It remembers a digest of what it put there, never the token. */
export class SystemClipboard implements TokenClipboard {
  /** Clearing must not overtake copying, nor the other way round: both wait for the system. */
  readonly #turns = new Mutex();
  #digest: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  async copy(token: string, clearAfterMs: number): Promise<void> {
    await this.#turns.run(async () => {
      const marks = Object.entries(KEEP_OUT[process.platform] ?? {}).map(([format, value]) => [
        `electron application/osclipboard;format="${format}"`,
        new Blob([value]),
      ]);
      // Before it is there: whatever happens from here on, somebody will take it back.
      const own = digest(token);
      this.#digest = own;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#clear(own), clearAfterMs);
      await clipboard.write([new ClipboardItem({ 'text/plain': token, ...Object.fromEntries(marks) })]);
    });
  }

  async clear(): Promise<void> {
    await this.#clear(undefined);
  }

  async copyText(text: string): Promise<void> {
    await this.#turns.run(async () => clipboard.writeText(text));
  }

  /** @param only clears no other token than the one of this digest */
  async #clear(only: string | undefined): Promise<void> {
    await this.#turns.run(async () => {
      if (this.#digest === undefined || (only !== undefined && only !== this.#digest)) return;
      if (digest(await clipboard.readText()) === this.#digest) clipboard.clear();
      this.#digest = undefined;
      clearTimeout(this.#timer);
    });
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
