import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { desktopRuntime } from '../test/host/launch.ts';
import { whyNoBrowser } from './browser.ts';

/**
 * `npm test`: the checks, Vitest, Playwright. All of it runs even if the first part fails, unless a part does not end.
 * The last line counts.
 */
const REPORTS = 'out/reports';
const CHECKS = ['check:types', 'check:lint', 'check:rooms', 'check:unused', 'check:workflows'];

/** Several times what a part takes: a runner that waits for what a test has left behind waits for good. Milliseconds. */
const LIMIT_MS = 20 * 60_000;

/** Enough to see what was expected. */
const MESSAGE_LINES = 12;

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const ONE_FAILED: Counts = { passed: 0, failed: 1, skipped: 0 };

/** One part of the run, and the milliseconds that it took. */
interface Part {
  readonly name: string;
  readonly counts?: Counts;
  readonly took: number;
}

const parts: Part[] = [{ name: 'set-up', took: Number(readFileSync('out/.set-up-took', 'utf8')) }];
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });
console.log(`End-to-end specs run on: ${desktopRuntime()}`);

/** What failed, named once more at the end: a long output may reach its reader without its beginning. */
const failures: string[] = [];
await part('checks', checks);
const noBrowser = await whyNoBrowser();
if (noBrowser) {
  // Every other test would say the same.
  console.error(`\n${noBrowser}`);
  parts.push({ name: 'browser', counts: ONE_FAILED, took: 0 });
} else {
  await part('vitest', vitest);
  await part('playwright', playwright);
}
summarize();

async function part(name: string, work: () => Promise<Counts>): Promise<void> {
  const began = performance.now();
  const finished = (counts: Counts) => parts.push({ name, counts, took: performance.now() - began });
  const limit = setTimeout(() => {
    console.error(
      `\n${name} has not ended within ${LIMIT_MS / 60_000} minutes; what comes after it was not run.`,
    );
    finished(ONE_FAILED);
    summarize();
  }, LIMIT_MS);
  finished(await work());
  clearTimeout(limit);
}

/** Ends the run. What is left of it ends with `scripts/contained.ts`, which runs this. */
function summarize(): never {
  for (const failure of failures) console.log(`failed: ${failure}`);
  console.log(`\n${table()}\n`);
  const total = sum(parts.flatMap(({ counts }) => counts ?? []));
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
  process.exit(total.failed > 0 ? 1 : 0);
}

async function checks(): Promise<Counts> {
  for (const name of CHECKS) {
    if (!(await run(name))) failures.push(`npm run ${name}`);
  }
  return { passed: CHECKS.length - failures.length, failed: failures.length, skipped: 0 };
}

async function vitest(): Promise<Counts> {
  const report = `${REPORTS}/vitest.json`;
  const ok = await run('test:unit', `--reporter=default --reporter=json --outputFile.json=${report}`);
  const {
    numPassedTests = 0,
    numFailedTests = 0,
    numPendingTests = 0,
    testResults = [],
  } = readReport(report);
  for (const { name, status, message, assertionResults } of testResults) {
    const file = relative('.', name);
    const failed = assertionResults.filter((test: { status: string }) => test.status === 'failed');
    // A file that does not load, or whose hooks fail, has no test to name.
    if (status === 'failed' && failed.length === 0) failures.push(named([file], message));
    for (const { fullName, failureMessages } of failed)
      failures.push(named([file, fullName], failureMessages[0]));
  }
  return honest(ok, { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests });
}

async function playwright(): Promise<Counts> {
  const report = `${REPORTS}/playwright.json`;
  const ok = await run('test:e2e', '--reporter=list,json', {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    // Node reads TypeScript by itself; Playwright would have Babel do it, for seconds.
    PW_DISABLE_TS_ESM: '1',
  });
  const { stats = {}, suites = [] } = readReport(report);
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = stats;
  for (const suite of suites) failures.push(...failedSpecs(suite));
  return honest(ok, { passed: expected, failed: unexpected + flaky, skipped });
}

/** A suite of Playwright's report. */
interface Suite {
  readonly suites?: readonly Suite[];
  readonly specs?: readonly {
    readonly ok: boolean;
    readonly file: string;
    readonly title: string;
    readonly tests: readonly {
      readonly results: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
}

function failedSpecs({ suites = [], specs = [] }: Suite): string[] {
  const failed = specs.filter(({ ok }) => !ok);
  return [
    ...failed.map(({ file, title, tests }) => {
      const message = tests.flatMap(({ results }) => results).find(({ error }) => error)?.error?.message;
      return named([`test/e2e/${file}`, title], message);
    }),
    ...suites.flatMap(failedSpecs),
  ];
}

/** A failed test with the first lines of what it found. */
function named(path: readonly string[], message = ''): string {
  // What called the test is of no use.
  const [found] = stripVTControlCharacters(message).split(/(?<=\n\s+at .+)\n/);
  const lines = (found ?? '').split('\n').slice(0, MESSAGE_LINES);
  return [path.join(' › '), ...lines.map((line) => `    ${line}`)].join('\n');
}

/** What a runner has written; nothing where it did not get that far. */
function readReport(file: string) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** A runner that fails without naming a test (a file that does not load, no test at all) has failed once. */
function honest(ok: boolean, counts: Counts): Counts {
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1 };
  return ok ? counts : { ...counts, failed: Math.max(1, counts.failed) };
}

function run(script: string, args = '', environment: Record<string, string> = {}): Promise<boolean> {
  console.log(`\nnpm run ${script}`);
  // npm is a script on Windows, hence the shell; nothing in the line needs quoting.
  const child = spawn(`npm run --silent ${script} -- ${args}`, {
    shell: true,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code === 0)));
}

function sum(counts: readonly Counts[]): Counts {
  const add = (key: keyof Counts) => counts.reduce((total, count) => total + count[key], 0);
  return { passed: add('passed'), failed: add('failed'), skipped: add('skipped') };
}

/** How long each part took, in minutes and seconds. */
function table(): string {
  const all = parts.reduce((total, { took }) => total + took, 0);
  return [...parts, { name: 'all', took: all }]
    .map(({ name, took }) => {
      const seconds = Math.round(took / 1000);
      const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
      return `${name.padEnd(12)}${time.padStart(6)}`;
    })
    .join('\n');
}
