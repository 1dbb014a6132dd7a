import { createHash } from 'node:crypto';
import { ClipboardItem, clipboard } from 'electron';
import { Mutex } from '../core/platform/mutex.ts';
import { desktopOs } from './desktop-os.ts';

/** The system's clipboard. It remembers a digest of what it put there, never the token. */
export class SystemClipboard {
  /** Clearing must not overtake copying, nor the other way round: both wait for the system. */
  readonly #turns = new Mutex();
  #digest: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Puts the token there for `clearAfterMs` at most. */
  async copy(token: string, clearAfterMs: number): Promise<void> {
    await this.#turns.run(async () => {
      const marks = Object.entries(desktopOs.secretClipboardFormats).map(([format, value]) => [
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

  /** Takes the token back, if it is still there. */
  async clear(): Promise<void> {
    await this.#clear(undefined);
  }

  /** Puts something there that is no secret. */
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
