import { CommanderError } from 'commander';
import { asFailure } from '../core/platform/as-failure.ts';
import { dataDirectory } from '../core/platform/data-directory.ts';
import { isKeyringBusy } from '../core/platform/keyring/keyring-calls.ts';
import { openLog } from '../core/platform/logger.ts';
import { loadTranslate } from '../shared/messages/index.ts';
import { Context } from './context.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { systemLocale } from './locale.ts';
import { createProgram } from './program.ts';
import { Signals } from './signals.ts';

const signals = new Signals();
const log = openLog(() => dataDirectory().logFile, 'cli');
const locale = systemLocale(process.env);
const context = new Context(log, signals, locale, await loadTranslate(locale));
end(await run(process.argv.slice(2)));

/** Ends now: neither a kept-alive connection nor a keyring that hangs may hold the process. */
function end(code: number): never {
  // exit() waits for the thread that waits for the keyring; a process that becomes another one does not.
  if (isKeyringBusy() && process.execve) process.execve('/bin/sh', ['sh', '-c', `exit ${code}`], {});
  process.exit(code);
}

async function run(args: string[]): Promise<number> {
  try {
    const command = createProgram(context).parseAsync(args, { from: 'user' });
    await Promise.race([command, signals.enforced()]);
    return context.exitCode;
  } catch (error) {
    // --help and --version end here too. Help without a command asked for is a mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const failure = asFailure(error);
    if (failure.code === 'unexpected') log.error(error instanceof Error ? `${error.stack}` : `${error}`);
    await context.fail(failure);
    return exitCodeOf(failure);
  } finally {
    await context.settled();
    await log.settled();
  }
}
