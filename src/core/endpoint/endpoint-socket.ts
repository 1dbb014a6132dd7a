import { rmdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { listen } from '../platform/loopback.ts';
import { isPrivateFolder, newEndpointSecret } from './endpoint-address.ts';

const NAME = 'endpoint.sock';
/** Folders that are made where the data folder cannot hold a socket; six characters follow. */
const MADE = 'entra-token-socket-';
/** What a Unix socket's address holds. */
const MAX_PATH_BYTES = process.platform === 'linux' ? 107 : 103;

/**
 * Listens where nobody else can: in the data folder or, where its path is too long, it is open to others or its file
 * system knows no sockets, in a folder of our own among the system's. On Windows at a named pipe.
 * @returns where
 * @throws the system's error
 */
export async function listenOnSocket(server: Server, dataFolder: string): Promise<string> {
  if (process.platform === 'win32') {
    const pipe = `\\\\.\\pipe\\${MADE}${newEndpointSecret()}`;
    await listen(server, { path: pipe });
    return pipe;
  }
  let problem: unknown;
  for (const folder of [dataFolder, process.env.XDG_RUNTIME_DIR, tmpdir()]) {
    try {
      if (folder) return await listenIn(server, folder, folder !== dataFolder);
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
}

async function listenIn(server: Server, folder: string, isShared: boolean): Promise<string> {
  // mkdtemp(3) puts six characters behind the name.
  const longest = join(folder, isShared ? MADE + '?'.repeat(6) : '', NAME);
  if (Buffer.byteLength(longest) > MAX_PATH_BYTES) throw unfit('ENAMETOOLONG');
  const own = isShared ? await mkdtemp(join(folder, MADE)) : folder;
  if (!isPrivateFolder(own)) throw unfit('EACCES');
  const path = join(own, NAME);
  // What a process that was killed has left.
  rmSync(path, { force: true });
  await listen(server, { path });
  return path;
}

function unfit(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** Removes the folder that was made for a socket, which is gone. */
export function removeSocketFolder(path: string): void {
  const folder = dirname(path);
  if (!basename(folder).startsWith(MADE)) return;
  try {
    rmdirSync(folder);
  } catch {
    // It is empty, and nobody else's.
  }
}
