import { resolve } from 'node:path';
import { normalizePath, type Rolldown } from 'vite';

const CLI = {
  start: 'src/cli/index.ts',
  helper: 'src/cli/helper.ts',
  cached: 'src/cli/cached-token.ts',
  main: 'src/cli/main.ts',
};
const TRAY = 'src/main/index.ts';

/**
 * What is loaded together is one file: to find and open one costs Node as much as 10 KB of code in it, and by itself the
 * bundler makes fifty. A module belongs to the first layer that takes it, by the files that load it before they run.
 */
const LAYERS: Readonly<Record<string, (leads: (from: string) => boolean) => boolean>> = {
  /** `token` and the helpers, where an endpoint runs. */
  quick: (leads) => leads(CLI.start) || leads(CLI.helper),
  /** … and where the cache has a token. */
  session: (leads) => leads(CLI.cached),
  common: (leads) => leads(CLI.main) && leads(TRAY),
  commands: (leads) => leads(CLI.main),
};

export const CHUNKS: Rolldown.CodeSplittingOptions = {
  groups: Object.entries(LAYERS).map(([name, takes], index, all) => ({
    name: (id, context) => (takes((from) => loadedBy(from, context).has(id)) ? name : null),
    priority: all.length - index,
  })),
  includeDependenciesRecursively: false,
};

const known = new Map<string, ReadonlySet<string>>();

/** All that a file loads before it runs itself. */
function loadedBy(file: string, context: Rolldown.ChunkingContext): ReadonlySet<string> {
  const before = known.get(file);
  if (before) return before;
  const found = new Set<string>();
  const visit = (id: string): void => {
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) {
      if (found.has(imported)) continue;
      found.add(imported);
      visit(imported);
    }
  };
  visit(normalizePath(resolve(file)));
  known.set(file, found);
  return found;
}
