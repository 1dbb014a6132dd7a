import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import preact from '@preact/preset-vite';
import { defineConfig } from 'electron-vite';
import { type ESTree, type Plugin, Visitor } from 'vite';
import { CHUNKS } from './scripts/chunks.ts';
import { leaveOutMessages } from './scripts/window-messages.ts';

const DEV_HOST = '127.0.0.1';
const DEV_PORT = Number(process.env.DEV_PORT);

/** The licences of what each bundle took in; scripts/package/licences.ts makes one file of them. */
const license = { fileName: '.vite/license.json' };

/**
 * What is in `dependencies` stays outside the bundles (the keyring's native module); all else is bundled, so that the
 * package carries only what is used.
 */
export default defineConfig(({ command }) => ({
  main: {
    plugins: [
      builtStamp('begins'),
      leaveOutBroker(),
      copyDpapi(),
      ownDirname(),
      builtinsByNeed(),
      ...(command === 'serve' ? [devProtocol()] : []),
    ],
    build: {
      license,
      externalizeDeps: true,
      // `npm run dev` starts the program while the next build may have begun.
      emptyOutDir: command === 'build',
      target: 'node24',
      minify: command === 'build',
      sourcemap: true,
      rollupOptions: {
        input: {
          index: 'src/main/index.ts',
          'entra-token': 'src/cli/index.ts',
          helper: 'src/cli/helper.ts',
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name].js',
          codeSplitting: CHUNKS,
          // One letter beyond ASCII, and V8 holds all of a file at two bytes a letter: a start takes a twentieth longer.
          charset: 'ascii',
        },
        // A slow computer is no defect of a plugin.
        checks: { pluginTimings: false },
      },
    },
  },
  preload: {
    build: {
      license,
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
    plugins: [leaveOutMessages(), plainImports(), preact(), builtStamp('ends')],
    build: {
      license,
      target: 'chrome148',
      minify: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: { index: resolve('src/renderer/index.html') } },
    },
    // `npm run dev`: the window's own address says nothing about Vite's.
    server: {
      host: DEV_HOST,
      port: DEV_PORT,
      strictPort: true,
      hmr: { protocol: 'ws', host: DEV_HOST, clientPort: DEV_PORT },
    },
  },
}));

/**
 * Tells scripts/setup.mjs when the whole program was last built: main comes first, the window last. `npm run dev`
 * serves the window instead of building it, so that what it leaves never counts as the program. And tells
 * scripts/entra-token.mjs while main, the command line in it, is being replaced.
 */
function builtStamp(event: 'begins' | 'ends'): Plugin {
  const stamp = join('out', '.built-at');
  const building = join('out', '.building');
  return {
    name: 'built-stamp',
    buildStart() {
      if (event === 'ends') return;
      rmSync(stamp, { force: true });
      mkdirSync('out', { recursive: true });
      writeFileSync(building, '');
    },
    buildEnd(error) {
      // What was there before still is.
      if (error) rmSync(building, { force: true });
    },
    writeBundle() {
      if (event === 'ends') writeFileSync(stamp, '');
      else rmSync(building, { force: true });
    },
  };
}

/** Vite would load each language's styles with its module: there are none, and all lies on this computer. */
function plainImports(): Plugin {
  return {
    name: 'plain-imports',
    enforce: 'pre',
    load: (id) =>
      id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : undefined,
  };
}

/**
 * electron-vite declares `__dirname` in each chunk that names it. The package `open` declares its own: together they are
 * a syntax error, found only when a browser is to be opened.
 */
function ownDirname(): Plugin {
  return {
    name: 'own-dirname',
    enforce: 'pre',
    transform: (code, id) =>
      id.endsWith('/node_modules/open/index.js')
        ? { code: code.replaceAll('__dirname', 'ownFolder'), map: null }
        : undefined,
  };
}

/**
 * `import fs from 'node:fs'` and `import('node:https')` read every property of the module, also those that Node loads
 * when they are first read (streams, readline, web crypto, undici): a tenth of what the command line takes to start, and
 * of a refresh.
 */
function builtinsByNeed(): Plugin {
  const builtin = (name: string) => `globalThis.process.getBuiltinModule(${JSON.stringify(name)})`;
  return {
    name: 'builtins-by-need',
    // Before a chunk is minified.
    renderChunk(code) {
      const replacements: { readonly start: number; readonly end: number; readonly text: string }[] = [];
      const program = this.parse(code);
      new Visitor({
        ImportDeclaration({ start, end, source, specifiers }) {
          if (!isBuiltin(source.value)) return;
          const whole = specifiers.flatMap((specifier) =>
            specifier.type === 'ImportSpecifier' ? [] : [specifier.local.name],
          );
          const some = specifiers.flatMap((specifier) =>
            specifier.type === 'ImportSpecifier' ? [propertyOf(specifier)] : [],
          );
          const names = some.length > 0 ? [...whole, `{ ${some.join(', ')} }`] : whole;
          const declared = names.map((name) => `${name} = ${builtin(source.value)}`);
          replacements.push({ start, end, text: declared.length > 0 ? `const ${declared.join(', ')};` : '' });
        },
        ImportExpression({ start, end, source }) {
          if (source.type !== 'Literal' || typeof source.value !== 'string' || !isBuiltin(source.value))
            return;
          replacements.push({ start, end, text: `Promise.resolve(${builtin(source.value)})` });
        },
      }).visit(program);
      const text = replacements
        .toSorted((a, b) => b.start - a.start)
        .reduce((sofar, { start, end, text }) => sofar.slice(0, start) + text + sofar.slice(end), code);
      return { code: text, map: null };
    },
  };
}

/** `{ imported as local }` as a destructuring has it. */
function propertyOf({ imported, local }: ESTree.ImportSpecifier): string {
  return `${imported.type === 'Identifier' ? imported.name : JSON.stringify(imported.value)}: ${local.name}`;
}

/** `npm run dev`: the window's files come from Vite's server. */
function devProtocol(): Plugin {
  const replacement = resolve('scripts', 'dev-protocol.ts');
  return {
    name: 'dev-protocol',
    enforce: 'pre',
    resolveId: (source, importer) =>
      source.endsWith('/app-protocol.ts') && importer !== replacement ? replacement : undefined,
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
