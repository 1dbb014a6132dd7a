import type { Readable } from 'node:stream';
import { type DecodedText, decodeText } from '../core/platform/text.ts';

/** Why a stream is not read: it has more bytes than it may, or they are no text. */
export type Unreadable = 'tooLong' | 'notText';

/** A stream's text. Of one that is longer than `maxBytes` no more is read. */
export async function readLimited(stream: Readable, maxBytes: number): Promise<DecodedText | Unreadable> {
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
