import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { desktopRuntime } from '../test/host/launch.ts';
import { runChecks } from './check.ts';
import { program } from './setup.mjs';

/**
 * `npm test`: checks, Vitest, Playwright. All of it runs even if the first part fails. The last line counts.
 */
const REPORTS = 'out/reports';

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });
console.log(`End-to-end specs run on: ${desktopRuntime()}`);

const checks = runChecks();
const counts: Counts[] = [{ passed: checks.passed, failed: checks.failed.length }, vitest(), playwright()];
for (const what of checks.failed) console.log(`check failed: ${what}`);

const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

function vitest(): Counts {
  const report = `${REPORTS}/vitest.json`;
  const ok = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
  return honest(ok, { passed: numPassedTests, failed: numFailedTests });
}

function playwright(): Counts {
  const report = `${REPORTS}/playwright.json`;
  const ok = run('playwright', ['test', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: report });
  const { stats } = JSON.parse(readFileSync(report, 'utf8'));
  return honest(ok, { passed: stats.expected, failed: stats.unexpected + stats.flaky });
}

/** A runner that fails without naming a test (a file that does not load, no test at all) has failed once. */
function honest(ok: boolean, counts: Counts): Counts {
  if (counts.passed + counts.failed === 0) return { passed: 0, failed: 1 };
  return ok ? counts : { ...counts, failed: Math.max(1, counts.failed) };
}

function run(command: string, args: string[], environment: Record<string, string> = {}): boolean {
  const env = { ...process.env, ...environment };
  const { status } = spawnSync(...program(command, args), { stdio: 'inherit', env });
  return status === 0;
}
