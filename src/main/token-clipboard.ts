import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Mutex } from '../core/platform/mutex.ts';
import { FailureError } from '../shared/failures.ts';
import { type ClipboardPlace, ownClipboard, waylandClipboard } from './clipboard-places.ts';
import { desktopOs } from './desktop-os.ts';

/** Other programs open the clipboard for moments. One that keeps it longer is worth telling of. Milliseconds. */
const PATIENCE_MS = 2_500;
const LOOK_MS = 50;
/** So many looks in a row see nothing there before that counts, where it may also mean that nothing can be seen. */
const EMPTY_LOOKS = 5;
/** A text that could not be taken back is looked for again. */
const AGAIN_MS = 30_000;

/** The system's clipboard. It remembers a digest of what it put there, never the token. */
export class SystemClipboard {
  readonly #focusWindow: () => Promise<boolean>;
  readonly #onSecret: (isThere: boolean) => void;
  /** Clearing must not overtake copying, nor the other way round: both wait for the system. */
  readonly #turns = new Mutex();
  /** Of every token that may still be there: a copy that failed has left the one before it. */
  readonly #digests = new Set<string>();
  #latest: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param focusWindow shows the window; resolves when it has the keyboard, with false where it does not get it
   * @param onSecret called when a token may be on the clipboard, and when it is known to be gone
   */
  constructor(focusWindow: () => Promise<boolean>, onSecret: (isThere: boolean) => void) {
    this.#focusWindow = focusWindow;
    this.#onSecret = onSecret;
  }

  /**
   * Puts the token there for `clearAfterMs` at most. Resolves when it is known to be there.
   * @throws FailureError `clipboard_busy`, `clipboard_needs_window`
   */
  async copy(token: string, clearAfterMs: number): Promise<void> {
    await this.#put(token, true, () => {
      // Before it is there: whatever happens from here on, somebody will take it back.
      const own = digest(token);
      this.#latest = own;
      this.#digests.add(own);
      this.#onSecret(true);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#clear(own), clearAfterMs);
    });
  }

  /** Takes the token back, if it is still there. */
  async clear(): Promise<void> {
    await this.#clear(undefined);
  }

  /** Puts something there that is no secret. Throws as `copy` does. */
  async copyText(text: string): Promise<void> {
    await this.#put(text, false, () => undefined);
  }

  async #put(text: string, isSecret: boolean, before: () => void): Promise<void> {
    const write = (place: ClipboardPlace) =>
      this.#turns.run(() => {
        before();
        return isPut(place, text, isSecret);
      });
    if (desktopOs.clipboard !== 'focus') {
      if (!(await write(ownClipboard))) throw new FailureError('clipboard_busy');
      return;
    }
    const place = await waylandClipboard();
    if (place && (await write(place))) return;
    if (!(await this.#focusWindow()) || !(await write(ownClipboard)))
      throw new FailureError('clipboard_needs_window');
  }

  /** @param only does nothing where another token than the one of this digest was copied since */
  async #clear(only: string | undefined): Promise<void> {
    await this.#turns.run(async () => {
      const latest = this.#latest;
      if (latest === undefined || (only !== undefined && only !== latest)) return;
      clearTimeout(this.#timer);
      if (await areGone(await placeToRead(), this.#digests)) {
        this.#latest = undefined;
        this.#digests.clear();
        this.#onSecret(false);
      } else {
        this.#timer = setTimeout(() => void this.#clear(latest), AGAIN_MS);
      }
    });
  }
}

/** Writes until the text is seen there; false where it never is. */
async function isPut(place: ClipboardPlace, text: string, isSecret: boolean): Promise<boolean> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(LOOK_MS)) {
    await place.write(text, isSecret);
    if ((await place.read()) === text) return true;
    if (Date.now() > deadline) return false;
  }
}

/** Clears until none of our texts is seen there; false where that cannot be told. */
async function areGone(place: ClipboardPlace, own: ReadonlySet<string>): Promise<boolean> {
  const enough = desktopOs.clipboard === 'turns' ? EMPTY_LOOKS : 1;
  let emptyLooks = 0;
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(LOOK_MS)) {
    const text = await place.read();
    if (text) emptyLooks = 0;
    if (text === '' && ++emptyLooks >= enough) return true;
    if (!text) continue;
    // Somebody has copied something else.
    if (!own.has(digest(text))) return true;
    await place.clear();
  }
  return false;
}

/** What Electron reads under Wayland is its own memory, while its window does not have the keyboard. */
async function placeToRead(): Promise<ClipboardPlace> {
  return (desktopOs.clipboard === 'focus' ? await waylandClipboard() : undefined) ?? ownClipboard;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
