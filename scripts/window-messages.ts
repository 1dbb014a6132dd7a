import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';

/** Where the window's words are named; of `shared` everything counts, whoever uses it. */
const WINDOW = ['src/renderer', 'src/shared'];
/** Where failures that the window learns of are named. */
const MET = [...WINDOW, 'src/core', 'src/main'];
/** Thrown there for the command line alone (the tray's proxy is the system's), or before there is a window. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'helpers_unsafe',
  'home_unknown',
  'proxy_refused',
  'proxy_unreachable',
  'proxy_unusable',
  'warehouse_unknown',
]);
/** They name every key and every code. */
const TABLES = /[\\/](?:failures|messages[\\/](?:en|fr|pt))\.ts$/;

type Words = { readonly [key: string]: string | Words };
type Failures = Readonly<Record<string, Words>>;

/**
 * The window loads only the words that it can come to say. A quarter of all are the command line's, the tray's, or a
 * next step in the terminal where there is one in the window; for whoever translates, they stay in one file a language.
 */
export function leaveOutMessages(): Plugin {
  return {
    name: 'leave-out-messages',
    apply: 'build',
    enforce: 'pre',
    async transform(_, id) {
      const language = /\/messages\/(en|fr|pt)\.ts$/.exec(id)?.[1];
      if (!language) return undefined;
      const all = ((await import(pathToFileURL(id).href)) as Failures)[language] ?? {};
      const { failure, aadsts, ...others } = all;
      const window = sourcesOf(WINDOW);
      const met = sourcesOf(MET);
      // Looked up by what has failed.
      const isMet = (code: string) => isNamed(code, met) && !ELSEWHERE.has(code);
      const explained = {
        failure: {
          ...named(failure as Failures, window, 'failure.'),
          ...inWindow(failure as Failures, isMet),
        },
        aadsts: inWindow(aadsts as Failures, () => true),
      };
      return `export const ${language} = ${JSON.stringify({ ...named(others, window), ...explained })};`;
    },
  };
}

/** What the sources name: each key whole, or by a template that begins as it does, such as `state.${kind}`. */
function named(words: Words, sources: string, path = ''): Words {
  const kept: Record<string, string | Words> = {};
  const isTemplate = path !== '' && sources.includes(`\`${path}\${`);
  for (const [name, value] of Object.entries(words)) {
    const key = `${path}${name}`;
    if (typeof value !== 'string') {
      const inner = named(value, sources, `${key}.`);
      if (Object.keys(inner).length > 0) kept[name] = inner;
    }
    // Of a count, i18next adds its plural category.
    else if (isTemplate || isNamed(key, sources) || isNamed(key.replace(/_\w+$/, ''), sources))
      kept[name] = value;
  }
  return kept;
}

function isNamed(key: string, sources: string): boolean {
  return sources.includes(`'${key}'`);
}

function inWindow(failures: Failures, isMet: (code: string) => boolean): Failures {
  const entries = Object.entries(failures).filter(([code]) => isMet(code));
  return Object.fromEntries(
    entries.map(([code, { next = '', ...words }]) => [
      code,
      'next_window' in words ? words : { next, ...words },
    ]),
  );
}

function sourcesOf(folders: readonly string[]): string {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .filter((path) => /\.tsx?$/.test(path) && !TABLES.test(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}
