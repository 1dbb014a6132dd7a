import type { Command } from 'commander';
import type { Context } from '../context.ts';

/** `logout`. */
export function addLogoutCommand(program: Command, context: Context): void {
  program
    .command('logout')
    .description('sign out and delete the cached tokens')
    .option('--profile <name>', 'profile to sign out')
    .action(async ({ profile }: { profile?: string }) => {
      const { id, name } = await context.profile(profile);
      const { sessionOperations } = await import('../../core/app/operations/session.ts');
      await context.orKept(id, 'cli.notSignedOut', () =>
        sessionOperations['session.signOut'].run(context.app, id),
      );
      await context.terminal.say(context.t('cli.signedOut', { profile: name }));
    });
}
