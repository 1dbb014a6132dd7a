import type { ReadStream } from 'node:tty';
import { FailureError } from '../shared/failures.ts';
import type { Context } from './context.ts';

/**
 * Asks for one line at the terminal.
 * @param silent what is typed is not shown
 * @throws FailureError `cancelled`
 */
export async function ask(
  prompt: string,
  { terminal, signals }: Context,
  input: ReadStream,
  { silent }: { readonly silent: boolean },
): Promise<string> {
  const { read } = await import('read');
  // The line end is not shown either: what is said next would stick to the prompt.
  const asked = read({ prompt, silent, input, output: process.stderr, terminal: true }).finally(() =>
    silent ? terminal.say('') : undefined,
  );
  const { promise, reject } = Promise.withResolvers<never>();
  signals.signal.addEventListener('abort', () => reject(new FailureError('cancelled')));
  // Ctrl-C at the prompt: the terminal is in raw mode, and the prompt is who hears of it.
  return Promise.race([asked.catch(() => Promise.reject(new FailureError('cancelled'))), promise]);
}
