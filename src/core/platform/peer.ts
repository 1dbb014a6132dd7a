import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { release } from 'node:os';
import { once } from './once.ts';

/** The kernel's tables of connections. A client that speaks IPv6 as well, such as Java, stands in the second only. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'] as const;
const ROOT = 0;
/** Columns of a line: `sl local_address rem_address st queues timer retransmits uid timeout inode`. */
const UID = 7;
const INODE = 9;

/**
 * True where the system tells whose a connection over loopback is: on Linux, if its tables can be read. Not where Linux
 * is Windows' guest: a Windows program's connection may stand in no table.
 */
export const tellsPeers = once(
  () => process.platform === 'linux' && !/microsoft/i.test(release()) && hasTable(),
);

/** Only a table that is not there, or is kept from us, tells nothing: one that can't be read just now will. */
function hasTable(): boolean {
  try {
    return readFileSync(TABLES[0], 'latin1') !== '';
  } catch (error) {
    return !['ENOENT', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

/**
 * True where the program at the other end of a connection over loopback may be served: it is this user's or root's.
 * Loopback is shared with the machine's other users. Where the system does not tell, everybody may: what they know has
 * to decide.
 */
export async function mayBeServed(socket: Socket): Promise<boolean> {
  if (!tellsPeers()) return true;
  const { remoteAddress = '', remotePort = 0, localAddress = '', localPort = 0 } = socket;
  const ends = [
    { address: remoteAddress, port: remotePort },
    { address: localAddress, port: localPort },
  ];
  const { tcp, tcp6 } = await currentTables();
  const owner = remoteAddress.includes(':')
    ? ownerIn(tcp6(), ends.map(ipv6Column))
    : (ownerIn(tcp(), ends.map(ipv4Column)) ?? ownerIn(tcp6(), ends.map(mappedColumn)));
  return owner !== undefined && (owner === ROOT || owner === process.getuid?.());
}

interface Tables {
  readonly tcp: () => string;
  readonly tcp6: () => string;
}

/** A reading that took longer is of a machine with many connections. Milliseconds. */
const LONG_READING_MS = 3;

let next: Promise<Tables> | undefined;
let lastReading = { endedAt: 0, took: 0 };

/**
 * The tables as they are from now on. Whoever asks at the same moment shares a reading; after a long one, as much time
 * passes before the next, so that a burst of connections shares it too.
 *
 * At once and not in the background: the kernel gives 4 KB a read, and a busy program would wait its turn between any two.
 */
function currentTables(): Promise<Tables> {
  next ??= new Promise((resolve) => {
    const read = () => {
      next = undefined;
      resolve({ tcp: once(() => readTable(TABLES[0])), tcp6: once(() => readTable(TABLES[1])) });
    };
    const { endedAt, took } = lastReading;
    const pause = took > LONG_READING_MS ? endedAt + took - performance.now() : 0;
    if (pause > 0) setTimeout(read, pause);
    else setImmediate(read);
  });
  return next;
}

/** The user of the line with these two ends; undefined where there is none. */
function ownerIn(table: string, columns: readonly string[]): number | undefined {
  const ends = ` ${columns.join(' ')} `;
  for (let at = table.indexOf(ends); at >= 0; at = table.indexOf(ends, at + 1)) {
    const start = table.lastIndexOf('\n', at) + 1;
    const fields = table.slice(start, table.indexOf('\n', at)).trim().split(/\s+/);
    // Without an inode it is nobody's any more, and its user ID says 0.
    if (fields[INODE] !== '0') return Number(fields[UID]);
  }
  return undefined;
}

function readTable(file: string): string {
  const began = performance.now();
  try {
    return readFileSync(file, 'latin1');
  } catch {
    // Absent without IPv6. What cannot be read names nobody, and nobody is served.
    return '';
  } finally {
    const endedAt = performance.now();
    lastReading = { endedAt, took: endedAt - began };
  }
}

interface End {
  readonly address: string;
  readonly port: number;
}

/** As the table writes it: `0100007F:1F90` is 127.0.0.1:8080. */
function ipv4Column({ address, port }: End): string {
  const bytes = address.split('.').map((byte) => hex(Number(byte), 2));
  return `${bytes.reverse().join('')}:${hex(port, 4)}`;
}

/** IPv4 within IPv6: ::ffff:127.0.0.1. */
function mappedColumn(end: End): string {
  return `0000000000000000FFFF0000${ipv4Column(end)}`;
}

/** Of all IPv6 only ::1 is loopback. */
function ipv6Column({ port }: End): string {
  return `00000000000000000000000001000000:${hex(port, 4)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
