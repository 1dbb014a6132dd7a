import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { getSystemErrorMessage } from 'node:util';
import { type DecodedText, decodeText } from '../core/platform/text.ts';
import { fileProblem } from '../shared/messages/index.ts';
import { type Context, usage } from './context.ts';
import { typedInput } from './windows-console.ts';

/** No refresh token of Entra's comes near this, nor a password or a client secret. Bytes. */
const MAX_SECRET = 16_384;

/** Why an input is not read: it has more bytes than it may, or they are no text. */
type Unreadable = 'tooLong' | 'notText';

/** What is piped in, or typed. @throws FailureError `usage` */
export async function readStdin({ t, terminal }: Context): Promise<string> {
  const keys = process.platform === 'win32' ? 'Ctrl-Z, Enter' : 'Ctrl-D';
  const typed = typedInput();
  if (typed) await terminal.say(t('cli.readingStdin', { keys }));
  const content = await readLimited(typed ?? process.stdin, MAX_SECRET);
  if (content === 'tooLong') throw usage(t('cli.stdinTooLong'));
  // A password in a guessed encoding would be a wrong one, and wrong ones lock the account.
  const isCertain = content !== 'notText' && (content.encoding === 'utf-8' || content.mark !== '');
  if (!isCertain) throw usage(t('cli.stdinNotText'));
  if (!content.text.trim()) throw usage(t('cli.stdinEmpty'));
  return content.text;
}

/**
 * The text of a file that a person names; `-` is standard input. A pipe is as good as a file; what never ends is not.
 * @throws FailureError `usage` where the system does not let it be read
 */
export async function readNamedFile(
  file: string,
  maxBytes: number,
  { t }: Context,
): Promise<DecodedText | Unreadable> {
  try {
    if (file === '-') return await readLimited(process.stdin, maxBytes);
    if ((await stat(file)).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    return await readLimited(createReadStream(file), maxBytes);
  } catch (error) {
    const { errno, code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw usage(t('cli.fileNotFound', { file }));
    const cause =
      fileProblem(code, t) ?? (errno === undefined ? String(error) : getSystemErrorMessage(errno));
    throw usage(t('cli.fileUnreadable', { file, cause }));
  }
}

/** Of what is longer than `maxBytes` no more is read. */
async function readLimited(stream: Readable, maxBytes: number): Promise<DecodedText | Unreadable> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.byteLength;
    if (size > maxBytes) return 'tooLong';
    chunks.push(bytes);
  }
  return decodeText(Buffer.concat(chunks)) ?? 'notText';
}
