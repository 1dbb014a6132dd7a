import type { Command } from 'commander';
import { isServicePrincipal } from '../../core/profile/profile.ts';
import type { Context } from '../context.ts';

/** `logout`. */
export function addLogoutCommand(program: Command, context: Context): void {
  program
    .command('logout')
    .description('sign out and delete the cached tokens')
    .option('--profile <name>', 'profile to sign out')
    .action(async ({ profile }: { profile?: string }) => {
      const chosen = await context.profile(profile);
      const { id, name } = chosen;
      const { sessionOperations } = await import('../../core/app/operations/session.ts');
      const isPrincipal = isServicePrincipal(chosen);
      const wasSaved = context.app.holdsSignIn(chosen);
      await context.orKept(id, isPrincipal ? 'principal.notRemoved' : 'cli.notSignedOut', () =>
        sessionOperations['session.signOut'].run(context.app, id),
      );
      const said = wasSaved
        ? isPrincipal
          ? 'principal.removed'
          : 'cli.signedOut'
        : isPrincipal
          ? 'principal.noneSaved'
          : 'cli.wasSignedOut';
      await context.terminal.say(context.t(said, { profile: name }));
    });
}
