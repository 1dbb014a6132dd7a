import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import preact from '@preact/preset-vite';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

/**
 * What is in `dependencies` stays outside the bundles (keytar, a native module); all else is bundled, so that the
 * package carries only what is used.
 */
export default defineConfig({
  main: {
    plugins: [builtStamp('begins'), leaveOutBroker(), globalProcess(), copyDpapi()],
    build: {
      externalizeDeps: true,
      target: 'node24',
      minify: true,
      sourcemap: true,
      rollupOptions: {
        input: { index: 'src/main/index.ts', 'entra-token': 'src/cli/index.ts' },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rollupOptions: {
        input: { index: 'src/preload/index.ts' },
        // A sandboxed preload script must be CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    base: './',
    plugins: [preact(), builtStamp('ends')],
    build: {
      target: 'chrome148',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: { index: 'src/renderer/index.html' } },
    },
  },
});

/**
 * Tells scripts/setup.mjs when the whole program was last built: main comes first, the window last. `npm run dev`
 * serves the window instead of building it, so that what it leaves never counts as the program.
 */
function builtStamp(event: 'begins' | 'ends'): Plugin {
  const stamp = join('out', '.built-at');
  return {
    name: 'built-stamp',
    buildStart() {
      if (event === 'begins') rmSync(stamp, { force: true });
    },
    writeBundle() {
      if (event === 'ends') writeFileSync(stamp, '');
    },
  };
}

/**
 * msal-node-extensions imports the native broker (44 MB) at its root. The broker is not used: a module without
 * content takes its place, and the bundler drops what is left of it.
 */
function leaveOutBroker(): Plugin {
  const name = '@azure/msal-node-runtime';
  const emptied = '\0no-broker';
  return {
    name: 'leave-out-broker',
    enforce: 'pre',
    resolveId: (source) => (source === name ? { id: emptied, moduleSideEffects: false } : undefined),
    load: (id) =>
      id === emptied ? 'export const msalNodeRuntime = {}, ErrorStatus = {}, LogLevel = {};' : undefined,
  };
}

/**
 * Libraries import `process` from `node:process`, whose evaluation as a module costs 3 ms of the 10 that the command line
 * has at the most; the global is the same object.
 */
function globalProcess(): Plugin {
  return {
    name: 'global-process',
    enforce: 'pre',
    transform(code) {
      const changed = code.replace(/^import process from ['"]node:process['"];?$/m, '');
      return changed === code ? undefined : { code: changed, map: null };
    },
  };
}

/** msal-node-extensions loads DPAPI from `../bin/<arch>/dpapi.node`, seen from the chunk that it ends up in. */
function copyDpapi(): Plugin {
  return {
    name: 'copy-dpapi',
    writeBundle({ dir }) {
      if (process.platform !== 'win32' || !dir) return;
      const library = createRequire(import.meta.url).resolve('@azure/msal-node-extensions/package.json');
      const from = join(dirname(library), 'bin', process.arch, 'dpapi.node');
      const to = join(dir, 'bin', process.arch, 'dpapi.node');
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(from, to);
    },
  };
}
