import { homedir } from 'node:os';
import { join } from 'node:path';
import { readSmallFile } from '../core/platform/small-file.ts';
import { readIni } from '../core/profile/ini.ts';

/** The sections of the `.databrickscfg` in force, by their names. */
export function configSections(environment: Readonly<NodeJS.ProcessEnv>): ReturnType<typeof readIni> {
  const file = environment.DATABRICKS_CONFIG_FILE || join(homedir(), '.databrickscfg');
  return readIni(readSmallFile(file) ?? '');
}

/** The workspace that a section of the `.databrickscfg` in force names; undefined where it names none. */
export function workspaceOfSection(
  section: string,
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
): { readonly host: string; readonly workspaceId: string | undefined } | undefined {
  try {
    const keys = configSections(environment).get(section);
    const host = keys?.get('host');
    return host === undefined ? undefined : { host, workspaceId: keys?.get('workspace_id') || undefined };
  } catch {
    return undefined;
  }
}
