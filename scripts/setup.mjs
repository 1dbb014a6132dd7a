// `node scripts/setup.mjs [program | desktop | gallery | tests]`: brings a fresh clone to where its commands can run, and does
// nothing when nothing is to do. Every command of package.json has it as its `pre` script, not as the first half of
// its own line: a shell remembers where it found `node`, and would go on with the machine's after the project's has
// been installed. Plain JavaScript for the machine's Node. All it says goes to stderr: `npm run --silent cli` prints
// tokens on stdout.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureSystemPackages } from './system-packages.mjs';

/** What can be asked for; each includes the ones before it, but that tests need no gallery. */
const PURPOSES = ['dependencies', 'program', 'desktop', 'gallery', 'tests'];

const OLDEST_NODE = 20;
const INSTALLED = join('node_modules', '.installed-for');
/** Made by the build itself; see electron.vite.config.ts. */
const BUILT = join('out', '.built-at');
const SOURCES = ['src', 'assets', 'electron.vite.config.ts', 'package.json', INSTALLED];
/** How long it took, in milliseconds, for the table of `npm test`. */
const TOOK = join('out', '.set-up-took');

const began = performance.now();
process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const [purpose = 'dependencies'] = process.argv.slice(2);
if (!PURPOSES.includes(purpose)) {
  console.error(`usage: node scripts/setup.mjs [${PURPOSES.join(' | ')}]`);
  process.exit(2);
}
if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  console.error(`Node.js ${process.versions.node} is too old.
  Next: install Node.js ${OLDEST_NODE} or newer (https://nodejs.org), and say the same again.`);
  process.exit(1);
}
if (!ensureSystemPackages(purpose)) process.exit(1);
installDependencies();
if (purpose !== 'dependencies') build();
mkdirSync('out', { recursive: true });
writeFileSync(TOOK, String(performance.now() - began));

function installDependencies() {
  const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === wanted) return;
  console.error('Installing dependencies (npm ci): a minute or two…');
  // The machine's Node only installs; the project's own Node, which comes with it, does the rest.
  const { status, error, stdout, stderr } = run(
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
    { stdio: 'pipe' },
  );
  if (status !== 0) {
    console.error(installFailure(error ? error.message : `${stdout}${stderr}`));
    process.exit(1);
  }
  writeFileSync(INSTALLED, wanted);
}

/**
 * npm's own account is pages long, with stack traces; it stays in npm's log.
 * @param {string} output what npm said
 */
function installFailure(output) {
  const log = /A complete log of this run can be found in: (.+)/.exec(output)?.[1];
  const lines = output.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim());
  const said = lines.filter((line) => line && !/^at |complete log of this run/.test(line));
  return [...npmFailure(said), ...(log ? [`  Log:  ${log}`] : [])].join('\n');
}

/** @param {string[]} said */
function npmFailure(said) {
  return [
    '“npm ci” failed.',
    '  Why:  npm said:',
    ...said.slice(0, 6).map((line) => `        ${line}`),
    '  Next: fix what it names. Where that is the connection: behind a proxy, name it in HTTPS_PROXY, and its CA',
    '        certificate in NODE_EXTRA_CA_CERTS.',
  ];
}

function build() {
  if (existsSync(BUILT) && newest(SOURCES) <= statSync(BUILT).mtimeMs) return;
  console.error('Building…');
  const bin = resolve('node_modules', '.bin');
  const { status } = run('electron-vite', ['build', '--logLevel', 'warn'], {
    // The project's own Node comes first.
    env: { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) },
    stdio: ['ignore', 2, 2],
  });
  if (status === 0) return;
  console.error('The program could not be built: fix what the lines above name, and say the same again.');
  process.exit(1);
}

function run(command, args, options) {
  return spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    // npm and electron-vite are scripts on Windows; the arguments given to them here need no quoting.
    shell: process.platform === 'win32',
    ...options,
  });
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
