import { type Command, Help } from 'commander';
import { type Language, languageOf } from '../../shared/languages.ts';
import { emphasized } from '../style.ts';
import { EXAMPLES, EXIT_CODES } from './after.ts';
import type { HelpWords } from './words.ts';

const LOADERS: Readonly<Record<Exclude<Language, 'en'>, () => Promise<HelpWords>>> = {
  fr: async () => (await import('./fr.ts')).fr,
  pt: async () => (await import('./pt.ts')).pt,
};

/** @param locale a BCP 47 tag */
export async function loadHelpWords(locale: string): Promise<HelpWords> {
  const language = languageOf(locale);
  return language === 'en' ? {} : LOADERS[language]();
}

/** As wide as people read. */
const MAX_WIDTH = 120;
/** Below that a column of words would be a column of syllables. */
const MIN_COLUMN = 20;

/** Has the help of a command, and of those below it, speak `words`, in the width and colors of the terminal. */
export function speakHelp(program: Command, words: HelpWords): void {
  const say = (english: string) => words[english] ?? english;
  const base = new Help();
  speak(program);
  program.addHelpText('after', () => {
    const width = helpWidth();
    const paragraphs = EXIT_CODES.map((paragraph) => base.boxWrap(say(paragraph), width));
    return ['', title('Examples:'), ...EXAMPLES.map((line) => `  ${line}`), '', ...paragraphs].join('\n');
  });

  function speak(command: Command): void {
    command
      .helpOption('-h, --help', 'show this help')
      .configureOutput({ getOutHelpWidth: helpWidth, getOutHasColors: () => true })
      .configureHelp({
        minWidthToWrap: MIN_COLUMN,
        styleTitle: title,
        commandDescription: (shown) => asSentence(say(shown.description())),
        subcommandDescription: (shown) => say(shown.description()),
        argumentDescription: ({ description, argChoices }) => say(description) + choices(argChoices),
        optionDescription: ({ description, argChoices, defaultValue, negate }) => {
          const isShown = typeof defaultValue === 'string' && !negate;
          const added = isShown ? ` (${say('default')}${say(':')} ${defaultValue})` : '';
          return say(description) + choices(argChoices) + added;
        },
      });
    if (command.commands.length > 0) command.helpCommand('help [command]', 'show help for a command');
    for (const child of command.commands) speak(child);
  }

  function choices(of: readonly string[] | undefined): string {
    return of ? `${say(':')} ${of.join(', ')}` : '';
  }

  function title(english: string): string {
    return emphasized(say(english), 'label', process.stdout);
  }
}

/** A description stands in a list; where it stands alone, it begins as a sentence does. */
function asSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function helpWidth(): number {
  const { stdout, env } = process;
  return Math.min((stdout.isTTY ? stdout.columns : Number(env.COLUMNS)) || 80, MAX_WIDTH);
}
