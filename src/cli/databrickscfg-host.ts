import { homedir } from 'node:os';
import { join } from 'node:path';
import { readSmallFile } from '../core/platform/small-file.ts';
import { readIni } from '../core/profile/ini.ts';

/** The host that a section of the `.databrickscfg` in force names; undefined where there is none. */
export function hostOfSection(
  section: string,
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
): string | undefined {
  try {
    const file = environment.DATABRICKS_CONFIG_FILE || join(homedir(), '.databrickscfg');
    return readIni(readSmallFile(file) ?? '')
      .get(section)
      ?.get('host');
  } catch {
    return undefined;
  }
}
