import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { Bridge, Events } from '../shared/ipc.ts';

/**
 * The bridge: two functions, no access to Electron. Which channels exist, and what they take, is main's to check.
 */
const bridge: Bridge = {
  request: (channel, ...payload) => ipcRenderer.invoke(channel, ...payload),
  onState(listener) {
    const channel = 'state:changed' satisfies keyof Events;
    const forward = (_event: IpcRendererEvent, state: Events['state:changed']) => listener(state);
    ipcRenderer.on(channel, forward);
    return () => ipcRenderer.off(channel, forward);
  },
};

contextBridge.exposeInMainWorld('bridge', bridge);
