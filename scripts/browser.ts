import { existsSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { findChromium } from '../test/support/find-chromium.ts';
import { installLine } from './system-packages.mjs';

/** The kernel's switches that deny ordinary users namespaces, and the value that does so. */
const DENIALS = [
  { name: 'kernel.apparmor_restrict_unprivileged_userns', denies: '1', allow: '0' },
  { name: 'kernel.unprivileged_userns_clone', denies: '0', allow: '1' },
  { name: 'user.max_user_namespaces', denies: '0', allow: '15000' },
];

/** Starts a Chromium and ends it again. @returns why it does not start, and what to do; undefined where it does */
export async function whyNoBrowser(): Promise<string | undefined> {
  try {
    const browser = await chromium.launch({
      executablePath: findChromium(chromium.executablePath()),
      chromiumSandbox: process.getuid?.() !== 0,
    });
    await browser.close();
    return undefined;
  } catch (error) {
    return inWords(error instanceof Error ? error.message : String(error));
  }
}

/** Playwright's message is Chromium's whole log; one line of it matters. */
function inWords(message: string): string {
  if (message.includes('No usable sandbox')) return noSandbox();
  const lines = message.split('\n').map((line) => line.replace(/^.*\[err\] /, '').trim());
  const cause = lines.find((line) => /FATAL|error while loading|Missing X server/i.test(line)) ?? lines[0];
  return `The browser for the demo and the tests does not start.
  Why:  ${cause}
  Next: start it by hand, or name another Chromium in CHROMIUM_PATH.`;
}

function noSandbox(): string {
  const denials = DENIALS.filter(({ name, denies }) => {
    const file = `/proc/sys/${name.replaceAll('.', '/')}`;
    return existsSync(file) && readFileSync(file, 'utf8').trim() === denies;
  });
  const switches = denials.map(({ name, allow }) => `sysctl -w ${name}=${allow}`);
  const ways = [
    ...(existsSync('/etc/debian_version') ? [`Debian’s chromium: ${installLine(['chromium-sandbox'])}`] : []),
    ...switches.map((line) => `as root, until the next start of the system: ${line}`),
    'with the browser of a package that brings its sandbox along, as Google Chrome’s does: CHROMIUM_PATH',
  ];
  return `The browser for the demo and the tests does not start: it is denied its sandbox.
  Why:  the sandbox is made of namespaces, which this system does not give to ordinary users.
  Next: one of
${ways.map((way) => `        - ${way}`).join('\n')}`;
}
