import type { Command, Option } from 'commander';
import { CLOUD_NAMES } from '../../shared/clouds.ts';
import { pathOf } from '../usage-failure.ts';

/** Something that can stand where the person is. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** The names of the profiles, which only the settings know. */
type Profiles = () => Promise<readonly string[]>;

/** Commands whose argument is the name of a profile that is there. */
const TAKE_PROFILE = ['profile set', 'profile use', 'profile remove'];

/**
 * What can stand in the place of the last word, by the commands and options that the program has.
 * @param words what is typed after the program's name; the last may be empty, or half a word
 * @returns none where a file, or anything at all, can stand
 */
export async function candidatesFor(
  program: Command,
  words: readonly string[],
  profiles: Profiles,
): Promise<Candidate[]> {
  const current = words.at(-1) ?? '';
  const place = placeAfter(program, words.slice(0, -1));
  if (!place) return [];
  const found = await candidatesAt(program, place, current, profiles);
  return found.filter(({ value }) => value.startsWith(current));
}

interface Place {
  readonly command: Command;
  /** How many arguments the command has had. */
  readonly count: number;
  /** The option whose value comes next. */
  readonly option?: Option;
}

/** Undefined where nothing more is this program's to know. */
function placeAfter(program: Command, words: readonly string[]): Place | undefined {
  let place: Place = { command: program, count: 0 };
  for (const word of words) {
    const { command, count, option } = place;
    if (option) place = { command, count };
    else if (word === '--') return undefined;
    else if (word.startsWith('-')) {
      const named = word.includes('=') ? undefined : findOption(command, program, word);
      place = { command, count, ...(named?.required ? { option: named } : {}) };
    } else {
      const child = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
      place = child ? { command: child, count: 0 } : { command, count: count + 1 };
      // `exec` runs another program: what follows is that program's.
      if (!child && command.name() === 'exec') return undefined;
    }
  }
  return place;
}

async function candidatesAt(
  program: Command,
  place: Place,
  current: string,
  profiles: Profiles,
): Promise<Candidate[]> {
  const { command, count, option } = place;
  if (option) return valuesOf(option, profiles);
  const [, flag = '', value] = /^(--[\w-]+)(=.*)?$/s.exec(current) ?? [];
  if (value !== undefined) {
    const named = findOption(command, program, flag);
    const values = named?.required ? await valuesOf(named, profiles) : [];
    return values.map((one) => ({ ...one, value: `${flag}=${one.value}` }));
  }
  const help = command.createHelp();
  if (current.startsWith('-')) {
    const options = help.visibleOptions(command);
    const more = command.options.some(({ long }) => long === '--profile') ? [] : program.options;
    return [...new Set([...options, ...more.filter(({ hidden }) => !hidden)])].flatMap(
      ({ long, description }) => (long ? { value: long, description } : []),
    );
  }
  const commands = count > 0 ? [] : help.visibleCommands(command);
  const choices = command.registeredArguments[count]?.argChoices ?? [];
  const names = count === 0 && TAKE_PROFILE.includes(pathOf(command).trim()) ? await profiles() : [];
  return [
    ...commands.map((one) => ({ value: one.name(), description: one.description() })),
    ...[...choices, ...names].map((one) => ({ value: one, description: '' })),
  ];
}

async function valuesOf({ long, argChoices = [] }: Option, profiles: Profiles): Promise<Candidate[]> {
  const own = { '--profile': profiles, '--cloud': async () => CLOUD_NAMES };
  const values = long === '--profile' || long === '--cloud' ? await own[long]() : argChoices;
  return values.map((value) => ({ value, description: '' }));
}

function findOption(command: Command, program: Command, flag: string): Option | undefined {
  return [...command.options, ...program.options].find(({ long, short }) => flag === long || flag === short);
}
