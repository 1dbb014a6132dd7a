import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/**
 * The dependency rules of `src`: which room may import from which, who may know Electron and Node, and no cycles. Types
 * count as well: what a file has to know of is what is told here.
 */

/** The rooms in layers: each may import from those of the layers above it, and from nothing beside or below it. */
const LAYERS = [
  ['shared'],
  ['core/platform'],
  ['core/profile'],
  ['core/entra', 'core/databricks'],
  ['core/session'],
  ['core/tools', 'core/endpoint'],
  ['core/app'],
  ['cli', 'main'],
] as const;
/** The window's side: besides itself it knows `shared` only. */
const WINDOW = ['renderer', 'preload'] as const;

/** Files that must not import a package. */
const PACKAGES: readonly [files: RegExp, imports: RegExp, why: string][] = [
  [/^(?!main|preload)/, /^electron(\/|$)/, 'only main and preload know Electron'],
  [/^main\/(tray-view|notice-policy|window-place)\.ts$/, /^electron(\/|$)/, 'it runs without Electron'],
  [/^(shared|renderer|preload)\//, /^node:/, 'the window has no Node'],
];

const SOURCES = join(import.meta.dirname, '../src');

/** What each file of `src` imports: files by their path in `src`, packages by their name. */
function importsOfFiles(): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.tsx?$/.test(file));
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(SOURCES, file), 'utf8');
      // As the formatter leaves them: `from '…'`, `import '…'`, `import('…')`.
      const named = [...text.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, name = '']) => name);
      return [
        file,
        named.map((name) => (name.startsWith('.') ? posix.join(posix.dirname(file), name) : name)),
      ];
    }),
  );
}

const ROOMS: readonly string[] = [...LAYERS.flat(), ...WINDOW];

function roomOf(file: string): string | undefined {
  return ROOMS.find((room) => file.startsWith(`${room}/`));
}

function layerOf(room: string): number {
  return LAYERS.findIndex((layer) => (layer as readonly string[]).includes(room));
}

function mayImport(from: string, to: string): boolean {
  if (from === to || to === 'shared') return true;
  return layerOf(from) > layerOf(to) && layerOf(to) >= 0;
}

/** One folder is in the other: they are one to whoever looks from outside. */
function isNested(a: string, b: string): boolean {
  return `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);
}

/** A way from a node back to itself; undefined where there is none. */
function findCycle(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const next of edges.get(node) ?? []) {
      const cycle = visit(next, [...way, node]);
      if (cycle) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of edges.keys()) {
    const cycle = visit(node, []);
    if (cycle) return cycle;
  }
  return undefined;
}

const complaints: string[] = [];
const fileEdges = new Map<string, Set<string>>();
const folderEdges = new Map<string, Set<string>>();
const add = (edges: Map<string, Set<string>>, from: string, to: string) =>
  edges.set(from, (edges.get(from) ?? new Set()).add(to));

const sources = importsOfFiles();
for (const [file, imports] of sources) {
  const room = roomOf(file);
  if (!room) complaints.push(`${file} is in no room`);
  for (const imported of imports) {
    for (const [files, names, why] of PACKAGES) {
      if (files.test(file) && names.test(imported)) complaints.push(`${file} imports ${imported}: ${why}`);
    }
    if (!sources.has(imported)) continue;
    const other = roomOf(imported);
    if (room && other && !mayImport(room, other)) {
      complaints.push(`${file} imports ${imported}: ${room} may not know ${other}`);
    }
    add(fileEdges, file, imported);
    const [from, to] = [posix.dirname(file), posix.dirname(imported)];
    if (!isNested(from, to)) add(folderEdges, from, to);
  }
}
for (const room of ROOMS) {
  if (![...sources.keys()].some((file) => roomOf(file) === room)) complaints.push(`${room} is empty`);
}
for (const edges of [fileEdges, folderEdges]) {
  const cycle = findCycle(edges);
  if (cycle) complaints.push(`a cycle: ${cycle.join(' → ')}`);
}
for (const complaint of complaints) console.error(`src: ${complaint}`);
process.exit(complaints.length > 0 ? 1 : 0);
