import { loud } from './missing.ts';

const switches = new Map<string, string>();
for (const argument of process.argv.slice(2)) {
  const [, name, value] = /^--([^=]+)=?(.*)$/.exec(argument) ?? [];
  if (name !== undefined) switches.set(name.toLowerCase(), value ?? '');
}

/** Electron's `app.commandLine`; nothing here reaches the host's Chromium. */
export const commandLine = loud('app.commandLine', {
  appendArgument: () => undefined,
  appendSwitch: (name, value) => {
    switches.set(name.toLowerCase(), value ?? '');
  },
  getSwitchValue: (name) => switches.get(name.toLowerCase()) ?? '',
  hasSwitch: (name) => switches.has(name.toLowerCase()),
  removeSwitch: (name) => {
    switches.delete(name.toLowerCase());
  },
} satisfies Electron.CommandLine);
