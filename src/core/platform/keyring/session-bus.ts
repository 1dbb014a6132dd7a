import { connect } from 'node:net';
import { join } from 'node:path';
import { FailureError } from '../../../shared/failures.ts';
import { withTimeLimit } from '../time-limit.ts';

/**
 * Waits until the session bus has said anything at all. The keyring's native module connects to the bus on the thread
 * that asks, without a time limit: a bus that stays silent would hold the whole program.
 * A bus that is not there, or no plain socket, is left to the module, which says what is wrong.
 * @throws FailureError `keyring_timeout`
 */
export async function waitForSessionBus(limitMs: number): Promise<void> {
  const path = socketPath(process.env);
  if (!path) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const socket = connect({ path });
  for (const event of ['data', 'error', 'close'] as const) socket.once(event, () => resolve());
  // The first line of the D-Bus authentication protocol: who we are.
  socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(process.getuid?.())).toString('hex')}\r\n`);
  const timeout = () => new FailureError('keyring_timeout', { params: { seconds: String(limitMs / 1000) } });
  await withTimeLimit(promise, limitMs, timeout).finally(() => socket.destroy());
}

/** The socket that libdbus connects to first, as `unix:path=/run/user/1000/bus` names it. */
function socketPath({ DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR }: NodeJS.ProcessEnv): string | undefined {
  if (!DBUS_SESSION_BUS_ADDRESS) return XDG_RUNTIME_DIR && join(XDG_RUNTIME_DIR, 'bus');
  const [, kind, escaped = ''] =
    /^unix:(?:[^;]*,)?(path|abstract)=([^,;]+)/.exec(DBUS_SESSION_BUS_ADDRESS) ?? [];
  const path = escaped.replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return kind === 'abstract' ? `\0${path}` : path;
}
