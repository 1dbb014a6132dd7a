// Brings a fresh clone to where its commands can run, and does nothing when nothing is to do. Plain JavaScript for
// whatever Node the machine has. All it says goes to stderr: `npm run --silent cli` prints tokens on stdout.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureSystemPackages } from './system-packages.mjs';

const INSTALLED = join('node_modules', '.installed-for');
const BUILT = join('out', '.built-at');
const SOURCES = ['src', 'assets', 'electron.vite.config.ts', 'package.json', INSTALLED];

/**
 * System packages, `npm ci`, build. Ends the process where something cannot be had.
 * @param {'build' | 'desktop' | 'tests'} purpose what the system packages are for
 */
export function setUp(purpose) {
  if (!ensureSystemPackages(purpose)) process.exit(1);
  installDependencies();
  build();
}

function installDependencies() {
  const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === wanted) return;
  console.error('Installing dependencies (npm ci)…');
  // The machine's Node only installs; the project's own Node, which comes with it, does the rest.
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(INSTALLED, wanted);
}

function build() {
  if (existsSync(BUILT) && newest(SOURCES) <= statSync(BUILT).mtimeMs) return;
  console.error('Building…');
  run(...program('electron-vite', ['build', '--logLevel', 'warn']));
  mkdirSync('out', { recursive: true });
  writeFileSync(BUILT, '');
}

/** The script of each command of a dependency that is used. */
const SCRIPTS = {
  biome: '@biomejs/biome/bin/biome',
  'electron-builder': 'electron-builder/cli.js',
  'electron-vite': 'electron-vite/bin/electron-vite.js',
  knip: 'knip/bin/knip.js',
  playwright: '@playwright/test/cli.js',
  tsc: 'typescript/bin/tsc',
  vitest: 'vitest/vitest.mjs',
};

/**
 * A command of a dependency on the project's own Node, for `spawn` without a shell: a shell would take arguments
 * apart, and Windows' has other rules than all others.
 * @param {string} name a name of SCRIPTS, or `node` itself
 * @param {string[]} args
 * @returns {[command: string, args: string[]]}
 */
export function program(name, args) {
  const node = join('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (name === 'node') return [node, args];
  return [node, [join('node_modules', SCRIPTS[name]), ...args]];
}

/** The environment in which the project's own Node comes first. */
export function projectEnvironment() {
  const separator = process.platform === 'win32' ? ';' : ':';
  const path = [join(process.cwd(), 'node_modules', '.bin'), process.env.PATH].join(separator);
  return { ...process.env, PATH: path };
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, {
    env: projectEnvironment(),
    stdio: ['ignore', 2, 2],
    // npm is a script on Windows; the arguments given to it here need no quoting.
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (status === 0) return;
  console.error(`“${command} ${args.join(' ')}” failed${error ? `: ${error.message}` : ''}.`);
  process.exit(1);
}

function newest(paths) {
  return Math.max(
    ...paths.map((path) => {
      const status = statSync(path);
      if (!status.isDirectory()) return status.mtimeMs;
      const children = readdirSync(path).map((name) => join(path, name));
      return Math.max(status.mtimeMs, children.length > 0 ? newest(children) : 0);
    }),
  );
}
