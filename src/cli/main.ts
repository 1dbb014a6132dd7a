import { CommanderError } from 'commander';
import { asFailure } from '../core/platform/as-failure.ts';
import { loadTranslate } from '../shared/messages/index.ts';
import { Basis } from './basis.ts';
import { Context } from './context.ts';
import { endProcess } from './end-process.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { loadHelpWords } from './help/index.ts';
import { systemLocale } from './locale.ts';
import { createProgram } from './program.ts';

/**
 * Runs the command line, and ends the process.
 * @param basis where something was done with it before; `failed` where that is what stopped the command
 */
export async function main(basis = new Basis(), failed?: unknown): Promise<never> {
  const locale = systemLocale(process.env);
  const [t, words] = await Promise.all([loadTranslate(locale), loadHelpWords(locale)]);
  const context = new Context(basis, locale, t);
  const run = async () => {
    if (failed !== undefined) throw failed;
    await createProgram(context, words).parseAsync(process.argv.slice(2), { from: 'user' });
  };
  endProcess(await codeOf(run(), basis, context));
}

/** The code to end with. */
async function codeOf(command: Promise<void>, basis: Basis, context: Context): Promise<number> {
  const { signals, log } = basis;
  try {
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
    await basis.settled();
  }
}
