import { connect, type Socket } from 'node:net';

const NAME = 'org.kde.StatusNotifierWatcher';

/** The header fields of a call to the bus, by their numbers in the D-Bus specification. */
const FIELDS = [
  [1, 'o', '/org/freedesktop/DBus'],
  [2, 's', 'org.freedesktop.DBus'],
  [6, 's', 'org.freedesktop.DBus'],
] as const;

/**
 * Takes the name by which a desktop's place for tray icons is found on a session bus, and nothing more: the icons
 * themselves are the desktop host's.
 * @param address as in DBUS_SESSION_BUS_ADDRESS
 * @returns what gives the name up
 */
export async function ownTrayHostName(address: string): Promise<() => void> {
  const path = /unix:path=([^,;]+)/.exec(address)?.[1] ?? '';
  const socket = connect({ path });
  socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(process.getuid?.())).toString('hex')}\r\n`);
  await answer(socket);
  socket.write('BEGIN\r\n');
  socket.write(call(1, 'Hello'));
  await answer(socket);
  const name = Buffer.from(`${NAME}\0`);
  const padding = Buffer.alloc(-name.length & 3);
  socket.write(call(2, 'RequestName', 'su', Buffer.concat([uint(NAME.length), name, padding, uint(0)])));
  await answer(socket);
  return () => socket.destroy();
}

function answer(socket: Socket): Promise<unknown> {
  return new Promise((resolve, reject) => socket.once('data', resolve).once('error', reject));
}

function call(serial: number, member: string, signature = '', body: Buffer = Buffer.alloc(0)): Buffer {
  const fields = [
    ...FIELDS.map(([code, type, value]) => field(code, type, value)),
    field(3, 's', member),
    ...(signature ? [field(8, 'g', signature)] : []),
  ];
  // Each field begins at a multiple of eight; what follows the last one as well.
  const padded = fields.map((bytes) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 7)]));
  const length = padded.reduce((sum, { length }) => sum + length, 0) - (-(fields.at(-1)?.length ?? 0) & 7);
  const fixed = Buffer.from(['l'.charCodeAt(0), 1, 0, 1]);
  return Buffer.concat([fixed, uint(body.length), uint(serial), uint(length), ...padded, body]);
}

function field(code: number, type: 'o' | 's' | 'g', value: string): Buffer {
  const text = Buffer.from(`${value}\0`);
  const head = Buffer.from([code, 1, type.charCodeAt(0), 0]);
  return type === 'g'
    ? Buffer.concat([head, Buffer.from([value.length]), text])
    : Buffer.concat([head, uint(value.length), text]);
}

function uint(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
