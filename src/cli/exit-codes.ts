import { type Failure, type FailureKind, kindOf } from '../shared/failures.ts';

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

const EXIT_CODES: Readonly<Record<FailureKind, number>> = {
  transient: EXIT.unreachable,
  signInNeeded: EXIT.signInNeeded,
  refused: EXIT.refused,
  configuration: EXIT.usage,
  cache: EXIT.noKeyring,
  cancelled: EXIT.cancelled,
  unexpected: EXIT.unexpected,
};

/** The exit code that tells a script what kind of failure it was. */
export function exitCodeOf(failure: Failure): number {
  return EXIT_CODES[kindOf(failure)];
}
