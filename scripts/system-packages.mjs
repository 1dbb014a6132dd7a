// Debian packages that the project needs beyond Node and git, by what for. Plain JavaScript: it runs before
// anything is installed, on whatever Node the machine has.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** For the demo and the tests: a keyring without a desktop, and what a browser shows text with. */
const DESKTOP_PACKAGES = ['dbus', 'fonts-dejavu-core', 'gnome-keyring'];
/** For the pictures: a font as the desktops have it. */
const GALLERY_PACKAGES = ['fonts-inter'];
/** The browser, and its sandbox for where the system denies ordinary users the namespaces that it is else made of. */
const BROWSER_PACKAGES = ['chromium', 'chromium-sandbox'];
/**
 * A client nobody here wrote, against which the Entra simulator is tested; busctl, to lock a keyring; gdbus and gio, GLib's
 * own; a Chromium that is quicker without a display; the Azure CLI, behind ours; shells that complete. A system without
 * them is no failure.
 */
const TEST_PACKAGES = [
  'azure-cli',
  'ca-certificates',
  'fish',
  'libglib2.0-bin',
  'python3-msal',
  'systemd',
  'zsh',
  ...(isUbuntu() ? [] : ['chromium-headless-shell']),
];

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
 * @param {string} purpose as setup.mjs takes it
 * @returns {boolean} whether all that is needed is there
 */
export function ensureSystemPackages(purpose) {
  if (process.platform !== 'linux') return true;
  const needsDesktop = ['desktop', 'gallery', 'tests'].includes(purpose);
  const needsBrowser = needsDesktop && !hasBrowser();
  if (needsBrowser && isUbuntu()) {
    console.error(`No browser for the demo and the tests was found, and Ubuntu’s package is a snap, which cannot be used.
  Next: install Google Chrome (https://www.google.com/chrome), or name any other Chromium in CHROMIUM_PATH.`);
    return false;
  }
  const wanted = [
    ...(needsDesktop ? DESKTOP_PACKAGES : []),
    ...(needsBrowser ? BROWSER_PACKAGES : []),
    ...(purpose === 'gallery' ? GALLERY_PACKAGES : []),
    ...(purpose === 'tests' ? TEST_PACKAGES : []),
  ];
  if (!has('dpkg-query')) return sayMissing(wanted.filter((name) => !isProbablyThere(name)));
  const missing = notInstalled(wanted);
  if (missing.length === 0) return true;
  if (!isRoot() || !has('apt-get')) return sayMissing(missing);
  console.error(`Installing system packages: ${missing.join(' ')}`);
  apt('update', '-qq');
  if (!apt('install', '-y', '-qq', '--no-install-recommends', ...missing)) {
    console.error('  Next: check the connection to the servers that /etc/apt names, and say the same again.');
  }
  return sayMissing(notInstalled(missing));
}

/** The line that installs `packages`, for whoever sits at the terminal. */
export function installLine(packages) {
  const line = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (isRoot()) return line;
  return has('sudo') ? line.replaceAll('apt-get', 'sudo apt-get') : `su -c '${line}'`;
}

function sayMissing(missing) {
  const needed = missing.filter((name) => !TEST_PACKAGES.includes(name));
  if (missing.length > 0) {
    const verb = needed.length > 0 ? 'These system packages are missing' : 'Some tests need these packages';
    console.error(`${verb}: ${missing.join(' ')}`);
    console.error(
      has('apt-get')
        ? `  Next: install them, and say the same again:
  ${installLine(missing)}`
        : '  Next: install them by this system’s own means; the names are Debian’s.',
    );
  }
  return needed.length === 0;
}

function isRoot() {
  return process.getuid?.() === 0;
}

function isUbuntu() {
  return existsSync('/etc/os-release') && /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stdout, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
  if (status !== 0) console.error(`apt-get ${args[0]} failed:\n${stdout}${stderr}`.trimEnd());
  return status === 0;
}

function notInstalled(names) {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', `\${Package} \${db:Status-Status}\n`, ...names], {
    encoding: 'utf8',
  });
  const states = stdout.split('\n');
  return names.filter((name) => !states.includes(`${name} installed`));
}

function hasBrowser() {
  return (
    Boolean(process.env.CHROMIUM_PATH) ||
    BROWSER_PLACES.some((path) => existsSync(path)) ||
    hasPlaywrightsBrowser()
  );
}

/** As "npx playwright install chromium" leaves it. */
function hasPlaywrightsBrowser() {
  const directory = process.env.PLAYWRIGHT_BROWSERS_PATH || join(homedir(), '.cache', 'ms-playwright');
  return existsSync(directory) && readdirSync(directory).some((name) => name.startsWith('chromium-'));
}

/** On another distribution the names differ; a command of the package tells as much. */
function isProbablyThere(name) {
  const command = { dbus: 'dbus-daemon', 'gnome-keyring': 'gnome-keyring-daemon' }[name] ?? name;
  return TEST_PACKAGES.includes(name) || /^fonts-|-sandbox$/.test(name) || has(command);
}

function has(command) {
  return (process.env.PATH ?? '')
    .split(':')
    .some((directory) => directory && existsSync(`${directory}/${command}`));
}
