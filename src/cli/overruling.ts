import { basename, dirname, join } from 'node:path';
import { readSmallFile } from '../core/platform/small-file.ts';
import type { Translate } from '../shared/messages/index.ts';
import { workspaceOfSection } from './databrickscfg-workspace.ts';

/** As the Databricks CLI looks for a bundle's settings, in this folder and those above it. */
const BUNDLE_FILES = ['databricks.yml', 'databricks.yaml', 'bundle.yml', 'bundle.yaml'];
/** A larger one is asked nothing: in a cloned repository it may nest so deep that it takes seconds to read. */
const MAX_BUNDLE_BYTES = 64 * 1024;

/**
 * What leads the Databricks CLI, and programs that take its options, to another sign-in than the environment's, and can't
 * be taken away: since its version 1.7 a profile that an argument or a bundle names wins. In words.
 */
export async function overrulings(
  command: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
  t: Translate,
): Promise<string[]> {
  const named = profileArgument(command, environment);
  const bundle = await bundleProfile(process.cwd());
  return [
    ...(named === undefined ? [] : [t('cli.profileArgument', { profile: named })]),
    ...(bundle === undefined ? [] : [t('cli.bundleProfile', bundle)]),
  ];
}

/**
 * The `--profile` among the command's arguments. Many programs have an option of that name for something else (dbt, the AWS
 * CLI): to others than the Databricks CLI it counts where it names a section of `.databrickscfg`.
 */
function profileArgument(
  [command = '', ...args]: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
): string | undefined {
  const isDatabricks = /^databricks(\.exe)?$/i.test(basename(command));
  const option = isDatabricks ? /^(?:--profile|-p)(?:=(.*))?$/s : /^--profile(?:=(.*))?$/s;
  for (const [index, arg] of args.entries()) {
    const found = option.exec(arg);
    const name = found && (found[1] ?? args[index + 1]);
    if (name && (isDatabricks || workspaceOfSection(name, environment) !== undefined)) return name;
  }
  return undefined;
}

/** The profile that a bundle's settings, or one of its targets, name. */
async function bundleProfile(folder: string): Promise<{ file: string; profile: string } | undefined> {
  for (const name of BUNDLE_FILES) {
    const file = join(folder, name);
    const text = readSmallFile(file, MAX_BUNDLE_BYTES);
    if (text === undefined) continue;
    const profile = await workspaceProfile(text);
    return profile === undefined ? undefined : { file, profile };
  }
  const above = dirname(folder);
  return above === folder ? undefined : bundleProfile(above);
}

async function workspaceProfile(text: string): Promise<string | undefined> {
  const { parse } = await import('yaml');
  try {
    const { workspace, targets } = (parse(text, { logLevel: 'error' }) ?? {}) as {
      workspace?: { profile?: unknown } | null;
      targets?: Record<string, { workspace?: { profile?: unknown } | null } | null> | null;
    };
    const named = [workspace, ...Object.values(targets ?? {}).map((target) => target?.workspace)];
    return named.map((part) => part?.profile).find((profile) => typeof profile === 'string');
  } catch {
    // The Databricks CLI will say what is wrong with it.
    return undefined;
  }
}
