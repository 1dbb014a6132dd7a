import fs from 'node:fs';

const MAX_BYTES = 1024 * 1024;

/**
 * The text of a file that anybody may have put there; undefined for what is none, such as a pipe, which would keep the
 * reader waiting, and for what is larger than such files are.
 */
export function readSmallFile(path: string): string | undefined {
  const { O_RDONLY, O_NONBLOCK = 0 } = fs.constants;
  let descriptor: number | undefined;
  try {
    descriptor = fs.openSync(path, O_RDONLY | O_NONBLOCK);
    const status = fs.fstatSync(descriptor);
    return status.isFile() && status.size <= MAX_BYTES ? fs.readFileSync(descriptor, 'utf8') : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}
