import { EventEmitter } from 'node:events';
import type { FromPreload, ToPreload } from '../page/preload-world.ts';
import { hostEvent } from './event.ts';
import { loud } from './missing.ts';
import type { WebContents } from './web-contents.ts';

type Handler = (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown;

/** Electron's `ipcMain`. */
class IpcMain
  extends EventEmitter
  implements Pick<Electron.IpcMain, 'handle' | 'handleOnce' | 'removeHandler'>
{
  readonly #handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel))
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    if (typeof handler !== 'function')
      throw new TypeError(`Expected handler to be a function, but found ${typeof handler}`);
    this.#handlers.set(channel, handler);
  }
  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel);
      return handler(event, ...args);
    });
  }
  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** Takes a message from a preload script. */
  receive(contents: WebContents, message: FromPreload & { kind: 'invoke' | 'send' }): void {
    const { mainFrame } = contents;
    const event = hostEvent({
      type: 'frame' as const,
      sender: contents as unknown as Electron.WebContents,
      senderFrame: mainFrame,
      frameId: mainFrame.routingId,
      processId: mainFrame.processId,
    });
    if (message.kind === 'send') {
      const reply = (channel: string, ...args: unknown[]) => contents.send(channel, ...args);
      this.emit(
        message.channel,
        Object.assign(event, { reply, ports: [], returnValue: undefined }),
        ...message.args,
      );
      return;
    }
    const { channel, id } = message;
    const answer = (result: ToPreload): void => contents.post(result);
    this.#run(channel, event, message.args).then(
      (value) => {
        try {
          answer({ kind: 'result', id, value });
        } catch (error) {
          answer({ kind: 'failure', id, error: `Error invoking remote method '${channel}': ${error}` });
        }
      },
      (error) => {
        console.error(`Error occurred in handler for '${channel}':`, error);
        answer({ kind: 'failure', id, error: `Error invoking remote method '${channel}': ${error}` });
      },
    );
  }

  async #run(channel: string, event: Electron.IpcMainInvokeEvent, args: unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    return handler(event, ...args);
  }
}

/** Electron's `ipcMain`. */
export const ipcMain = loud('ipcMain', new IpcMain());
