import type { Command } from 'commander';
import { FailureError, kindOf } from '../../shared/failures.ts';
import { explain } from '../../shared/messages/index.ts';
import { deriveState, type SessionState } from '../../shared/session.ts';
import { minutesLeft, timeOfDay } from '../../shared/time.ts';
import type { Context } from '../context.ts';
import { table } from '../table.ts';
import { troubleOf } from '../trouble.ts';

/** What `status --json` prints. Times are epoch seconds. */
interface Status {
  profile: string;
  state: SessionState['kind'];
  account?: string;
  tenant: string;
  workspace?: string;
  expiresOn?: number;
  refreshOn?: number;
  secondsLeft?: number;
  /** When Entra will ask for a new sign-in, where a refusal has told its sign-in frequency. */
  nextSignInOn?: number;
  cache: string;
}

/** `status`: what the cache says, without asking the network. */
export function addStatusCommand(program: Command, context: Context): void {
  program
    .command('status')
    .description('who is signed in, and how long the token lasts')
    .option('--json', 'JSON output; times in epoch seconds')
    .option('--profile <name>', 'profile to use')
    .action(async ({ json, profile: name }: { json?: boolean; profile?: string }) => {
      const session = await context.session(name);
      const { profile } = session;
      await session.reload();
      const { failure: unreadable } = session.facts;
      // A keyring that can't be used is an error, and not "signed out".
      if (unreadable && kindOf(unreadable) === 'cache') throw new FailureError(unreadable.code, unreadable);
      const now = Date.now();
      const state = deriveState(session.facts, now);
      const { kind, account, token, nextRefresh } = state;
      // One that has passed is not to come, whatever the next refresh will say.
      const nextSignIn = state.nextSignIn && state.nextSignIn > now ? state.nextSignIn : undefined;
      const expiresOn = token?.expiresOn;
      const status: Status = {
        profile: profile.name,
        state: kind,
        ...(account ? { account: account.username } : {}),
        tenant: account?.tenantId ?? profile.tenantId,
        ...(profile.workspaceUrl ? { workspace: profile.workspaceUrl } : {}),
        ...(expiresOn
          ? {
              expiresOn: Math.floor(expiresOn / 1000),
              ...(nextRefresh ? { refreshOn: Math.floor(nextRefresh / 1000) } : {}),
              secondsLeft: Math.max(0, Math.floor((expiresOn - now) / 1000)),
            }
          : {}),
        ...(nextSignIn ? { nextSignInOn: Math.floor(nextSignIn / 1000) } : {}),
        cache: session.protection,
      };
      if (json) {
        await context.terminal.json(status);
        return;
      }
      const { t } = context;
      const failure = troubleOf(state, profile.name);
      const trouble = failure && explain(failure, t, profile.name);
      const time = (instant: number) => timeOfDay(instant, now, context.locale);
      await context.terminal.result(
        table([
          [t('cli.statusProfile'), status.profile],
          [t('cli.statusState'), t(`state.${kind}`)],
          [t('cli.why'), trouble?.why],
          [t('cli.next'), trouble?.next],
          [t('cli.statusAccount'), status.account],
          [t('cli.statusWorkspace'), status.workspace],
          [t('cli.statusTenant'), status.tenant],
          [
            t('cli.statusToken'),
            expiresOn
              ? t('cli.statusTokenLeft', { minutes: minutesLeft(expiresOn, now), time: time(expiresOn) })
              : undefined,
          ],
          [
            t('cli.statusRefresh'),
            nextRefresh ? t('cli.statusRefreshAfter', { time: time(nextRefresh) }) : undefined,
          ],
          [
            t('cli.statusSignIn'),
            nextSignIn ? t('cli.statusSignInAfter', { time: time(nextSignIn) }) : undefined,
          ],
          // Without a sign-in nothing is kept anywhere.
          [t('cli.statusCache'), account ? status.cache : undefined],
        ]),
      );
    });
}
