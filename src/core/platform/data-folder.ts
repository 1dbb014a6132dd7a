import { constants, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Failure, type FailureCode, FailureError } from '../../shared/failures.ts';
import { ifThere } from './atomic-file.ts';

/** Only its owner can rename or remove what lies in such a folder. Node has no name for it. */
const STICKY = 0o1000;

/** What the system says of a place of ours, and what it means. */
const MEANINGS: Readonly<Record<string, FailureCode>> = {
  EROFS: 'data_folder_read_only',
  ENOSPC: 'data_folder_full',
  EDQUOT: 'data_folder_full',
  EACCES: 'data_folder_denied',
  EPERM: 'data_folder_denied',
};

/** An error of the file system about a file of ours, in its own words; any other error as it is. */
export function asFolderFailure(error: unknown, path: string): unknown {
  // Writing failed, and then closing the file too.
  if (error instanceof SuppressedError) return asFolderFailure(error.suppressed, path);
  // MSAL's persistence passes the system's code on under a name of its own.
  const { code, errorCode, syscall } = (error ?? {}) as NodeJS.ErrnoException & { errorCode?: string };
  const said = code ?? errorCode ?? '';
  if (Object.hasOwn(MEANINGS, said))
    return new FailureError(MEANINGS[said] as FailureCode, { params: { path } });
  const isFileSystems = syscall !== undefined && /^E[A-Z0-9]+$/.test(said);
  return isFileSystems ? new FailureError('data_folder_unusable', { params: { path }, cause: said }) : error;
}

/** True where nothing can be written there, whatever can be read. */
export function isUnwritable({ code }: Failure): boolean {
  return Object.values(MEANINGS).includes(code);
}

/** Runs `work` on a file of ours. @throws FailureError `data_folder_*` for the system's errors */
export async function inDataFolder<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asFolderFailure(error, path);
  }
}

/**
 * Looks who else could change what lies in the folder, or put another in its place. Whoever can, decides where people sign
 * in and where tokens go.
 * @returns the folder, or the one around it, that another user or a group can change; the person may have meant it so
 * @throws FailureError `data_folder_loose` where everybody can; `data_folder_*` where it cannot be looked at
 */
export async function examineDataFolder(root: string): Promise<string | undefined> {
  const status = await inDataFolder(root, () => ifThere(stat(root)));
  if (!status) return undefined;
  if (!status.isDirectory()) {
    throw new FailureError('data_folder_unusable', { params: { path: root }, cause: 'ENOTDIR' });
  }
  // Windows has no such modes; the folder lies in the user's own profile there.
  if (!process.geteuid) return undefined;
  if (status.mode & constants.S_IWOTH)
    throw new FailureError('data_folder_loose', { params: { path: root } });
  if (isForeign(status) || status.mode & constants.S_IWGRP) return root;
  const around = dirname(root);
  const outer = await stat(around).catch(() => undefined);
  return outer && (isForeign(outer) || canBeRearranged(outer)) ? around : undefined;
}

/** Root's folder is nobody else's: root may do anything anyway. */
function isForeign({ uid }: Stats): boolean {
  return uid !== process.geteuid?.() && uid !== 0;
}

/**
 * True where others can rename what is not theirs. A person's own group has nobody else in it, and on many systems may
 * write to all that the person makes.
 */
function canBeRearranged({ mode, uid, gid }: Stats): boolean {
  const isPrivateGroup = gid === uid && gid === process.getegid?.();
  const isOpen = mode & constants.S_IWOTH || (mode & constants.S_IWGRP && !isPrivateGroup);
  return Boolean(isOpen) && !(mode & STICKY);
}
