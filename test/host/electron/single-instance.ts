import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { type } from 'node:os';
import { join } from 'node:path';

/** What a second start tells the first. */
export interface SecondStart {
  argv: string[];
  workingDirectory: string;
  additionalData: unknown;
}

let lock: Server | undefined;

/** What the host runs on: `process.platform` and `os.platform()` tell what the program is to take it for. */
const SYSTEM = type();

/** The name that only one process at a time may listen on. Linux and Windows free it when the process dies. */
function lockName(directory: string): string {
  const hash = createHash('sha256').update(realpathSync(directory)).digest('hex').slice(0, 24);
  if (SYSTEM === 'Linux') return `\0desktop-host-${hash}`;
  if (SYSTEM === 'Windows_NT') return `\\\\.\\pipe\\desktop-host-${hash}`;
  return join(directory, 'host.sock');
}

/** Listening on a local name succeeds or fails at once, before `listen` returns. */
function tryListen(name: string): Server | undefined {
  const server = createServer((socket) => socket.destroy()).on('error', () => undefined);
  server.listen(name);
  if (!server.listening) return undefined;
  server.unref();
  return server;
}

/** Elsewhere a socket's file survives kill -9: it is stale when the process that made it is gone. */
function removeStaleSocket(name: string, pidFile: string): void {
  if (SYSTEM === 'Linux' || SYSTEM === 'Windows_NT' || !existsSync(name)) return;
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8')), 0);
  } catch {
    rmSync(name, { force: true });
  }
}

/**
 * Takes the lock that one process per directory may hold; without it, leaves word for the process that does.
 * Synchronous, as Electron's is: the message is a file, since the program may exit right after.
 * @param directory the program's user data
 * @param mine what to tell the holder
 * @param onSecondStart called in the holder for every later start
 */
export function takeSingleInstanceLock(
  directory: string,
  mine: SecondStart,
  onSecondStart: (start: SecondStart) => void,
): boolean {
  if (lock) return true;
  const inbox = join(directory, 'second-starts');
  mkdirSync(inbox, { recursive: true });
  const name = lockName(directory);
  const pidFile = join(directory, 'host.pid');
  removeStaleSocket(name, pidFile);
  lock = tryListen(name);
  if (!lock) {
    const draft = join(inbox, `${randomUUID()}.draft`);
    writeFileSync(draft, JSON.stringify(mine));
    renameSync(draft, draft.replace(/draft$/, 'json'));
    return false;
  }
  if (SYSTEM === 'Darwin') writeFileSync(pidFile, String(process.pid));
  const takeLetters = (deliver: boolean): void => {
    for (const file of readdirSync(inbox).filter((entry) => entry.endsWith('.json'))) {
      const letter = readFileSync(join(inbox, file), 'utf8');
      rmSync(join(inbox, file));
      if (deliver) onSecondStart(JSON.parse(letter));
    }
  };
  takeLetters(false); // for a holder that died before it could read them
  watch(inbox, { persistent: false }, () => takeLetters(true));
  return true;
}
