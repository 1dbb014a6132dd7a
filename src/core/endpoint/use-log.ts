import { plainText } from '../../shared/plain-text.ts';
import { parseJson } from '../platform/foreign-json.ts';
import { redact } from '../platform/redact.ts';

/** A token that was handed out to a program. */
export interface Use {
  /** Epoch milliseconds. */
  readonly at: number;
  /** As it names itself. Never a secret: see {@link programName}. */
  readonly program: string;
  /** The profile's ID. */
  readonly profile: string;
}

/** Who does not say. */
const UNKNOWN_PROGRAM = 'unknown';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Over a thousand hand-outs. Beyond it the file becomes the earlier one, and the one before that goes. Bytes. */
const MAX_BYTES = 128 * 1024;
const MAX_NAME_LENGTH = 64;

/**
 * `activity.jsonl`: who was given a token in the last day, a line each, written by whichever process serves. A line is
 * appended in one go, so that several processes do not disturb each other, and begins with its line end: one that was
 * cut off (kill -9, a full disk) is so ended by whoever writes next, and skipped by readers.
 *
 * It is written before this returns, so that a process may end right after; awaiting it is only needed for tidying up.
 * Never rejects: nobody goes without a token because this can't be written.
 */
export async function recordUse(file: string, use: Use): Promise<void> {
  try {
    if (append(file, `\n${JSON.stringify(use)}`, use.at)) await rotate(file, use.at);
  } catch {
    // The disk is full or read-only. Whoever has the token has it.
  }
}

/** The uses of the last day, newest first. What cannot be read was not recorded. @param now epoch milliseconds */
export function recentUses(file: string, now: number): Use[] {
  return (
    [...readLines(earlierFile(file)), ...readLines(file)]
      .flatMap((line) => parseUse(line) ?? [])
      .filter(({ at }) => at > now - DAY_MS && at <= now)
      // Of the same moment, what was written last.
      .reverse()
      .sort((a, b) => b.at - a.at)
  );
}

/**
 * What a program is called by its `User-Agent`, or by the name of its process: on one line, short, and without anything
 * that looks like a secret. Of a list of products (RFC 9110, section 10.1.5) the first is the program, the others what it
 * is made of.
 */
export function programName(text: string | undefined): string {
  const whole = plainText(redact(text ?? ''));
  const product = /^[^\s/]+\/\S+(?=\s|$)/.exec(whole)?.[0] ?? whole;
  return product.slice(0, MAX_NAME_LENGTH).toWellFormed().trim() || UNKNOWN_PROGRAM;
}

/** @returns whether the file is to give way to a new one */
function append(file: string, line: string, now: number): boolean {
  const fs = process.getBuiltinModule('node:fs');
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;
  const descriptor = fs.openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    const status = fs.fstatSync(descriptor);
    if (!status.isFile()) return false;
    if (status.mode & 0o077 && process.getuid) fs.fchmodSync(descriptor, 0o600);
    fs.writeSync(descriptor, line);
    return status.size > MAX_BYTES || (status.size > 0 && !isSameDay(status.mtimeMs, now));
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Whoever still has the file open appends to it under its new name: no line is lost. */
async function rotate(file: string, now: number): Promise<void> {
  // Loaded here: it is needed once a day.
  const { withFileLock } = await import('../platform/file-lock.ts');
  const { renameSync, statSync } = process.getBuiltinModule('node:fs');
  await withFileLock(`${file}.lock`, async () => {
    // Another process may have been quicker; at midnight its day may be the next one already.
    const [first] = readLines(file).flatMap((line) => parseUse(line) ?? []);
    const isPast = first === undefined || (first.at < now && !isSameDay(first.at, now));
    if (statSync(file).size > MAX_BYTES || isPast) renameSync(file, earlierFile(file));
  });
}

/** By the computer's time zone. */
function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

function earlierFile(file: string): string {
  return file.replace(/\.jsonl$/, '-earlier.jsonl');
}

/** Its newest lines, should somebody else have made it larger than it gets here. */
function readLines(file: string): string[] {
  const fs = process.getBuiltinModule('node:fs');
  try {
    const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;
    const descriptor = fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const { size } = fs.fstatSync(descriptor);
      const content = Buffer.alloc(Math.min(size, 2 * MAX_BYTES));
      const length = fs.readSync(descriptor, content, 0, content.length, size - content.length);
      return content.toString('utf8', 0, length).split('\n');
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    return [];
  }
}

/** What another version, or another program, has written there is cleaned like what comes in. */
function parseUse(line: string): Use | undefined {
  const { at, program, profile } = (parseJson(line) ?? {}) as Record<string, unknown>;
  const isWhole = Number.isSafeInteger(at) && typeof program === 'string' && typeof profile === 'string';
  return isWhole ? { at: at as number, program: programName(program), profile } : undefined;
}
