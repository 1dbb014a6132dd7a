import type { Command, CommanderError } from 'commander';
import { similarName } from '../core/profile/similar-name.ts';
import type { FailureError } from '../shared/failures.ts';
import type { en } from '../shared/messages/en.ts';
import type { Translate } from '../shared/messages/index.ts';
import { usage } from './context.ts';

/** Commander's complaint, which it only has in English, in the person's language. */
export function usageFailure(error: CommanderError, command: Command, t: Translate): FailureError {
  const { message } = error;
  const [term = '', value = ''] = [...message.matchAll(/'([^']*)'/g)].map(([, quoted = '']) => quoted);
  const choices = /Allowed choices are (.+)\.$/s.exec(message)?.[1];
  // Of an argument Commander quotes the value first.
  const isArgument = /command-argument value/.test(message);
  const suggestion =
    /\(Did you mean (?:one of )?(.+)\?\)/s.exec(message)?.[1] ??
    (isArgument && choices ? similarName(term, choices.split(', ')) : undefined);
  // What a parser of our own has said is in the person's language already.
  const detail = / is invalid\. (.+)$/s.exec(message)?.[1];
  const known = COMPLAINTS.find((name) => error.code === `commander.${name}`);
  const sentences = [
    isArgument && isNamed(value)
      ? t(`cli.commander.unknown.${value}`, { value: term })
      : t(`cli.commander.${known ?? 'other'}`, { term, value }),
    suggestion && t('cli.commander.didYouMean', { suggestion }),
    choices ? t('cli.commander.choices', { choices }) : detail,
  ];
  return usage(sentences.filter(Boolean).join(' '), pathOf(command));
}

/** An argument that has words of its own for what it can't be. */
function isNamed(argument: string): argument is keyof typeof en.cli.commander.unknown {
  return argument === 'tool' || argument === 'shell';
}

const COMPLAINTS = [
  'unknownOption',
  'unknownCommand',
  'missingArgument',
  'optionMissingArgument',
  'missingMandatoryOptionValue',
  'invalidArgument',
  'excessArguments',
] as const;

/** Its words after the program's name, with a space before each. */
export function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : '';
}
