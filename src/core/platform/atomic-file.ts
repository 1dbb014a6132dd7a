import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Makes the directory, for its owner’s eyes only. */
export async function ensureDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

/** A name beside `path` that no other process uses. */
export function temporaryName(path: string): string {
  // Not by node:crypto, which takes longer to load than a helper has time.
  return `${path}.${process.pid}-${crypto.randomUUID().slice(0, 8)}.tmp`;
}

/** Replaces `path` by `temporary` in one step. Windows refuses for a moment while another process reads it. */
export async function replaceFile(temporary: string, path: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await rename(temporary, path);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      const passing =
        process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY');
      if (!passing || attempt >= 20) throw error;
      await sleep(10 + attempt * 5);
    }
  }
}

/**
 * Writes a file so that a reader, or a crash at any moment, sees the old content or the new, never a part.
 * @param mode who may do what with it, whatever the umask is
 */
export async function writeFileAtomically(path: string, content: string, mode = 0o600): Promise<void> {
  await ensureDirectory(dirname(path));
  const temporary = temporaryName(path);
  try {
    await writeWhole(temporary, content, mode);
    await replaceFile(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function writeWhole(path: string, content: string, mode: number): Promise<void> {
  await using handle = await open(path, 'wx', mode);
  await handle.chmod(mode);
  await handle.writeFile(content, 'utf8');
  await handle.sync();
}

/** What `work` on a file brings; undefined where there is no such file. */
export async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
