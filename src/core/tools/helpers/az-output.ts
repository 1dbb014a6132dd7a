import { homedir } from 'node:os';
import { join } from 'node:path';
import { readSmallFile } from '../../platform/small-file.ts';
import { readIni } from '../../profile/ini.ts';

/**
 * Whether `az` prints JSON where `--output` is not said: it does, unless the person has chosen another form for it.
 * Source: knack, `CLIConfig.get` (the variable goes before the file) and `OutputProducer.on_global_arguments`.
 */
export function printsJson(env: NodeJS.ProcessEnv): boolean {
  const { AZURE_CORE_OUTPUT, AZURE_CONFIG_DIR } = env;
  const output = AZURE_CORE_OUTPUT || chosenIn(join(AZURE_CONFIG_DIR || join(homedir(), '.azure'), 'config'));
  return output === undefined || output.toLowerCase() === 'json';
}

function chosenIn(file: string): string | undefined {
  return readIni(readSmallFile(file) ?? '')
    .get('core')
    ?.get('output');
}
