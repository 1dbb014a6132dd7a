import type { Command } from 'commander';
import { explain } from '../../shared/messages/index.ts';
import { CLOCK_SKEW_TOLD_MS, type Verification } from '../../shared/verification.ts';
import type { Context } from '../context.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { table } from '../table.ts';

/** `verify`: asks the workspace who we are, and lists its clusters. */
export function addVerifyCommand(program: Command, context: Context): void {
  program
    .command('verify')
    .description('ask the workspace who you are, and list its clusters')
    .option('--json', 'JSON output')
    .option('--profile <name>', 'profile to use')
    .action(async ({ json, profile }: { json?: boolean; profile?: string }) => {
      const { id } = await context.profile(profile);
      const { sessionOperations } = await import('../../core/app/operations/session.ts');
      const result = await sessionOperations['session.verify'].run(context.app, id);
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
  const clock =
    clockSkewMs === undefined
      ? undefined
      : skewed
        ? t(clockSkewMs < 0 ? 'verify.clockBehind' : 'verify.clockAhead', {
            seconds: number.format(Math.abs(Math.round(clockSkewMs / 1000))),
          })
        : t('verify.clockRight');
  const rows: [string, string | undefined][] = [
    [t('verify.workspace'), new URL(result.workspaceUrl).host],
    [t('verify.user'), displayName && displayName !== userName ? `${displayName} (${userName})` : userName],
    [t('verify.groups'), groups.length > 0 ? groups.join(', ') : t('verify.none')],
    [t('verify.roundTrip'), `${number.format(roundTripMs)} ms`],
    [t('verify.clock'), clock],
    [
      t('verify.clusters'),
      clusters.ok ? number.format(clusters.list.length) : explain(clusters.failure, t).title,
    ],
  ];
  const list = clusters.ok ? clusters.list : [];
  const states = list.map(({ name, state }) => [`  ${state}`, name]);
  return [table(rows), ...(list.length > 0 ? [table(states)] : [])].join('\n');
}
