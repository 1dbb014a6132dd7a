import type { Command } from 'commander';
import { verifySession } from '../../core/databricks/verify.ts';
import { withChangedProfile } from '../../core/settings/settings.ts';
import { explain } from '../../shared/messages/index.ts';
import { CLOCK_SKEW_TOLD_MS, type Verification } from '../../shared/verification.ts';
import type { Context } from '../context.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { table } from '../table.ts';

/** `verify`: asks the workspace who we are, and lists its clusters. */
export function addVerifyCommand(program: Command, context: Context): void {
  program
    .command('verify')
    .description('ask the workspace who we are, and list its clusters')
    .option('--json', 'for a program to read')
    .option('--profile <name>', 'the profile whose token and workspace')
    .action(async ({ json, profile: name }: { json?: boolean; profile?: string }) => {
      const { session, settings } = await context.open(name);
      const result = await verifySession(
        session,
        context.fetch,
        settings.minValidMinutes * 60_000,
        async (id, workspaceTenantId) => {
          await context.settings.update((current) =>
            withChangedProfile(current, id, (profile) => ({ ...profile, workspaceTenantId })),
          );
        },
      );
      await (json ? context.terminal.json(result) : context.terminal.result(report(result, context)));
      if (result.clusters.ok) return;
      await context.warn(result.clusters.failure);
      context.exitCode = exitCodeOf(result.clusters.failure);
    });
}

function report(result: Verification, { t, locale }: Context): string {
  const { displayName, userName, groups, clusters, roundTripMs, clockSkewMs } = result;
  const number = new Intl.NumberFormat(locale);
  const skewed = clockSkewMs !== undefined && Math.abs(clockSkewMs) > CLOCK_SKEW_TOLD_MS;
  const rows: [string, string | undefined][] = [
    [t('verify.workspace'), new URL(result.workspaceUrl).host],
    [t('verify.user'), displayName && displayName !== userName ? `${displayName} (${userName})` : userName],
    [t('verify.groups'), groups.length > 0 ? groups.join(', ') : t('verify.none')],
    [t('verify.roundTrip'), `${number.format(roundTripMs)} ms`],
    [
      t('verify.clock'),
      clockSkewMs === undefined
        ? undefined
        : t(skewed ? 'verify.clockOff' : 'verify.clockRight', {
            seconds: number.format(Math.round(clockSkewMs / 1000)),
          }),
    ],
    [
      t('verify.clusters'),
      clusters.ok ? number.format(clusters.list.length) : explain(clusters.failure, t).title,
    ],
  ];
  const list = clusters.ok ? clusters.list : [];
  const width = Math.max(0, ...list.map(({ state }) => state.length));
  return [table(rows), ...list.map(({ name, state }) => `  ${state.padEnd(width)}  ${name}`)].join('\n');
}
