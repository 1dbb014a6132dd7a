import { Argument, type Command } from 'commander';
import { SettingsFile } from '../../core/app/settings-file.ts';
import { dataDirectory } from '../../core/platform/data-directory.ts';
import { candidatesFor } from '../completion/candidates.ts';
import { SCRIPTS, SHELLS, type Shell } from '../completion/scripts.ts';
import { powershellWord, readShellLine, typedIn } from '../completion/shell-words.ts';
import type { Context } from '../context.ts';

/** `completion`: a shell's script; and, hidden, what that script asks at each press of the key. */
export function addCompletionCommand(program: Command, { terminal }: Context): void {
  program
    .command('completion')
    .description('print a shell’s completions: eval "$(entra-token completion bash)"')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: Shell) => terminal.result(SCRIPTS[shell]));
  program
    .command('complete', { hidden: true })
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .argument('[words...]')
    .action(async (shell: Shell, words: string[]) => {
      const lines = await answer(program, shell, words);
      if (lines.length > 0) await terminal.result(lines.join('\n'));
    });
}

/** A line for each candidate, as the shell's script inserts it. */
async function answer(program: Command, shell: Shell, words: readonly string[]): Promise<string[]> {
  const find = (typed: readonly string[]) => candidatesFor(program, typed, profiles);
  const described = ({ value, description }: { value: string; description: string }) =>
    description ? `${value}\t${description.replace(/\s+/g, ' ')}` : value;
  switch (shell) {
    case 'bash': {
      const [line = '', replaced = ''] = words;
      const { words: typed, raw, quote } = readShellLine(line);
      // What stays before the part that is replaced.
      const kept = readShellLine(raw.slice(0, raw.length - replaced.length)).words[0] ?? '';
      const found = await find(typed.slice(1));
      return found.flatMap(({ value }) => typedIn(quote, value.slice(kept.length)) ?? []);
    }
    case 'zsh':
    case 'fish':
      // As they stand there.
      return (await find(words.map((word) => readShellLine(word).words[0] ?? ''))).map(described);
    case 'powershell': {
      const typed = Buffer.from(words[0] ?? '', 'base64')
        .toString('utf8')
        .split('\n');
      const current = (typed.at(-1) ?? '').replace(/^["']/, '');
      const found = await find([...typed.slice(0, -1), current]);
      return found.map(({ value, description }) => described({ value: powershellWord(value), description }));
    }
  }
}

/** The names of the profiles; none where the settings can't be read: a press of a key changes and says nothing. */
async function profiles(): Promise<string[]> {
  try {
    const found = await new SettingsFile(dataDirectory().settingsFile, () => undefined).peek();
    return 'settings' in found ? found.settings.profiles.map(({ name }) => name) : [];
  } catch {
    return [];
  }
}
