import { copyFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inPlainCharacters } from '../../src/cli/windows-console.ts';
import { Cli } from '../support/cli.ts';
import { nodeRuntime } from '../support/node-runtime.ts';
import { CLI_ENTRY } from '../support/paths.ts';
import { Surroundings } from '../support/surroundings.ts';
import { runAnyInTerminal, terminalPython } from '../support/terminal.ts';

/** The program in the guise of Windows: the system's name, and a stand-in for DPAPI. */
const GUISE = new URL('../host/register.ts', import.meta.url).href;
/** Node does not see that a console is one. */
const HIDDEN = `data:text/javascript,${encodeURIComponent(
  "import tty from 'node:tty'; import { syncBuiltinESMExports } from 'node:module';" +
    'tty.isatty = () => false; syncBuiltinESMExports();',
)}`;

test.each([
  ['“work” · it’s 5 min…', '"work" | it\'s 5 min...'],
  ['Impossible d’ouvrir « work » : réessayez', 'Impossible d\'ouvrir " work " : reessayez'],
  ['Não foi possível – configuração', 'Nao foi possivel - configuracao'],
])('%s, in plain characters', (text, plain) => {
  expect(inPlainCharacters(text)).toBe(plain);
});

// What Windows does to a program with windows is played here by a terminal that is not standard input; that its console
// opens under the name that is used is for a real Windows to show.
describe.skipIf(!terminalPython || process.platform !== 'linux')('installed on Windows', () => {
  let surroundings: Surroundings;

  beforeAll(async () => {
    surroundings = await Surroundings.start();
    await new Cli(surroundings).run('profile', 'add', 'work', ...surroundings.profileArguments);
    symlinkSync('/dev/tty', join(surroundings.directory, '\\\\.\\CONIN$'));
  });
  afterAll(() => surroundings.stop());

  const run = (args: readonly string[], exchanges: Parameters<typeof runAnyInTerminal>[2]) =>
    runAnyInTerminal(
      surroundings,
      // No console is given as standard input.
      ['/bin/sh', '-c', 'exec "$@" </dev/null', 'sh', nodeRuntime().command]
        .concat(['--import', GUISE, '--import', HIDDEN, CLI_ENTRY])
        .concat(args),
      exchanges,
      { HOST_GUISE: 'windows', LANG: 'en' },
    );

  test('a password is typed at the console, `exec` hands it on, and what is said is in characters that it shows', async () => {
    const [user] = surroundings.entra.users;
    const login = await run(
      ['login', '--username', user?.username ?? ''],
      [[`Password for ${user?.username}:`, `${user?.password}\r`]],
    );
    expect(login.code, login.shown).toBe(0);
    expect(login.shown).not.toContain(user?.password);
    expect(login.shown).toContain(`Signed in as ${user?.username}`);

    const command = join(surroundings.directory, 'reader.exe');
    copyFileSync('/bin/sh', command);
    const script = 'printf "name? "; read name; echo "it is $name, $DATABRICKS_TOKEN"';
    const exec = await run(['exec', '--', command, '-c', script], [['name? ', 'Ada\r']]);
    expect(exec.shown).toContain('it is Ada, eyJ');

    const logout = await run(['logout'], []);
    expect(logout.shown).toContain('"work"');
    for (const { shown } of [login, logout]) expect([...shown].filter((one) => one > '~')).toEqual([]);
  });
});
