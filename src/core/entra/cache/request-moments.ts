import { rmSync, writeFileSync } from 'node:fs';
import { parseJson } from '../../platform/foreign-json.ts';
import { readSmallFile } from '../../platform/small-file.ts';

/**
 * When Entra was asked for one sign-in within the last hour, by any process. Epoch milliseconds. No secret, and written at
 * each refresh before Entra is asked: in the keyring, among the notes, that was a third of what a refresh costs.
 *
 * For whoever holds the lock of the refresh. What cannot be written or read counts for nobody else: each process has its
 * own count beside it.
 */
export class RequestMoments {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  read(): readonly number[] {
    const moments = parseJson(readSmallFile(this.#file) ?? '');
    return Array.isArray(moments) ? moments.filter(Number.isFinite) : [];
  }

  write(moments: readonly number[]): void {
    try {
      writeFileSync(this.#file, JSON.stringify(moments), { mode: 0o600 });
    } catch {
      // The folder is full or read-only.
    }
  }

  forget(): void {
    try {
      rmSync(this.#file, { force: true });
    } catch {
      // It says nothing of whom it was about.
    }
  }
}
