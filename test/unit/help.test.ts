import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { Basis } from '../../src/cli/basis.ts';
import { Context } from '../../src/cli/context.ts';
import { EXIT_CODES } from '../../src/cli/help/after.ts';
import { loadHelpWords } from '../../src/cli/help/index.ts';
import { createProgram } from '../../src/cli/program.ts';
import { LANGUAGE_CODES } from '../../src/shared/languages.ts';
import { loadTranslate } from '../../src/shared/messages/index.ts';

const context = new Context(new Basis(), 'en', await loadTranslate('en'));
const program = createProgram(context, {});

/** Commander's own words. */
const FRAME = ['Usage:', 'Arguments:', 'Options:', 'Commands:', 'Examples:', ':', 'default'];
const sentences = new Set([
  ...FRAME,
  ...EXIT_CODES,
  'show this help',
  'show help for a command',
  ...sentencesOf(program),
]);

function sentencesOf(command: Command): string[] {
  return [
    command.description(),
    ...command.options.map(({ description }) => description),
    ...command.registeredArguments.map(({ description }) => description),
    ...command.commands.flatMap(sentencesOf),
  ].filter(Boolean);
}

test.each(LANGUAGE_CODES.filter((code) => code !== 'en'))(
  '--help has all its words in %s, and no other',
  async (code) => {
    const words = await loadHelpWords(code);
    expect(
      [...sentences].filter((sentence) => !words[sentence]),
      'to be translated',
    ).toEqual([]);
    expect(
      Object.keys(words).filter((sentence) => !sentences.has(sentence)),
      'no longer said',
    ).toEqual([]);
    for (const [english, text] of Object.entries(words)) {
      expect(text).not.toMatch(/'| {2}/);
      // What is typed stays what it is.
      const typed = (of: string) => of.match(/--[a-z-]+|`[^`]+`|[A-Z]+_[A-Z_]+/g) ?? [];
      expect(typed(text)).toEqual(typed(english));
      if (code === 'fr') expect(text).not.toMatch(/(?<!\u202f|https?)[:;!?»]/);
    }
  },
);

test.each(LANGUAGE_CODES)('--help of every command fits the terminal in %s', async (code) => {
  const inLanguage = createProgram(context, await loadHelpWords(code));
  const commands = (command: Command): Command[] => [command, ...command.commands.flatMap(commands)];
  for (const columns of [60, 80, 100, 140]) {
    process.env.COLUMNS = `${columns}`;
    const widths = commands(inLanguage)
      // What is typed stays whole.
      .flatMap((command) => command.helpInformation().split('\n').slice(1))
      // A word that is longer than its column can't be broken.
      .filter((line) => !/\S{28,}/.test(line))
      .map(({ length }) => length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
    expect(Math.max(...widths), 'what there is of it is used').toBeGreaterThan(columns - 25);
  }
});
