import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Cli } from '../support/cli.ts';
import { nodeRuntime } from '../support/node-runtime.ts';
import { CLI_ENTRY } from '../support/paths.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';
import { runAnyInTerminal, terminalPython } from '../support/terminal.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const ENGLISH = { LC_ALL: 'en_US.UTF-8', TERM: 'xterm-256color' };
/** As escape sequences are shown here. */
const COLOR = /␛\[[\d;]*m/;

let surroundings: Surroundings;
let signedIn: StartingPoint;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  signedIn = new StartingPoint(surroundings, () => cli().signInAtWorkspace());
});
afterAll(() => surroundings.stop());
beforeEach(() => signedIn.enter());

function cli(environment: Readonly<Record<string, string>> = {}): Cli {
  return new Cli(surroundings, { ...ENGLISH, ...environment });
}

/** What a person sees who types this at a terminal. */
async function shown(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  exchanges: readonly (readonly [string, string])[] = [],
): Promise<string> {
  const command = [nodeRuntime().command, CLI_ENTRY, ...args];
  const result = await runAnyInTerminal(surroundings, command, exchanges, { ...ENGLISH, ...environment });
  return visible(result.shown);
}

/** With escape sequences that can be read. */
function visible(text: string): string {
  return text.replaceAll('\u001b', '␛');
}

/** Places on a screen: none for an accent of its own, two for a character of East Asia. */
function width(text: string): number {
  return [...text].reduce(
    (sum, sign) => sum + (/\p{M}/u.test(sign) ? 0 : /\p{Script=Han}/u.test(sign) ? 2 : 1),
    0,
  );
}

test('tables have straight columns, whatever the letters', async () => {
  const settings = join(surroundings.home, 'settings.json');
  const { profiles, ...rest } = JSON.parse(await readFile(settings, 'utf8'));
  const named = ['Bu\u0308ro', 'Büro', '東京'].map((name) => ({
    ...profiles[0],
    id: crypto.randomUUID(),
    name,
  }));
  await writeFile(settings, JSON.stringify({ ...rest, profiles: [...profiles, ...named] }));
  const { stdout } = await cli().run('profile', 'list');
  const [heading = '', ...lines] = stdout.trimEnd().split('\n');
  expect(heading).toMatch(/^ {2}Profile +Tenant +Workspace$/);
  const { tenantId } = surroundings.entra;
  expect(lines[0]).toBe(`* work     ${tenantId}  ${surroundings.workspace.origin}`);
  const columns = lines.map((line) => width(line.slice(0, line.indexOf(tenantId))));
  expect(columns).toEqual(Array(4).fill(heading.indexOf('Tenant')));

  // In French the names of rows have accents and spaces.
  for (const [command, language] of [
    ['status', 'fr_FR.UTF-8'],
    ['claims', 'en_US.UTF-8'],
    ['verify', 'pt_BR.UTF-8'],
  ] as const) {
    const shownRows = (await cli({ LC_ALL: language }).run(command)).stdout
      .split('\n')
      .filter((line) => /^\S/.test(line));
    const starts = shownRows.map((line) => /^.*? {2,}(?=\S)/.exec(line)?.[0].length);
    expect(new Set(starts).size, shownRows.join('\n')).toBe(1);
    expect(visible(shownRows.join())).not.toMatch(COLOR);
  }
});

test('colors are for whoever forces them or has a terminal, never against NO_COLOR, never in what a program reads', async () => {
  const forced = async (...args: string[]) => {
    const { stdout, stderr } = await cli({ FORCE_COLOR: '1' }).run(...args);
    return visible(stdout + stderr);
  };
  expect(await forced('status')).toMatch(/␛\[1mState␛\[22m +␛\[32mSigned in␛\[39m$/m);
  expect(await forced('status', '--json')).not.toMatch(COLOR);
  expect(await forced('token')).toMatch(/^eyJ[\w.-]+\n$/);
  expect(await forced('nope')).toMatch(/^entra-token: ␛\[31mUnknown command: nope\.␛\[39m\n/);
  expect(visible((await cli({ FORCE_COLOR: '1', NO_COLOR: '1' }).run('status')).stdout)).not.toMatch(COLOR);
});

describe.runIf(terminalPython)('at a terminal', () => {
  const ASKING = 'Contacting Microsoft Entra ID…';
  /** Back to the first column, and the line cleared. */
  const GONE = '␛[1G␛[2K';

  test('results have colors, unless it says that it has none', async () => {
    expect(await shown(['status'])).toMatch(COLOR);
    expect(await shown(['status'], { TERM: 'dumb' })).not.toMatch(COLOR);
  });

  test('it is told what is awaited, and the line is gone before the result; a program that reads it is not', async () => {
    surroundings.entra.setScenario({ faults: { token: { kind: 'drip', bytesPerSecond: 4_000 } } });
    const seen = await shown(['token', '--refresh']);
    expect(seen).toContain(`${ASKING}${GONE}eyJ`);
    expect(seen.split(ASKING)).toHaveLength(2);
    expect(await shown(['token', '--refresh', '--json'])).not.toContain('Contacting');
    surroundings.workspace.setScenario({ faults: { me: { kind: 'hang' } } });
    const stopped = await shown(['verify'], {}, [['Contacting the workspace…', '\u0003']]);
    expect(stopped).toMatch(/Contacting the workspace…[^\n]*␛\[1G␛\[2K\r?\n?Canceled\.\r\n$/);
  });
});

test('a command that is not there is said as a shell says it', async () => {
  const { code, stderr } = await cli({ LC_ALL: 'fr_FR.UTF-8' }).run('exec', '--', 'no-such-command');
  expect(code).toBe(2);
  expect(stderr).toMatch(/^entra-token: no-such-command\u202f: commande introuvable\.\n/);
});

test('under a minute is not none, and a service that is busy is nobody’s fault', async () => {
  surroundings.entra.setScenario({ accessTokenLifetimeSeconds: 55 });
  await cli().run('token', '--refresh');
  expect((await cli().run('status')).stdout).toMatch(/^Token +less than 1 min left, until /m);
  surroundings.entra.setScenario({ faults: { token: { kind: 'status', status: 503 } } });
  const { stderr } = await cli().run('token');
  expect(stderr).toContain('less than 1 min left; couldn’t get a new token: ');
  expect(stderr).toContain('Microsoft Entra ID is temporarily unavailable (HTTP 503).');
});

test('help speaks the person’s language, with headings that stand out', async () => {
  const { stdout } = await cli({ LC_ALL: 'fr_FR.UTF-8', FORCE_COLOR: '1' }).run('help', 'token');
  expect(visible(stdout)).toMatch(
    /^␛\[1mUtilisation\u202f:␛\[22m entra-token token \[options\]\n\nAfficher un jeton d’accès valide\n/,
  );
});
