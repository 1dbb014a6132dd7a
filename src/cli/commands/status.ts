import type { Command } from 'commander';
import { recentUses } from '../../core/endpoint/use-log.ts';
import { explain } from '../../shared/messages/index.ts';
import { certificateEnd, deriveState, type SessionState } from '../../shared/session.ts';
import { longDate, timeOfDay } from '../../shared/time.ts';
import { workspaceAddress } from '../../shared/workspace.ts';
import type { Context } from '../context.ts';
import type { Emphasis } from '../style.ts';
import { properties } from '../table.ts';
import { timeLeft } from '../time-left.ts';
import { readCache, troubleOf } from '../trouble.ts';

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
      await readCache(session);
      const now = Date.now();
      const state = deriveState(session.facts, now);
      const { kind, account, token, nextRefresh } = state;
      // One that has passed is not to come, whatever the next refresh will say.
      const nextSignIn = state.nextSignIn && state.nextSignIn > now ? state.nextSignIn : undefined;
      const { identity } = session.facts;
      const isPrincipal = identity.kind === 'servicePrincipal';
      const credential = isPrincipal ? identity.credential : undefined;
      const expiresOn = token?.expiresOn;
      const lastUse = recentUses(context.app.directory.activityFile, now).find(
        (use) => use.profile === profile.id,
      );
      // Nothing has expired: its first token is still to come.
      const isUnused = credential !== undefined && kind === 'expired' && !token && !state.failure;
      const tenant = account?.tenantId ?? profile.tenantId;
      if (json) {
        // What is undefined is left out.
        await context.terminal.json({
          profile: profile.name,
          state: kind,
          identity: identity.kind,
          credential: credential?.kind,
          certificateExpiresOn:
            credential?.kind === 'certificate' ? inSeconds(credential.notAfter) : undefined,
          account: account?.username,
          tenant,
          workspace: profile.workspaceUrl,
          workspaceId: profile.workspaceId,
          expiresOn: expiresOn && inSeconds(expiresOn),
          refreshOn: expiresOn && nextRefresh && inSeconds(nextRefresh),
          secondsLeft: expiresOn && Math.max(0, inSeconds(expiresOn - now)),
          // Where a refusal has told Entra's sign-in frequency.
          nextSignInOn: nextSignIn && inSeconds(nextSignIn),
          // The last program that the endpoint or a helper gave this profile's token to in the last day.
          lastUse: lastUse && { at: inSeconds(lastUse.at), program: lastUse.program, profile: profile.name },
          cache: session.protection,
        });
        return;
      }
      const { t } = context;
      const failure = troubleOf(state, profile.name);
      const trouble = failure && explain(failure, t, profile.name);
      const left = timeLeft(expiresOn ?? now, now, t);
      const { program = '' } = lastUse ?? {};
      const at = (instant: number | undefined, words: (time: string) => string) =>
        instant ? words(timeOfDay(instant, now, context.locale)) : undefined;
      await context.terminal.result(
        properties([
          [t('cli.statusProfile'), profile.name],
          [
            t('cli.statusState'),
            isUnused ? t('principal.unused') : { text: t(`state.${kind}`), emphasis: EMPHASES[kind] },
          ],
          [t('cli.why'), trouble?.why],
          [t('cli.next'), trouble?.next],
          [t('cli.statusAccount'), isPrincipal ? undefined : account?.username],
          [t('principal.identity'), isPrincipal ? t('principal.app', { app: profile.clientId }) : undefined],
          [t('principal.credential'), isPrincipal ? proof() : undefined],
          [t('cli.statusWorkspace'), workspaceAddress(profile)],
          [t('cli.statusTenant'), tenant],
          [t('cli.statusToken'), at(expiresOn, (time) => t('cli.statusTokenLeft', { left, time }))],
          [t('cli.statusRefresh'), at(nextRefresh, (time) => t('cli.statusRefreshAfter', { time }))],
          [t('cli.statusSignIn'), at(nextSignIn, (time) => t('cli.statusSignInAfter', { time }))],
          [t('cli.statusLastUse'), at(lastUse?.at, (time) => t('cli.statusLastUseBy', { program, time }))],
          // Without a sign-in nothing is kept anywhere.
          [t('cli.statusCache'), account ? t(`cacheKind.${session.protection}`) : undefined],
        ]),
      );
      const end = certificateEnd(session.facts, now);
      if (end !== undefined) {
        const words = end > now ? 'principal.certificateEnds' : 'principal.certificateEnded';
        await context.warnInWords(t(words, { date: longDate(end, context.locale) }));
      }

      function proof(): string | undefined {
        if (credential?.kind !== 'certificate') return credential && t('principal.secret');
        return t('principal.certificateUntil', { date: longDate(credential.notAfter, context.locale) });
      }
    });
}

/** Epoch milliseconds, or some, in whole seconds. */
function inSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
