import type { Command } from 'commander';
import { kindOf } from '../../shared/failures.ts';
import { explain, inOneLine } from '../../shared/messages/index.ts';
import { CLOCK_SKEW_TOLD_MS, type Listed, type Verification } from '../../shared/verification.ts';
import type { Context } from '../context.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { properties, type Row, type Table } from '../table.ts';

/** `verify`: asks the workspace who we are, and lists its clusters and SQL warehouses. */
export function addVerifyCommand(program: Command, context: Context): void {
  program
    .command('verify')
    .description('ask the workspace who you are, and list its clusters and SQL warehouses')
    .option('--json', 'JSON output')
    .option('--profile <name>', 'profile to use')
    .action(async ({ json, profile }: { json?: boolean; profile?: string }) => {
      const { id } = await context.profile(profile);
      const { sessionOperations } = await import('../../core/app/operations/session.ts');
      const { 'session.verify': verify } = sessionOperations;
      const result = await context.terminal.progress.during(context.t('verify.asking'), async () =>
        verify.run(context.app, id),
      );
      await (json ? context.terminal.json(result) : context.terminal.result(report(result, context)));
      for (const [label, list] of [
        ['verify.clusters', result.clusters],
        ['verify.warehouses', result.warehouses],
      ] as const) {
        if (list.ok) continue;
        const value = inOneLine(list.failure, context.t);
        await context.warnInWords(context.t('app.labelled', { label: context.t(label), value }));
        // Not everybody may see them: that is said, and the connection works all the same.
        if (kindOf(list.failure) !== 'refused') context.exitCode = exitCodeOf(list.failure);
      }
    });
}

function report(result: Verification, { t, locale }: Context): Table {
  const { displayName, userName, groups, clusters, warehouses, roundTripMs, clockSkewMs } = result;
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
    [t('verify.workspaceId'), result.workspaceId],
    [t('verify.user'), displayName && displayName !== userName ? `${displayName} (${userName})` : userName],
    [t('verify.groups'), groups.length > 0 ? groups.join(', ') : t('verify.none')],
    [t('verify.roundTrip'), `${number.format(roundTripMs)} ms`],
    [t('verify.clock'), clock],
  ];
  return properties([
    ...rows,
    counted(t('verify.clusters'), clusters, ({ state, name }) => [state, name]),
    counted(t('verify.warehouses'), warehouses, ({ state, name, httpPath }) => [state, name, httpPath]),
  ]);

  /** How many there are, and below it what they are. */
  function counted<T>(label: string, found: Listed<T>, columns: (entry: T) => Row) {
    if (!found.ok) return [label, explain(found.failure, t).title] as const;
    return [label, number.format(found.list.length), found.list.map(columns)] as const;
  }
}
