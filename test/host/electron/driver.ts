import { type Channel, type Handlers, openChannel } from '../control/channel.ts';
import type { DriverCalls, HostCalls } from '../control/messages.ts';

let channel: Channel<DriverCalls> | undefined;

/**
 * Opens the conversation with the test that started this process; does nothing when there is none.
 * @param handlers what the host answers
 * @param onLost called when the test is gone
 */
export function connectDriver(handlers: Handlers<HostCalls>, onLost: () => void): void {
  if (!process.send) return;
  channel = openChannel<HostCalls, DriverCalls>(process, handlers);
  process.on('disconnect', onLost);
}

/** Whether a test drives this process. */
export function hasDriver(): boolean {
  return channel !== undefined;
}

/** Asks the test. */
export const askDriver: Channel<DriverCalls>['ask'] = (name, ...args) => {
  if (!channel) return Promise.reject(new Error('no driver'));
  return channel.ask(name, ...args);
};

/** Resolves when the test has been sent everything. */
export async function flushToDriver(): Promise<void> {
  await channel?.flushed();
}
