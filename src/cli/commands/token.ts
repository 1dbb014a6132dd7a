import { type Command, InvalidArgumentError, Option } from 'commander';
import { formatToken } from '../../core/databricks/formats.ts';
import { tenantOf } from '../../core/databricks/tenant-match.ts';
import { COPY_FORMATS, type CopyFormat } from '../../shared/copy-formats.ts';
import { explain } from '../../shared/messages/index.ts';
import { minutesLeft } from '../../shared/time.ts';
import type { Context } from '../context.ts';

interface TokenOptions {
  format: CopyFormat;
  json?: boolean;
  minValid?: number;
  refresh?: boolean;
  profile?: string;
}

/** `token`. */
export function addTokenCommand(program: Command, context: Context): void {
  program
    .command('token')
    .description('print an access token that works')
    .addOption(
      new Option('--format <format>', 'how to print it')
        .choices(COPY_FORMATS)
        .default('raw' satisfies CopyFormat),
    )
    .option('--json', 'the same as --format json: the fields of `az account get-access-token`')
    .option('--min-valid <minutes>', 'at least this much life left (default: 10)', parseMinutes)
    .option('--refresh', 'get a new one, whatever the age of the old one')
    .option('--profile <name>', 'the profile whose token')
    .action(async (options: TokenOptions) => {
      const { session, settings } = await context.open(options.profile);
      const { token, shortfall } = await session.token({
        minValidMs: (options.minValid ?? settings.minValidMinutes) * 60_000,
        refresh: options.refresh ?? false,
      });
      if (shortfall) {
        const minutes = minutesLeft(token.expiresOn, Date.now());
        const { title, why } = explain(shortfall, context.t);
        const value = context.t('cli.tokenShort', { minutes, title, why });
        const warning = context.t('app.labelled', { label: context.t('cli.warning'), value });
        await context.terminal.say(`entra-token: ${warning}`);
      }
      const format = options.json ? 'json' : options.format;
      await context.terminal.result(
        formatToken(format, { ...token, tenantId: tenantOf(token), profile: session.profile }),
      );
    });
}

function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (!/^\d+$/.test(text) || minutes > 1440) {
    throw new InvalidArgumentError('It must be a whole number of minutes from 0 to 1440.');
  }
  return minutes;
}
