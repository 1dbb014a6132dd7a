import { type Command, InvalidArgumentError, Option } from 'commander';
import { tenantOf } from '../../core/session/tenant-match.ts';
import { formatToken } from '../../core/tools/format-token.ts';
import { COPY_FORMAT_NAMES, type CopyFormat } from '../../shared/copy-formats.ts';
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
    .description('print a valid access token')
    .addOption(
      new Option('--format <format>', 'output format')
        .choices(COPY_FORMAT_NAMES)
        .default('raw' satisfies CopyFormat),
    )
    .option('--json', 'same as --format json: the fields of `az account get-access-token`')
    .option('--min-valid <minutes>', 'minimum time left on the token (default: 10)', (text) =>
      parseMinutes(text, context),
    )
    .option('--refresh', 'force a refresh')
    .option('--profile <name>', 'profile to use')
    .action(async (options: TokenOptions) => {
      const session = await context.session(options.profile);
      const { minValid, refresh = false } = options;
      const minValidMs = minValid === undefined ? context.app.minValidMs : minValid * 60_000;
      const { token, shortfall } = await session.token({ minValidMs, refresh });
      if (shortfall) {
        const minutes = minutesLeft(token.expiresOn, Date.now());
        const { title, why } = explain(shortfall, context.t);
        const isNew = shortfall.code === 'shorter_than_asked';
        await context.warnInWords(isNew ? title : context.t('cli.tokenShort', { minutes, title, why }));
      }
      const { profile } = session;
      const format = options.json ? 'json' : options.format;
      await context.terminal.result(formatToken(format, { ...token, tenantId: tenantOf(token), profile }));
    });
}

function parseMinutes(text: string, { t }: Context): number {
  const minutes = Number(text);
  if (!/^\d+$/.test(text) || minutes > 1440) {
    throw new InvalidArgumentError(t('cli.minutesInvalid'));
  }
  return minutes;
}
