import fs, { type Stats } from 'node:fs';

const MAX_BYTES = 1024 * 1024;

/**
 * The text of a file that anybody may have put there; undefined for what is none, such as a pipe, which would keep the
 * reader waiting, and for what is larger than such files are.
 */
export function readSmallFile(path: string, maxBytes = MAX_BYTES): string | undefined {
  try {
    const found = readSmallBytes(path, maxBytes);
    return typeof found === 'string' ? undefined : found.bytes.toString('utf8');
  } catch {
    return undefined;
  }
}

/**
 * As {@link readSmallFile}, not yet read as text, with what the system says of the file, or why it is none.
 * @throws the system's error
 */
export function readSmallBytes(
  path: string,
  maxBytes = MAX_BYTES,
): { readonly bytes: Buffer; readonly status: Stats } | 'not_file' | 'too_large' {
  const { O_RDONLY, O_NONBLOCK = 0 } = fs.constants;
  const descriptor = fs.openSync(path, O_RDONLY | O_NONBLOCK);
  try {
    const status = fs.fstatSync(descriptor);
    // Reading a folder fails in the system's own words.
    if (!status.isFile() && !status.isDirectory()) return 'not_file';
    return status.size <= maxBytes ? { bytes: fs.readFileSync(descriptor), status } : 'too_large';
  } finally {
    fs.closeSync(descriptor);
  }
}
