import { dirname, join } from 'node:path';
import { asFailure } from '../core/platform/as-failure.ts';
import { dataDirectory } from '../core/platform/data-directory.ts';
import { type ProgramCommand, placeHelpers } from '../core/tools/helpers/launchers.ts';
import { explain } from '../shared/messages/index.ts';
import { LAUNCHER_VARIABLE } from './callers-environment.ts';
import type { Context } from './context.ts';

/** The folder with the helpers. Where they can't be put there, says why: all else goes on. */
export async function helperFolder(context: Context): Promise<string | undefined> {
  const { t, environment } = context;
  try {
    return await placeHelpers(dataDirectory().helperDirectory, programCommand(environment));
  } catch (error) {
    const { title } = explain(asFailure(error), t);
    await context.warnInWords(t('cli.withoutHelpers', { title }));
    return undefined;
  }
}

/** How the helpers' program is started: it lies beside this one. */
function programCommand({ [LAUNCHER_VARIABLE]: launcher }: Readonly<NodeJS.ProcessEnv>): ProgramCommand {
  if (launcher) return [launcher];
  const [node, script = ''] = process.argv as [string, string?];
  const program = [node, '--disable-sigusr1', join(dirname(script), 'helper.js')] as const;
  return process.versions.electron ? ['/usr/bin/env', 'ELECTRON_RUN_AS_NODE=1', ...program] : program;
}
