import { assertNever } from '../shared/assert-never.ts';
import { type Failure, kindOf } from '../shared/failure.ts';

/** The command line's exit codes: part of its contract. */
export const EXIT = {
  done: 0,
  unexpected: 1,
  usage: 2,
  signInNeeded: 3,
  unreachable: 4,
  refused: 5,
  noKeyring: 6,
  cancelled: 130,
} as const;

/** The exit code that tells a script what kind of failure it was. */
export function exitCodeOf(failure: Failure): number {
  const kind = kindOf(failure);
  switch (kind) {
    case 'transient':
      return EXIT.unreachable;
    case 'signInNeeded':
      return EXIT.signInNeeded;
    case 'refused':
      return EXIT.refused;
    case 'configuration':
      return EXIT.usage;
    case 'cache':
      return EXIT.noKeyring;
    case 'cancelled':
      return EXIT.cancelled;
    case 'unexpected':
      return EXIT.unexpected;
    default:
      return assertNever(kind);
  }
}
