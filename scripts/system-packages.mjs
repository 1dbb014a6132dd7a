// Debian packages that the project needs beyond Node and git, by what for. Plain JavaScript: it runs before
// anything is installed, on whatever Node the machine has.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** To compile and load keytar, the keyring's native module. */
const BUILD = ['g++', 'libsecret-1-dev', 'make', 'pkg-config', 'python3'];
/** For the demo and the tests: a keyring without a desktop, and a browser. */
const DESKTOP = ['chromium', 'dbus', 'fonts-dejavu-core', 'gnome-keyring'];
/** A client nobody here wrote, against which the Entra simulator is tested; a system without it is no failure. */
const TESTS = ['ca-certificates', 'python3-msal'];

/** Where a Chromium usually lies. `CHROMIUM_PATH` names any other. */
export const BROWSER_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((variable) => {
    const root = process.env[variable];
    return root
      ? [
          join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
          join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
        ]
      : [];
  }),
];

/**
 * Installs what is missing when root on Debian and its like; otherwise says what to install.
 * @param {'build' | 'desktop' | 'tests'} purpose each includes the ones before it
 * @returns {boolean} whether all that is needed is there
 */
export function ensureSystemPackages(purpose) {
  if (process.platform !== 'linux') return true;
  const wanted = [
    ...(existsSync('node_modules/keytar/build/Release/keytar.node') ? [] : BUILD),
    ...(purpose === 'build' ? [] : DESKTOP.filter((name) => name !== 'chromium' || !hasBrowser())),
    ...(purpose === 'tests' ? TESTS : []),
  ];
  if (!has('dpkg')) return sayMissing(wanted.filter((name) => !probablyThere(name)));
  const missing = wanted.filter((name) => !isInstalled(name));
  if (missing.length === 0) return true;
  if (process.getuid?.() !== 0 || !has('apt-get')) return sayMissing(missing);
  console.error(`Installing system packages: ${missing.join(' ')}`);
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', ...missing);
  return sayMissing(missing.filter((name) => !isInstalled(name)));
}

function sayMissing(missing) {
  const needed = missing.filter((name) => !TESTS.includes(name));
  if (missing.length > 0) {
    const verb = needed.length > 0 ? 'These system packages are missing' : 'Some tests need';
    console.error(
      `${verb}: install with\n  sudo apt-get install -y --no-install-recommends ${missing.join(' ')}`,
    );
  }
  return needed.length === 0;
}

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stdout, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
  if (status !== 0) console.error(`apt-get ${args[0]} failed:\n${stdout}${stderr}`);
}

function isInstalled(name) {
  const { stdout } = spawnSync('dpkg', ['--status', name], { encoding: 'utf8' });
  return stdout.includes('\nStatus: install ok installed\n');
}

function hasBrowser() {
  return Boolean(process.env.CHROMIUM_PATH) || BROWSER_PLACES.some((path) => existsSync(path));
}

/** On another distribution the names differ; a command of the package tells as much. */
function probablyThere(name) {
  const command =
    { dbus: 'dbus-daemon', 'gnome-keyring': 'gnome-keyring-daemon', chromium: 'chromium' }[name] ?? name;
  return name === 'libsecret-1-dev'
    ? spawnSync('pkg-config', ['--exists', 'libsecret-1']).status === 0
    : TESTS.includes(name) || name.startsWith('fonts-') || has(command);
}

function has(command) {
  return (process.env.PATH ?? '')
    .split(':')
    .some((directory) => directory && existsSync(`${directory}/${command}`));
}
