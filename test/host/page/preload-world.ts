import type { BridgeEnd } from './bridge-end.ts';
import type { Wire } from './wire.ts';

/** What the preload's world tells the host. */
export type FromPreload =
  | { kind: 'invoke'; id: number; channel: string; args: unknown[] }
  | { kind: 'send'; channel: string; args: unknown[] }
  | { kind: 'preload-error'; error: unknown };

/** A message with the address that the document had when it was sent. */
export interface Envelope {
  url: string;
  message: FromPreload;
}

/** What the host tells the preload's world. */
export type ToPreload =
  | { kind: 'event'; channel: string; args: unknown[] }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'failure'; id: number; error: string };

/** The global of the preload's world through which the host delivers; the main world does not have it. */
export const RECEIVER = '__desktopHostReceive';

/** The global of the preload's world that Chrome's binding makes; the main world does not have it. */
export const SENDER = '__desktopHostSend';

/** What a preload script finds around itself. */
export interface PreloadSurroundings {
  wire: Wire;
  bridge: BridgeEnd;
  sender: string;
  receiver: string;
  process: Record<string, unknown>;
  /** The preload script as a CommonJS function. */
  preload(
    require: (name: string) => unknown,
    module: { exports: object },
    exports: object,
    process: object,
  ): void;
}

/**
 * Runs a preload script as Electron does in a sandboxed renderer: CommonJS, `require('electron')` with the renderer's
 * modules only. Its source text runs inside pages: it must use nothing from outside its own braces.
 */
export function startPreloadWorld(surroundings: PreloadSurroundings): void {
  type Listener = (event: Electron.IpcRendererEvent, ...args: unknown[]) => void;
  type ListenerMethod = 'on' | 'once' | 'off' | 'addListener' | 'removeListener' | 'removeAllListeners';
  const { wire, bridge } = surroundings;
  const world = globalThis as unknown as Record<string, unknown> & { location: { href: string } };
  const binding = world[surroundings.sender] as (text: string) => void;
  const post = (message: FromPreload): void => {
    const envelope: Envelope = { url: world.location.href, message };
    binding(wire.encode(envelope));
  };

  /** An object whose unknown members throw with their name, instead of being undefined. */
  const loud = <T extends object>(name: string, object: T): T =>
    new Proxy(object, {
      get(target, key) {
        if (key in target || typeof key === 'symbol' || key === 'then' || key === 'toJSON') {
          const value: unknown = Reflect.get(target, key);
          return typeof value === 'function' ? value.bind(target) : value;
        }
        throw new Error(`desktop host has no ${name}.${key} in a preload script`);
      },
    });

  const listeners = new Map<string, { listener: Listener; once: boolean }[]>();
  const awaited = new Map<number, { resolve(value: unknown): void; reject(reason: unknown): void }>();
  let lastId = 0;

  // Methods on a prototype: like Electron's, this object arrives empty on the other side of the context bridge.
  class IpcRenderer
    implements
      Pick<Electron.IpcRenderer, 'invoke' | 'send'>,
      // Names only: Electron types these as answering with its own class.
      Record<keyof Pick<Electron.IpcRenderer, ListenerMethod>, unknown>
  {
    async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      const id = ++lastId;
      post({ kind: 'invoke', id, channel, args });
      return new Promise((resolve, reject) => awaited.set(id, { resolve, reject }));
    }
    send(channel: string, ...args: unknown[]): void {
      post({ kind: 'send', channel, args });
    }
    on(channel: string, listener: Listener): this {
      return this.#add(channel, listener, false);
    }
    once(channel: string, listener: Listener): this {
      return this.#add(channel, listener, true);
    }
    addListener(channel: string, listener: Listener): this {
      return this.#add(channel, listener, false);
    }
    off(channel: string, listener: Listener): this {
      const kept = listeners.get(channel) ?? [];
      const index = kept.findLastIndex((entry) => entry.listener === listener);
      if (index >= 0) listeners.set(channel, kept.toSpliced(index, 1));
      return this;
    }
    removeListener(channel: string, listener: Listener): this {
      return this.off(channel, listener);
    }
    removeAllListeners(channel?: string): this {
      if (channel === undefined) listeners.clear();
      else listeners.delete(channel);
      return this;
    }
    #add(channel: string, listener: Listener, once: boolean): this {
      listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, once }]);
      return this;
    }
  }
  const ipcRenderer = loud('ipcRenderer', new IpcRenderer());
  const contextBridge = loud('contextBridge', {
    exposeInMainWorld: (key: string, api: unknown) => bridge.expose(key, api),
  } satisfies Pick<Electron.ContextBridge, 'exposeInMainWorld'>);

  world[surroundings.receiver] = (text: string) => {
    const message = wire.decode(text) as ToPreload;
    if (message.kind === 'event') {
      for (const entry of listeners.get(message.channel) ?? []) {
        if (entry.once) ipcRenderer.off(message.channel, entry.listener);
        const event = { sender: ipcRenderer, ports: [] } as unknown as Electron.IpcRendererEvent;
        try {
          entry.listener(event, ...message.args);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
      return;
    }
    const waiting = awaited.get(message.id);
    awaited.delete(message.id);
    if (message.kind === 'result') waiting?.resolve(message.value);
    else waiting?.reject(new Error(message.error));
  };

  const electron = loud('electron', { contextBridge, ipcRenderer });
  const require = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer') return electron;
    throw new Error(
      `module not found: ${name} (a sandboxed preload script has only electron in the desktop host)`,
    );
  };
  const module = { exports: {} };
  try {
    surroundings.preload(require, module, module.exports, loud('process', surroundings.process));
  } catch (error) {
    post({ kind: 'preload-error', error });
  }
}
