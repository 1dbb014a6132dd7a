import { constants } from 'node:fs';
import { access, lstat, open, readdir, readlink, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, parse, resolve, sep } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import { FailureError } from '../../shared/failures.ts';
import { ifThere, writeFileAtomically } from '../platform/atomic-file.ts';
import { withFileLock } from '../platform/file-lock.ts';
import { decodeText } from '../platform/text.ts';

/** No file of this kind is larger, and every edit reads all of it. */
const SIZE_LIMIT = 1024 * 1024;
/** As many as Linux follows. */
const MAX_LINKS = 40;

/** The content of a person's file; `isThere` tells an empty file from none. */
export interface FileText {
  readonly text: string;
  readonly isThere: boolean;
}

/**
 * Edits a person's text file under a lock, and replaces it in one step where the edit changed it; it has mode 0600
 * then. An edit that changes nothing leaves the mode too: the file is as its owner, or an earlier edit, left it.
 *
 * The lock lies in a folder of ours: one beside the file could be somebody's (`Gemfile.lock`).
 *
 * A missing file is an empty text, which makes no file unless `makesEmpty`; a missing folder is a failure. An edit that
 * returns `undefined` removes the file. A symbolic link stays: its target is edited. Links in folders
 * that others can write to are refused.
 * @throws FailureError `tool_folder_missing`, `tool_unwritable`, and what `edit` throws; the file is as it was then
 */
export async function editFile(
  path: string,
  lockFolder: string,
  edit: (text: string, isThere: boolean) => string | undefined | Promise<string | undefined>,
  { makesEmpty = false }: { readonly makesEmpty?: boolean } = {},
): Promise<'changed' | 'same'> {
  try {
    const file = await targetOf(path);
    const lock = process
      .getBuiltinModule('node:crypto')
      .createHash('sha256')
      .update(file)
      .digest('hex')
      .slice(0, 32);
    return await withFileLock(join(lockFolder, `${lock}.lock`), async () => {
      const { text, isThere } = await readText(file);
      const after = await edit(text, isThere);
      const isSame = isThere || !makesEmpty ? after === text : false;
      if (isSame || (after === undefined && !isThere)) return 'same';
      await removeLeftovers(file);
      if (after === undefined) await rm(file);
      else await writeFileAtomically(file, after);
      return 'changed';
    });
  } catch (error) {
    throw asFailure(error, path);
  }
}

/**
 * Reads a file as an edit would, and makes sure that one could replace it.
 * @throws FailureError `tool_folder_missing`, `tool_unwritable`
 */
export async function inspectFile(path: string): Promise<FileText> {
  try {
    const file = await targetOf(path);
    const found = await readText(file);
    await access(dirname(file), constants.W_OK);
    return found;
  } catch (error) {
    throw asFailure(error, path);
  }
}

/**
 * Where the links lead, also when nothing is there yet. A link in a folder that others can write to is not followed: any
 * of them can have put it there, and it may lead to a file of the person's that they could not change themselves.
 */
async function targetOf(path: string): Promise<string> {
  let place = parse(path).root;
  const ahead = path.slice(place.length).split(sep);
  for (let links = 0; ahead.length > 0; ) {
    const next = join(place, ahead.shift() as string);
    if (!(await isLink(next))) {
      place = next;
      continue;
    }
    if (await canOthersWrite(place))
      throw new Unfit('loose_link', `${next} is a link in a folder that others can write to`);
    // In circles: the system says so.
    if (++links > MAX_LINKS) return realpath(path);
    const target = resolve(place, await readlink(next));
    place = parse(target).root;
    ahead.unshift(...target.slice(place.length).split(sep));
  }
  await realpath(dirname(place)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new FailureError('tool_folder_missing', {
      params: { file: path, folder: dirname(place) },
      cause: 'ENOENT',
    });
  });
  return place;
}

async function isLink(path: string): Promise<boolean> {
  return (await ifThere(lstat(path)))?.isSymbolicLink() ?? false;
}

/** True where somebody other than this user and root can. Windows lets nobody but administrators make links. */
async function canOthersWrite(folder: string): Promise<boolean> {
  const me = process.getuid?.();
  if (me === undefined) return false;
  const { uid, gid, mode } = await stat(folder);
  // Where every user has a group of their own, with their number and no other members, folders are open to it. Another
  // group may have the number by chance.
  const isGroupOthers = gid !== me || gid !== process.getgid?.();
  return (uid !== me && uid !== 0) || (mode & 0o002) !== 0 || (isGroupOthers && (mode & 0o020) !== 0);
}

async function readText(file: string): Promise<FileText> {
  // For writing too: replacing a file asks only for its folder, and would override a read-only one.
  // A link that has come meanwhile is not followed either.
  const flags = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0);
  await using handle = await ifThere(open(file, flags));
  if (!handle) return { text: '', isThere: false };
  const status = await handle.stat();
  if (!status.isFile()) throw new Unfit('not_file', 'it is not a file');
  if (status.size > SIZE_LIMIT) throw new Unfit('too_large', 'it is larger than 1 MiB');
  return { text: decode(await handle.readFile()), isThere: true };
}

/** Text that is not UTF-8 would come back in another encoding than its other readers expect. */
function decode(bytes: Uint8Array): string {
  const decoded = decodeText(bytes);
  if (decoded?.encoding === 'utf-8') return decoded.mark + decoded.text;
  throw new Unfit('not_utf8', `it is not text in UTF-8${decoded ? ` (but in ${decoded.encoding})` : ''}`);
}

/** What a process of ours was writing when it was killed holds a token, in a folder that may be under version control. */
async function removeLeftovers(file: string): Promise<void> {
  const [folder, name] = [dirname(file), basename(file)];
  const names = await readdir(folder);
  const leftovers = names.filter(
    (other) => other.startsWith(name) && /^\.\d+-[0-9a-f]{8}\.tmp$/.test(other.slice(name.length)),
  );
  for (const leftover of leftovers) await rm(join(folder, leftover), { force: true });
}

/** A file that we must not edit, and why: a code of the messages, and words for the log. */
class Unfit extends Error {
  readonly code: string;

  constructor(code: string, words: string) {
    super(words);
    this.code = code;
  }
}

/** Only what is about the file: a failure or a defect of the edit stays what it is. */
function asFailure(error: unknown, file: string): unknown {
  const unwritable = (words: string, cause?: string) =>
    new FailureError('tool_unwritable', { params: { file, cause: words }, ...(cause && { cause }) });
  if (error instanceof Unfit) return unwritable(error.message, error.code);
  if (error instanceof FailureError && error.failure.code === 'cache_busy') {
    return unwritable('another process of this program is holding it', 'cache_busy');
  }
  const { errno, code } = error as NodeJS.ErrnoException;
  return errno === undefined ? error : unwritable(getSystemErrorMessage(errno), code);
}
