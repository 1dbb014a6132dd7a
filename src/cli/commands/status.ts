import type { Command } from 'commander';
import type { SessionState } from '../../shared/session-state.ts';
import { minutesLeft, timeOfDay } from '../../shared/time.ts';
import type { Context } from '../context.ts';
import { table } from '../table.ts';

/** What `status --json` prints. Times are epoch seconds. */
interface Status {
  profile: string;
  state: SessionState['kind'];
  account?: string;
  tenant: string;
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
    .option('--json', 'for a program to read; times in epoch seconds')
    .option('--profile <name>', 'the profile to look at')
    .action(async ({ json, profile: name }: { json?: boolean; profile?: string }) => {
      const { session, cache, profile } = await context.open(name);
      // Read here first, so that a keyring that cannot be used is an error and not "signed out".
      await cache.read();
      await session.reload();
      const { state } = session;
      const now = Date.now();
      const account = 'account' in state ? state.account : undefined;
      const expiresOn = 'expiresOn' in state && state.expiresOn ? state.expiresOn : undefined;
      const status: Status = {
        profile: profile.name,
        state: state.kind,
        ...(account ? { account: account.username } : {}),
        tenant: account?.tenantId ?? profile.tenantId,
        ...(expiresOn
          ? {
              expiresOn: Math.floor(expiresOn / 1000),
              ...('refreshDue' in state ? { refreshOn: Math.floor(state.refreshDue / 1000) } : {}),
              secondsLeft: Math.max(0, Math.floor((expiresOn - now) / 1000)),
            }
          : {}),
        ...('nextSignIn' in state && state.nextSignIn
          ? { nextSignInOn: Math.floor(state.nextSignIn / 1000) }
          : {}),
        cache: cache.kind,
      };
      if (json) {
        await context.terminal.json(status);
        return;
      }
      const { t } = context;
      const time = (instant: number) => timeOfDay(instant, now, context.locale);
      await context.terminal.result(
        table([
          [t('cli.statusProfile'), status.profile],
          [t('cli.statusState'), t(`state.${state.kind}`)],
          [t('cli.statusAccount'), status.account],
          [t('cli.statusTenant'), status.tenant],
          [
            t('cli.statusToken'),
            expiresOn
              ? t('cli.statusTokenLeft', { minutes: minutesLeft(expiresOn, now), time: time(expiresOn) })
              : undefined,
          ],
          [
            t('cli.statusRefresh'),
            'refreshDue' in state ? t('cli.statusRefreshAfter', { time: time(state.refreshDue) }) : undefined,
          ],
          [
            t('cli.statusSignIn'),
            'nextSignIn' in state && state.nextSignIn
              ? t('cli.statusSignInAfter', { time: time(state.nextSignIn) })
              : undefined,
          ],
          [t('cli.statusCache'), status.cache],
        ]),
      );
    });
}
