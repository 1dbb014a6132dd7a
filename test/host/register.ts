/**
 * Loaded with `node --import`, before a program: gives the program the desktop host when it asks for Electron.
 */
import { registerHooks } from 'node:module';

const HOST = new URL('./electron/index.ts', import.meta.url).href;
const ELECTRON = new Set(['electron', 'electron/main', 'electron/common']);

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (ELECTRON.has(specifier)) return { url: HOST, format: 'module-typescript', shortCircuit: true };
    return nextResolve(specifier, context);
  },
});
