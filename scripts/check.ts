import { spawnSync } from 'node:child_process';
import { program } from './setup.mjs';

/** What `npm run check` looks at: types, lint with dependency rules and format, dead code. */
const CHECKS: readonly [what: string, command: string, ...args: string[]][] = [
  ['types of Node code', 'tsc', '-p', 'tsconfig.json'],
  ['types of the window', 'tsc', '-p', 'src/renderer/tsconfig.json'],
  ['lint, format, dependency rules', 'biome', 'check', '--error-on-warnings'],
  ['dead code, unused dependencies', 'knip'],
];

/** Runs every check. @returns the names of those that failed */
export function runChecks(): { passed: number; failed: string[] } {
  const failed = CHECKS.filter(([what, command, ...args]) => {
    console.log(`check: ${what}`);
    const { status } = spawnSync(...program(command, args), { stdio: 'inherit' });
    return status !== 0;
  });
  return { passed: CHECKS.length - failed.length, failed: failed.map(([what]) => what) };
}

if (import.meta.main) {
  const { failed } = runChecks();
  for (const what of failed) console.error(`check failed: ${what}`);
  process.exit(failed.length > 0 ? 1 : 0);
}
