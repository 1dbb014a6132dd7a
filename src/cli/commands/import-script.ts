import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { type Context, usage } from '../context.ts';
import { readLimited } from '../read-limited.ts';
import { table } from '../table.ts';
import { addProfile, draftOf } from './profile.ts';

interface ImportOptions {
  name?: string;
  section?: string;
  clientId?: string;
  tenant?: string;
  authority?: string;
}

/** `import-script`: a profile from what another program was told. */
export function addImportCommand(program: Command, context: Context): void {
  const { t, terminal } = context;
  program
    .command('import-script <file>')
    .description(
      'add a profile from a Python MSAL script, a .databrickscfg, or the output of `az account show`',
    )
    .option('--name <name>', "profile name (default: the section's, or the file's)")
    .option('--section <name>', 'section of a .databrickscfg (default: the first with a host)')
    .option('--client-id <id>', 'client ID, if the file has none')
    .option('--tenant <tenant>', 'tenant, if the file has none')
    .option('--authority <url>', 'another Entra-compatible authority, as https://HOST')
    .action(async (file: string, options: ImportOptions) => {
      const { profileOperations } = await import('../../core/app/operations/profile.ts');
      const text = (await read(file)) ?? '';
      const { section } = options;
      const { draft, holdsSecret } = await profileOperations['profile.import'].run(context.app, {
        text,
        section,
        file,
      });
      await terminal.say(t('cli.imported', { file }));
      const rows = table([
        [t('profileField.workspaceUrl'), draft.workspaceUrl],
        [t('profileField.tenantId'), draft.tenantId],
        [t('profileField.clientId'), draft.clientId],
        [t('profileField.workspaceResourceId'), draft.workspaceResourceId],
      ]);
      await terminal.say(rows.replace(/^/gm, '  '));
      if (holdsSecret) await terminal.say(t('cli.secretsIgnored'));
      const name = options.name ?? draft.name ?? nameOf(file);
      await addProfile(context, name, { ...draft, ...draftOf(options) });
    });
}

/** The file's own name; standard input has none. */
function nameOf(file: string): string {
  return (file !== '-' && basename(file).replace(/\.\w+$/, '')) || 'imported';
}

/** Undefined for a file that is far longer than any script. */
async function read(file: string): Promise<string | undefined> {
  const { MAX_IMPORT } = await import('../../core/profile/import.ts');
  try {
    return await readLimited(file === '-' ? process.stdin : createReadStream(file), MAX_IMPORT);
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw usage(`${file}: ${code}`);
  }
}
