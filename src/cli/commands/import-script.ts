import { basename } from 'node:path';
import type { Command } from 'commander';
import { asFailure } from '../../core/platform/as-failure.ts';
import { placeholdersIn } from '../../core/profile/placeholders.ts';
import { FailureError } from '../../shared/failures.ts';
import { importNotes } from '../../shared/messages/index.ts';
import { type Context, usage } from '../context.ts';
import { readNamedFile } from '../read-input.ts';
import { properties } from '../table.ts';
import { addProfile, draftOf } from './profile.ts';

interface ImportOptions {
  name?: string;
  section?: string;
  clientId?: string;
  publicClient?: boolean;
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
    .option('--public-client', "use Microsoft's public client, the Azure CLI's, if the file has no client ID")
    .option('--tenant <tenant>', 'tenant, if the file has none')
    .option('--authority <url>', 'another Entra-compatible authority, as https://HOST')
    .action(async (file: string, options: ImportOptions) => {
      const { profileOperations } = await import('../../core/app/operations/profile.ts');
      const text = await read(file, context);
      const { section, authority } = options;
      const placeholders = placeholdersIn(text).join(', ');
      const unfilled = new FailureError('import_placeholders', { params: { file, placeholders } });
      const input = { text, section, file, isAuthorityNamed: authority !== undefined };
      const found = await (async () => profileOperations['profile.import'].run(context.app, input))().catch(
        (error: unknown) => {
          throw placeholders && asFailure(error).code === 'import_found_nothing' ? unfilled : error;
        },
      );
      const { draft } = found;
      await terminal.say(t('cli.imported', { file }));
      await terminal.say(
        properties([
          [t('profileField.workspaceUrl'), draft.workspaceUrl],
          [t('profileField.tenantId'), draft.tenantId],
          [t('profileField.clientId'), draft.clientId],
          [t('profileField.workspaceResourceId'), draft.workspaceResourceId],
        ]),
      );
      for (const note of importNotes(found, t)) await terminal.say(note);
      const name = options.name ?? draft.name ?? nameOf(file);
      const wanted = { ...draft, ...draftOf(options, context) };
      const isWhole = wanted.clientId && (wanted.tenantId || wanted.workspaceUrl);
      if (placeholders && !isWhole) throw unfilled;
      await addProfile(context, name, wanted).catch((error: unknown) => {
        const { code, params } = asFailure(error);
        // The file names it: what the person can do is to name it otherwise.
        throw code === 'profile_exists' && params?.profile !== undefined
          ? usage(t('cli.importNameTaken', { profile: params.profile }))
          : error;
      });
    });
}

/** The file's own name; standard input has none. */
function nameOf(file: string): string {
  return (file !== '-' && basename(file).replace(/\.\w+$/, '')) || 'imported';
}

/** @throws FailureError `usage`, `import_not_text`, and `import_too_long` for what is far longer than any script */
async function read(file: string, context: Context): Promise<string> {
  const { MAX_IMPORT } = await import('../../core/profile/import/index.ts');
  const read = await readNamedFile(file, MAX_IMPORT, context);
  if (read === 'notText') throw new FailureError('import_not_text', { params: { file } });
  if (read === 'tooLong') throw new FailureError('import_too_long', { params: { file } });
  return read.text;
}
