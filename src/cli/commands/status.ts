import type { Command } from 'commander';
import type { SessionState } from '../../shared/session-state.ts';
import { minutesLeft, timeOfDay } from '../../shared/time.ts';
import type { Context } from '../context.ts';

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
      const rows: [string, string | undefined][] = [
        ['Profile', status.profile],
        ['State', context.t(`state.${state.kind}`)],
        ['Account', status.account],
        ['Tenant', status.tenant],
        [
          'Token',
          expiresOn
            ? `${minutesLeft(expiresOn, now)} min left, until ${timeOfDay(expiresOn, now, context.locale)}`
            : undefined,
        ],
        [
          'Refresh',
          'refreshDue' in state ? `after ${timeOfDay(state.refreshDue, now, context.locale)}` : undefined,
        ],
        [
          'Sign-in',
          'nextSignIn' in state && state.nextSignIn
            ? `asked for again after ${timeOfDay(state.nextSignIn, now, context.locale)}`
            : undefined,
        ],
        ['Cache', status.cache],
      ];
      const lines = rows.flatMap(([label, value]) =>
        value === undefined ? [] : [`${label.padEnd(9)}${value}`],
      );
      await context.terminal.result(lines.join('\n'));
    });
}
