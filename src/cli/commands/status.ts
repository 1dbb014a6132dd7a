import type { Command } from 'commander';
import { recentUses } from '../../core/endpoint/use-log.ts';
import { FailureError, kindOf } from '../../shared/failures.ts';
import { explain } from '../../shared/messages/index.ts';
import type { IdentityKind } from '../../shared/profile.ts';
import {
  type CredentialFacts,
  certificateEnd,
  deriveState,
  type SessionState,
} from '../../shared/session.ts';
import { longDate, timeOfDay } from '../../shared/time.ts';
import { workspaceAddress } from '../../shared/workspace.ts';
import type { Context } from '../context.ts';
import type { Emphasis } from '../style.ts';
import { properties } from '../table.ts';
import { timeLeft } from '../time-left.ts';
import { troubleOf } from '../trouble.ts';

/** What `status --json` prints. Times are epoch seconds. */
interface Status {
  profile: string;
  state: SessionState['kind'];
  identity: IdentityKind;
  credential?: CredentialFacts['kind'];
  /** When a service principal's certificate ends. */
  certificateExpiresOn?: number;
  account?: string;
  tenant: string;
  workspace?: string;
  workspaceId?: string;
  expiresOn?: number;
  refreshOn?: number;
  secondsLeft?: number;
  /** When Entra will ask for a new sign-in, where a refusal has told its sign-in frequency. */
  nextSignInOn?: number;
  /** The last program that the endpoint or a helper gave this profile's token to in the last day. */
  lastUse?: { at: number; program: string; profile: string };
  cache: string;
}

const EMPHASES = {
  signedOut: 'attention',
  signingIn: 'attention',
  fresh: 'good',
  expiring: 'attention',
  refreshing: 'attention',
  offline: 'attention',
  expired: 'bad',
  signInRequired: 'bad',
  credentialRequired: 'bad',
} as const satisfies Readonly<Record<SessionState['kind'], Emphasis>>;

/** `status`: what the cache says, without asking the network. */
export function addStatusCommand(program: Command, context: Context): void {
  program
    .command('status')
    .description('show who is signed in, and how long the token lasts')
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
      const { identity } = session.facts;
      const credential = identity.kind === 'servicePrincipal' ? identity.credential : undefined;
      const expiresOn = token?.expiresOn;
      const lastUse = recentUses(context.app.directory.activityFile, now).find(
        (use) => use.profile === profile.id,
      );
      // Nothing has expired: its first token is still to come.
      const isUnused = credential !== undefined && kind === 'expired' && !token && !state.failure;
      const status: Status = {
        profile: profile.name,
        state: kind,
        identity: identity.kind,
        ...(credential ? { credential: credential.kind } : {}),
        ...(credential?.kind === 'certificate'
          ? { certificateExpiresOn: Math.floor(credential.notAfter / 1000) }
          : {}),
        ...(account ? { account: account.username } : {}),
        tenant: account?.tenantId ?? profile.tenantId,
        ...(profile.workspaceUrl ? { workspace: profile.workspaceUrl } : {}),
        ...(profile.workspaceId ? { workspaceId: profile.workspaceId } : {}),
        ...(expiresOn
          ? {
              expiresOn: Math.floor(expiresOn / 1000),
              ...(nextRefresh ? { refreshOn: Math.floor(nextRefresh / 1000) } : {}),
              secondsLeft: Math.max(0, Math.floor((expiresOn - now) / 1000)),
            }
          : {}),
        ...(nextSignIn ? { nextSignInOn: Math.floor(nextSignIn / 1000) } : {}),
        ...(lastUse
          ? {
              lastUse: { at: Math.floor(lastUse.at / 1000), program: lastUse.program, profile: profile.name },
            }
          : {}),
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
        properties([
          [t('cli.statusProfile'), status.profile],
          [
            t('cli.statusState'),
            isUnused ? t('principal.unused') : { text: t(`state.${kind}`), emphasis: EMPHASES[kind] },
          ],
          [t('cli.why'), trouble?.why],
          [t('cli.next'), trouble?.next],
          ...(identity.kind === 'person'
            ? [[t('cli.statusAccount'), status.account] as const]
            : principalRows()),
          [t('cli.statusWorkspace'), workspaceAddress(profile)],
          [t('cli.statusTenant'), status.tenant],
          [
            t('cli.statusToken'),
            expiresOn
              ? t('cli.statusTokenLeft', { left: timeLeft(expiresOn, now, t), time: time(expiresOn) })
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
          [
            t('cli.statusLastUse'),
            lastUse
              ? t('cli.statusLastUseBy', { program: lastUse.program, time: time(lastUse.at) })
              : undefined,
          ],
          // Without a sign-in nothing is kept anywhere.
          [t('cli.statusCache'), account ? t(`cacheKind.${session.protection}`) : undefined],
        ]),
      );
      const end = certificateEnd(session.facts, now);
      if (end !== undefined) {
        const words = end > now ? 'principal.certificateEnds' : 'principal.certificateEnded';
        await context.warnInWords(t(words, { date: longDate(end, context.locale) }));
      }

      function principalRows(): (readonly [string, string | undefined])[] {
        const proof =
          credential?.kind === 'certificate'
            ? t('principal.certificateUntil', { date: longDate(credential.notAfter, context.locale) })
            : credential && t('principal.secret');
        return [
          [t('principal.identity'), t('principal.app', { app: profile.clientId })],
          [t('principal.credential'), proof],
        ];
      }
    });
}
