import { describe, expect, test } from 'vitest';
import { Basis } from '../../src/cli/basis.ts';
import { draftOf } from '../../src/cli/commands/profile.ts';
import { Context } from '../../src/cli/context.ts';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { createProgram } from '../../src/cli/program.ts';
import { asFailure } from '../../src/core/platform/as-failure.ts';
import { similarName } from '../../src/core/profile/similar-name.ts';
import { AZURE_CLI_CLIENT_ID } from '../../src/shared/clouds.ts';
import type { Failure } from '../../src/shared/failures.ts';
import { explain, loadTranslate } from '../../src/shared/messages/index.ts';

/** What is typed wrong, and is noticed before any command does something. That it is said: test/cli/newcomers. */

const t = await loadTranslate('en');
const context = new Context(new Basis(), 'en', t);

/** What the command line fails with for these words. */
async function failureOf(words: readonly string[]): Promise<Failure> {
  const program = createProgram(context, {});
  const parsed = program.parseAsync([...words], { from: 'user' });
  const error = await parsed.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return asFailure(error);
}

test.each([
  [
    ['token', '--min-vald', '5'],
    'Unknown option: --min-vald. Did you mean --min-valid?',
    'entra-token token --help',
  ],
  [
    ['token', '--min-valid', 'x'],
    '“x” is not valid for --min-valid <minutes>. It must be a whole number',
    'entra-token token --help',
  ],
  [
    ['token', '--format', 'x'],
    '“x” is not valid for --format <format>. It can be raw, bearer',
    'entra-token token --help',
  ],
  [['token', '--profile'], '--profile <name> needs a value.', 'entra-token token --help'],
  [['profile', 'use'], 'Missing argument: name.', 'entra-token profile use --help'],
  [['target', 'add', 'dotenv'], 'Missing option: --file <path>.', 'entra-token target add dotenv --help'],
  [['completion', 'tcsh'], '“tcsh” isn’t a supported shell. It can be bash', 'entra-token completion --help'],
  [['status', 'now'], 'There are too many arguments.', 'entra-token status --help'],
])('%j', async (words, complaint, help) => {
  const failure = await failureOf(words);
  expect(exitCodeOf(failure)).toBe(2);
  const { why, next } = explain(failure, t);
  expect(why).toContain(complaint);
  expect(next).toBe(`Try: ${help}`);
});

describe('a name that is near', () => {
  test.each([
    ['wrok', 'work'],
    ['Work', 'work'],
    ['wrk', 'work'],
    ['othr', 'other'],
    ['playground', undefined],
    ['w', undefined],
  ])('%s: %s', (typed, meant) => {
    expect(similarName(typed, ['work', 'other'])).toBe(meant);
  });
});

test('one client ID at a time', () => {
  const both = () => draftOf({ clientId: crypto.randomUUID(), publicClient: true }, context);
  expect(both).toThrow('usage');
  expect(draftOf({ publicClient: true }, context)).toEqual({ clientId: AZURE_CLI_CLIENT_ID });
});
