import { statSync } from 'node:fs';

/** When a file was last touched. The keyring's is touched before the item is written as well as afterwards. */
export function revisionOf(file: string): string | undefined {
  try {
    const { ino, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return `${ino} ${mtimeNs} ${ctimeNs}`;
  } catch {
    return undefined;
  }
}

/** False only where a file certainly is not there: a folder that cannot be looked into hides what it holds. */
export function mayBeThere(file: string): boolean {
  try {
    return isThere(file);
  } catch {
    return true;
  }
}

export function isThere(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}
