import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Cli } from '../support/cli.ts';
import { nodeRuntime } from '../support/node-runtime.ts';
import { CLI_ENTRY } from '../support/paths.ts';
import { Surroundings } from '../support/surroundings.ts';
import { runAnyInTerminal, terminalPython } from '../support/terminal.ts';

/** Each would do something, or be several words, in a shell that does not take it as it is. */
const NAMES = [
  'work',
  'my work',
  `it's "quoted" \\ here`,
  '$(touch pwned)',
  '`touch pwned`',
  '; touch pwned #',
  '--dashes',
  'a=b:c',
  'Ünïcode 雪',
];

let surroundings: Surroundings;
let cli: Cli;
/** Where `entra-token` is found, and where a name that is run would leave its mark. */
let folder: string;
const isThere = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  cli = new Cli(surroundings);
  folder = join(surroundings.directory, 'shell');
  await mkdir(folder);
  const node = nodeRuntime();
  const program = join(folder, 'entra-token');
  await writeFile(program, `#!/bin/sh\nexec '${node.command}' '${CLI_ENTRY}' "$@"\n`);
  await chmod(program, 0o755);
  await cli.addProfile();
  const file = join(surroundings.home, 'settings.json');
  const settings = JSON.parse(await readFile(file, 'utf8'));
  const [profile] = settings.profiles;
  settings.profiles = NAMES.map((name) => ({ ...profile, name, id: crypto.randomUUID() }));
  await writeFile(file, JSON.stringify(settings));
  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
    const { code, stdout } = await cli.run('completion', shell);
    expect(code).toBe(0);
    await writeFile(join(folder, `script.${shell}`), stdout);
  }
});
afterAll(() => surroundings.stop());

/** Runs a script of a shell, with nothing of the person's own. */
async function inShell(shell: string, args: readonly string[], script: string): Promise<string> {
  const { environment } = surroundings;
  const env = {
    ...environment,
    ...nodeRuntime().environment,
    PATH: `${folder}:${environment.PATH ?? ''}`,
    HOME: folder,
    LC_ALL: 'C.UTF-8',
    TERM: 'dumb',
  };
  const { stdout } = await promisify(execFile)(shell, [...args, script], { env, cwd: folder });
  expect(await readdir(folder), 'no name was run').not.toContain('pwned');
  return stdout;
}

const linesOf = (text: string) => text.split('\n').filter(Boolean);

test.runIf(isThere('bash'))(
  'bash: commands, options, formats, tools, and names as one word whatever they are',
  async () => {
    // As readline asks: the line so far, and the part of it that the answer replaces. Each answer is run as it would be.
    const script = `source script.bash
ask() {
  COMP_LINE="$1" COMP_POINT=\${#1}
  _entra_token entra-token "$2"
  echo "== $1"
  local reply before="\${1:0:\${#1}-\${#2}}"
  for reply in "\${COMPREPLY[@]}"; do
    eval "set -- $before$reply"
    printf '%s|' "\${@:2}"
    echo
  done
}
ask 'entra-token tok' tok
ask 'entra-token token --f' --f
ask 'entra-token token --format j' j
ask 'entra-token target add ' ''
ask 'entra-token token --profile ' ''
ask 'entra-token --profile=m' m
ask 'entra-token profile use w' w
ask 'entra-token exec -- ' ''
COMP_LINE='entra-token token "$(touch pwned)" --form' COMP_POINT=\${#COMP_LINE}
_entra_token entra-token --form
echo "== typed"
printf '%s\\n' "\${COMPREPLY[@]}"
`;
    const sections = (await inShell('bash', ['--norc', '-c'], script)).split(/^== /m).slice(1);
    const answers = Object.fromEntries(
      sections.map((section) => {
        const [line = '', ...words] = section.split('\n');
        return [line, words.filter(Boolean)];
      }),
    );
    expect(answers).toEqual({
      'entra-token tok': ['token|'],
      'entra-token token --f': ['token|--format|'],
      'entra-token token --format j': ['token|--format|json|', 'token|--format|jdbc|'],
      'entra-token target add ': expect.arrayContaining(['target|add|databrickscfg|', 'target|add|dotenv|']),
      'entra-token token --profile ': NAMES.map((name) => `token|--profile|${name}|`),
      'entra-token --profile=m': ['--profile=my work|'],
      'entra-token profile use w': ['profile|use|work|'],
      'entra-token exec -- ': [],
      typed: ['--format'],
    });
  },
);

test.runIf(isThere('fish'))('fish: the same, by its own question for completions', async () => {
  const asked = async (line: string) => {
    const text = line.replace(/[\\']/g, '\\$&');
    return linesOf(await inShell('fish', ['--no-config', '-c'], `source script.fish; complete -C'${text}'`));
  };
  expect(await asked('entra-token tok')).toEqual([expect.stringMatching(/^token\t\w/)]);
  const names = await asked('entra-token token --profile ');
  // As they are: it quotes what it inserts.
  expect(names.toSorted()).toEqual(NAMES.toSorted());
});

/** What is typed before the key, and the name that it is to become; nothing else begins so. */
const TYPED: readonly (readonly [typed: string, name: string])[] = [
  ['my', 'my work'],
  ["'my", 'my work'],
  ['it', `it's "quoted" \\ here`],
  ['\\$', '$(touch pwned)'],
  ['\\;', '; touch pwned #'],
  ['a=', 'a=b:c'],
];

const SHELLS = [
  {
    shell: 'bash',
    start: ['--noprofile', '--rcfile', 'rc', '-i'],
    rc: 'PS1="ready> "\nbind "set bell-style none"\n',
  },
  {
    shell: 'zsh',
    start: ['-d', '-i'],
    rc: "PS1='ready> '\nautoload -Uz compinit && compinit -u -D\n",
  },
] as const;

for (const { shell, start, rc } of SHELLS) {
  test.runIf(isThere(shell) && terminalPython)(
    `${shell}: typed at its prompt, each name becomes one word`,
    async () => {
      const home = join(folder, `home-${shell}`);
      await mkdir(home);
      // What would be run is shown instead.
      const shown = `source '${folder}/script.${shell}'
entra-token() { if [ "$1" = complete ]; then command entra-token "$@"; else printf '<%s>' "\${@:3}"; echo; fi; }
`;
      for (const name of ['rc', '.zshrc'])
        await writeFile(join(home, name), rc + shown.replaceAll('\\${', '${'));
      const command = ['/usr/bin/env', '-C', home, shell, ...start];
      const exchanges = [
        ...TYPED.map(([typed]): [string, string] => ['ready> ', `entra-token token --profile ${typed}\t\r`]),
        ['ready> ', 'exit\r'] as [string, string],
      ];
      const environment = {
        PATH: `${folder}:${process.env.PATH}`,
        HOME: home,
        ZDOTDIR: home,
        LC_ALL: 'C.UTF-8',
        TERM: 'dumb',
      };
      const { shown: screen } = await runAnyInTerminal(surroundings, command, exchanges, environment);
      const answered = [...screen.matchAll(/^<(.*)>\r?$/gm)].map(([, name]) => name);
      expect(answered, screen).toEqual(TYPED.map(([, name]) => name));
      expect(await readdir(home)).not.toContain('pwned');
    },
  );
}
