import { release, type as systemName } from 'node:os';
import type { Command } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
import type { Context } from '../context.ts';
import type { Reported } from '../doctor/finding.ts';
import type { Emphasis } from '../style.ts';
import { type Row, Table } from '../table.ts';

/** `doctor`: looks at everything that a token depends on, and says what is wrong. */
export function addDoctorCommand(program: Command, context: Context): void {
  program
    .command('doctor')
    .description('find out what is wrong; names nobody, for a bug report')
    .option('--json', 'JSON output')
    .option('--profile <name>', 'profile to look at')
    .action(async ({ json, profile }: { json?: boolean; profile?: string }) => {
      const { t, terminal } = context;
      // Loaded here: nothing else needs them.
      const [{ examine }, { reported, worstExitCode }] = await Promise.all([
        import('../doctor/examine.ts'),
        import('../doctor/finding.ts'),
      ]);
      const found = await terminal.progress.during(t('cli.checking'), () => examine(context, profile));
      const findings = found.map(([check, finding]) => reported(check, finding, t));
      context.exitCode = worstExitCode(found.map(([, finding]) => finding));
      const versions = versionsHere();
      if (json) await terminal.json({ versions, findings, exitCode: context.exitCode });
      else await terminal.result(...report(versions, findings, context));
    });
}

/** What a bug report begins with. */
function versionsHere(): Readonly<Record<string, string>> {
  const { node, electron } = process.versions;
  return {
    program: packageJson.version,
    node,
    ...(electron ? { electron } : {}),
    system: `${systemName()} ${release()} ${process.arch}`,
  };
}

const EMPHASES = {
  ok: 'good',
  skipped: 'quiet',
  warning: 'attention',
  error: 'bad',
} as const satisfies Readonly<Record<Reported['level'], Emphasis>>;

function report(
  versions: Readonly<Record<string, string>>,
  findings: readonly Reported[],
  { t }: Context,
): (string | Table)[] {
  const { program, node, electron, system } = versions;
  const head = [`entra-token ${program}`, `Node ${node}`, electron && `Electron ${electron}`, system];
  const rows = findings.flatMap(({ check, level, message, fix }): Row[] => [
    [
      { text: t(`doctor.level.${level}`), emphasis: EMPHASES[level] },
      { text: t(`doctor.check.${check}`), emphasis: 'label' },
      message,
    ],
    ...(fix ? [['', '', t('app.labelled', { label: t('cli.next'), value: fix })]] : []),
  ]);
  return [head.filter(Boolean).join(' · '), '', new Table(rows), '', t('doctor.redacted')];
}
