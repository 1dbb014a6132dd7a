import { greatestWidth } from './width.ts';

/** What is over sooner is not worth a line that flashes up. Milliseconds. */
const DELAY_MS = 200;

/** One line of a terminal that tells what is awaited, and is gone before anything else is said. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #shown: (text: string) => string;
  #text: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isVisible = false;
  #isOff = false;

  /** @param shown makes a text fit for the stream */
  constructor(stream: NodeJS.WriteStream, shown: (text: string) => string) {
    this.#stream = stream;
    this.#shown = shown;
  }

  /** From now on nothing is shown. */
  turnOff(): void {
    this.hide();
    this.#isOff = true;
  }

  /** @returns false where the line can't be shown: no terminal, or one that can't take it away again */
  show(text: string): boolean {
    const { isTTY, columns } = this.#stream;
    // A longer one would leave its first lines behind.
    if (this.#isOff || !isTTY || process.env.TERM === 'dumb' || greatestWidth(text) >= (columns || 80))
      return false;
    if (text === this.#text) return true;
    this.hide();
    this.#text = text;
    this.#timer = setTimeout(() => this.#draw(), DELAY_MS).unref();
    return true;
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.#text = undefined;
    this.#clear();
  }

  /** Shows it while `work` lasts. */
  async during<T>(text: string, work: () => Promise<T>): Promise<T> {
    this.show(text);
    try {
      return await work();
    } finally {
      this.hide();
    }
  }

  /** Makes room for what `write` says. */
  async aside(write: () => Promise<void>): Promise<void> {
    const wasVisible = this.#isVisible;
    this.#clear();
    await write();
    if (wasVisible && this.#text !== undefined) this.#draw();
  }

  #draw(): void {
    this.#isVisible = true;
    this.#stream.write(this.#shown(this.#text ?? ''));
  }

  #clear(): void {
    if (!this.#isVisible) return;
    this.#isVisible = false;
    this.#stream.cursorTo(0);
    this.#stream.clearLine(0);
  }
}
