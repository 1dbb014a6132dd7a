import { CommanderError } from 'commander';
import { asFailure } from '../core/platform/as-failure.ts';
import { dataDirectory } from '../core/platform/data-directory.ts';
import { openLog } from '../core/platform/logger.ts';
import { loadTranslate } from '../shared/messages/index.ts';
import { Context } from './context.ts';
import { endProcess } from './end-process.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { loadHelpWords } from './help/index.ts';
import { systemLocale } from './locale.ts';
import { createProgram } from './program.ts';
import { Signals } from './signals.ts';

const signals = new Signals();
const log = openLog(() => dataDirectory().logFile, 'cli');
const locale = systemLocale(process.env);
const [t, words] = await Promise.all([loadTranslate(locale), loadHelpWords(locale)]);
const context = new Context(log, signals, locale, t);
endProcess(await run(process.argv.slice(2)));

async function run(args: string[]): Promise<number> {
  try {
    const command = createProgram(context, words).parseAsync(args, { from: 'user' });
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
    context.terminal.progress.hide();
    await context.settled();
    await log.settled();
  }
}
