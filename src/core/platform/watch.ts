import { watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from './logger.ts';

/** Several changes at once (a temporary file, its renaming) are one. Milliseconds. */
const SETTLE_MS = 150;

/**
 * Calls `onChange` with the name of each file in `directory` whose modification time has changed. Temporary and lock
 * files are ignored.
 * @returns the function that ends the watch
 */
export function watchFiles(
  directory: string,
  onChange: (name: string) => Promise<void>,
  log: Logger,
): () => void {
  const seen = new Map<string, number>();
  const timers = new Map<string, NodeJS.Timeout>();
  const check = async (name: string) => {
    const status = await stat(join(directory, name)).catch(() => undefined);
    // Reading a file must not look like a change of it.
    const changed = status?.mtimeMs ?? 0;
    if (seen.get(name) === changed) return;
    seen.set(name, changed);
    await onChange(name);
  };
  const checkSoon = (name: string) => {
    clearTimeout(timers.get(name));
    const timer = setTimeout(() => {
      timers.delete(name);
      check(name).catch((error: unknown) =>
        log.error(`[watch] ${error instanceof Error ? error.stack : error}`),
      );
    }, SETTLE_MS);
    timers.set(name, timer);
  };
  const watcher = watch(directory, (_, name) => {
    if (name && !name.endsWith('.tmp') && !name.endsWith('.lock')) checkSoon(name);
  });
  watcher.on('error', (error) => log.warn(`[watch] ${error.message}`));
  return () => {
    watcher.close();
    for (const timer of timers.values()) clearTimeout(timer);
  };
}
