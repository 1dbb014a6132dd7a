import { closeSync, fchmodSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { format } from 'node:util';
import { redact } from './redact.ts';

/** Where the core writes what it did. Messages are English; secrets are removed on the way. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** One file of this size, and the one before it. */
const MAX_BYTES = 1024 * 1024;

/** A log file that may still have lines to write. */
export interface LogFile extends Logger {
  /** Resolves when every line so far is in the file. Await it before the process ends. */
  settled(): Promise<void>;
}

/**
 * The program's log file. A line that cannot be written is left out: logging must not stop the program. electron-log is loaded with the first line: most commands write none, and it takes longer to
 * load than they have time.
 * @param file where it lies, asked for with the first line
 * @param source who writes: `tray` or `cli`
 */
export function openLog(file: () => string, source: string): LogFile {
  let opened: Promise<Logger> | undefined;
  let last: Promise<void> = Promise.resolve();
  const write = (level: keyof Logger) => (message: string) => {
    opened ??= openFile(file, source);
    last = opened.then((logger) => logger[level](message)).catch(() => undefined);
  };
  return { info: write('info'), warn: write('warn'), error: write('error'), settled: () => last };
}

/**
 * The file with its rotation. electron-log's Node build serves the tray and the command line alike; its console
 * transport stays silent, since the command line's output is a contract.
 */
async function openFile(place: () => string, source: string): Promise<Logger> {
  const file = place();
  makePrivate(file);
  const { default: log } = await import('electron-log/node.js');
  // It would tell of a full disk there.
  log.transports.console.writeFn = () => undefined;
  const logger = log.create({ logId: source });
  logger.transports.console.level = false;
  // Without a name it looks for a package.json around the working directory, and writes nothing where there is none.
  logger.transports.file.setAppName('entra-token-tray');
  logger.transports.file.level = 'info';
  logger.transports.file.resolvePathFn = () => file;
  logger.transports.file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  logger.transports.file.maxSize = MAX_BYTES;
  logger.transports.file.archiveLogFn = (old) => {
    try {
      renameSync(old.path, `${old.path}.1`);
    } catch {
      // Another process rotated it first, or the disk is full: logging must not stop the program.
    }
  };
  logger.transports.file.format = ({ message }) => [
    `${message.date.toISOString()} ${message.level} [${source} ${process.pid}] ${redact(format(...message.data))}`,
  ];
  return logger;
}

/** Makes the file for its owner's eyes only, whatever the umask is: electron-log leaves that to the umask. */
function makePrivate(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const descriptor = openSync(file, 'a', 0o600);
  try {
    fchmodSync(descriptor, 0o600);
  } finally {
    closeSync(descriptor);
  }
}
