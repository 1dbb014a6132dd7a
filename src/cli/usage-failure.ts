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
  const sentences = [
    isArgument && isNamed(value)
      ? t(`cli.commander.unknown.${value}`, { value: term })
      : complaint(error.code, term, value, t),
    suggestion && t('cli.commander.didYouMean', { suggestion }),
    choices ? t('cli.commander.choices', { choices }) : detail,
  ];
  return usage(sentences.filter(Boolean).join(' '), pathOf(command));
}

/** An argument that has words of its own for what it can't be. */
function isNamed(argument: string): argument is keyof typeof en.cli.commander.unknown {
  return argument === 'tool' || argument === 'shell';
}

function complaint(code: string, term: string, value: string, t: Translate): string {
  switch (code) {
    case 'commander.unknownOption':
      return t('cli.commander.unknownOption', { term });
    case 'commander.unknownCommand':
      return t('cli.commander.unknownCommand', { term });
    case 'commander.missingArgument':
      return t('cli.commander.missingArgument', { term });
    case 'commander.optionMissingArgument':
      return t('cli.commander.optionMissingArgument', { term });
    case 'commander.missingMandatoryOptionValue':
      return t('cli.commander.missingMandatoryOptionValue', { term });
    case 'commander.invalidArgument':
      return t('cli.commander.invalidArgument', { term, value });
    case 'commander.excessArguments':
      return t('cli.commander.excessArguments');
    default:
      return t('cli.commander.other');
  }
}

/** Its words after the program's name, with a space before each. */
export function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : '';
}
