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
  run(bin('electron-vite'), ['build', '--logLevel', 'warn']);
  mkdirSync('out', { recursive: true });
  writeFileSync(BUILT, '');
}

/** The path of a command of a dependency. */
export function bin(name) {
  return join('node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
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
    // npm and the commands in .bin are scripts on Windows.
    shell: process.platform === 'win32',
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
