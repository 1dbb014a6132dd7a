import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { Bridge, Events } from '../shared/operations.ts';

const EVENTS: ReadonlySet<string> = new Set<keyof Events>(['state:changed', 'view:show']);

/**
 * The bridge: two functions, no access to Electron. Which channels exist, and what they take, is main's to check.
 */
const bridge: Bridge = {
  request: (channel, ...payload) => ipcRenderer.invoke(channel, ...payload),
  on<E extends keyof Events>(channel: E, listener: (payload: Events[E]) => void) {
    // Only what the contract names: the page must not listen to anything else.
    if (!EVENTS.has(channel)) throw new Error('unknown event');
    const forward = (_event: IpcRendererEvent, payload: Events[E]) => listener(payload);
    ipcRenderer.on(channel, forward);
    return () => ipcRenderer.off(channel, forward);
  },
};

contextBridge.exposeInMainWorld('bridge', bridge);
