import type { Command } from 'commander';
import type { Context } from '../context.ts';

/** `logout`. */
export function addLogoutCommand(program: Command, context: Context): void {
  program
    .command('logout')
    .description('forget the account on this machine')
    .option('--profile <name>', 'the profile to sign out')
    .action(async ({ profile: name }: { profile?: string }) => {
      const { session, profile } = await context.open(name);
      await session.signOut();
      await context.terminal.say(context.t('cli.signedOut', { profile: profile.name }));
    });
}
