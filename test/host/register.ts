/**
 * Loaded with `node --import`, before a program: gives the program the desktop host when it asks for Electron, and the
 * operating system of the host's guise.
 */
import { createRequire, registerHooks } from 'node:module';
import { guise } from './electron/guise.ts';

const HOST = new URL('./electron/index.ts', import.meta.url).href;
const DPAPI = new URL('./dpapi.cjs', import.meta.url).href;
const ELECTRON = new Set(['electron', 'electron/main', 'electron/common']);

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (ELECTRON.has(specifier)) return { url: HOST, format: 'module-typescript', shortCircuit: true };
    // Windows encrypts with a native module of its own.
    if (/[\\/]dpapi$/.test(specifier)) return { url: DPAPI, format: 'commonjs', shortCircuit: true };
    return nextResolve(specifier, context);
  },
});

Object.assign(process.env, guise.environment);
if (guise.platform !== process.platform) {
  // A native module is of the true system: it is loaded before the program is told of another.
  createRequire(import.meta.url)('@napi-rs/keyring');
  Object.defineProperty(process, 'platform', { value: guise.platform });
}
