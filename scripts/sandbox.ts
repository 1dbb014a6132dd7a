import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Since Ubuntu 23.10: 1 where the system denies ordinary users the namespaces that Chromium makes its sandbox of. */
const RESTRICTION = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';

/** What Chromium's sandbox depends on. */
export interface SandboxFacts {
  readonly isRoot: boolean;
  /** What {@link RESTRICTION} says; undefined where there is no such file. */
  readonly restriction: string | undefined;
  /** The helper beside Electron is set up to make the sandbox with root's rights instead. */
  readonly hasHelper: boolean;
}

/** Why Chromium would refuse to start its sandbox, in words for whoever sits at the terminal; undefined where it can. */
export function sandboxObstacle({ isRoot, restriction, hasHelper }: SandboxFacts): string | undefined {
  if (isRoot) {
    return `You are root, as whom Chromium runs without its sandbox only. It starts without.
  Next: start it as yourself, to have the sandbox.`;
  }
  if (restriction?.trim() !== '1' || hasHelper) return undefined;
  return `This system denies programs the namespaces that Chromium makes its sandbox of, except to installed ones that it
knows (${RESTRICTION} is 1). It starts without the sandbox.
  Next: to have the sandbox, install the program (npm run package, then the deb), or allow them to all programs until
        the next restart: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`;
}

/** @param electron the path of Electron's executable */
export function sandboxFacts(electron: string): SandboxFacts {
  return {
    isRoot: process.getuid?.() === 0,
    restriction: attempt(() => readFileSync(RESTRICTION, 'utf8')),
    hasHelper:
      attempt(() => {
        const { uid, mode } = statSync(join(dirname(electron), 'chrome-sandbox'));
        return uid === 0 && (mode & 0o4000) !== 0;
      }) ?? false,
  };
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
