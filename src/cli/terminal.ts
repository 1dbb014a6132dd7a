import type { Failure } from '../shared/failure.ts';
import { explain, type Translate } from '../shared/messages/index.ts';

/**
 * The two streams: results on stdout, so that `$(entra-token token)` holds nothing else; all the rest on stderr.
 */
export class Terminal {
  readonly #t: Translate;

  constructor(t: Translate) {
    this.#t = t;
  }

  /** A result, with a line end. Resolves when it has been handed to the system. */
  async result(text: string): Promise<void> {
    await write(process.stdout, `${process.stdout.isTTY ? printable(text) : text}\n`);
  }

  /** A result for a program. */
  async json(value: unknown): Promise<void> {
    await this.result(JSON.stringify(value, undefined, 2));
  }

  /** Something for the person at the terminal. That nobody can read it changes nothing about the result. */
  async say(text: string): Promise<void> {
    await write(process.stderr, `${printable(text)}\n`).catch(() => undefined);
  }

  /** What happened, why, and what to do next. */
  async failure(failure: Failure): Promise<void> {
    const { title, why, next } = explain(failure, this.#t);
    const lines = [`entra-token: ${title}`, `  Why:  ${why}`, `  Next: ${next}`];
    if (failure.correlationId) {
      const number = failure.aadsts === undefined ? '' : `AADSTS${failure.aadsts}, `;
      const at = new Date(failure.at).toISOString();
      lines.push(`  For the help desk: ${number}correlation ID ${failure.correlationId}, ${at}`);
    }
    await this.say(lines.join('\n'));
  }
}

/** Without the control characters with which a name from elsewhere could steer the terminal. Line ends stay. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n]/gu, '');
}

async function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const end = (error?: Error | null) => {
      stream.off('error', end);
      // A reader that has gone (`| head -1`) is no failure of ours; a full disk is.
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error);
      else resolve();
    };
    stream.once('error', end);
    stream.write(text, end);
  });
}
