import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Profile } from '../../core/profile/profile.ts';
import { tenantOf } from '../../core/session/tenant-match.ts';
import { formatToken } from '../../core/tools/format-token.ts';
import type { AccessToken } from '../../shared/access-token.ts';
import { COPY_FORMAT_NAMES, type CopyFormat } from '../../shared/copy-formats.ts';
import { explain } from '../../shared/messages/index.ts';
import { type Context, usage } from '../context.ts';
import { timeLeft } from '../time-left.ts';

interface TokenOptions {
  format: CopyFormat;
  json?: boolean;
  minValid?: number;
  refresh?: boolean;
  warehouse?: string;
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
    .option('--warehouse <name or ID>', 'SQL warehouse for --format jdbc: completes the URL')
    .option('--profile <name>', 'profile to use')
    .action(async (options: TokenOptions) => {
      const { warehouse } = options;
      const format = options.json ? 'json' : options.format;
      if (warehouse !== undefined && format !== 'jdbc') throw usage(context.t('cli.warehouseNeedsJdbc'));
      const session = await context.session(options.profile);
      const { minValid, refresh = false } = options;
      const minValidMs = minValid === undefined ? context.app.minValidMs : minValid * 60_000;
      // Only the curl form can carry more than one token.
      const asked = { minValidMs, refresh };
      const handed = await context.askingEntra(session, () =>
        format === 'curl' ? session.workspaceTokens(asked) : session.token(asked),
      );
      const { token, shortfall } = handed;
      if (shortfall) {
        const { title, why } = explain(shortfall, context.t);
        const left = timeLeft(token.expiresOn, Date.now(), context.t, 'cli.onlyLeft');
        const isNew = shortfall.code === 'shorter_than_asked';
        await context.warnInWords(isNew ? title : context.t('cli.tokenShort', { left, title, why }));
      }
      const { profile } = session;
      const { httpPath } = warehouse === undefined ? {} : await find(warehouse, profile, token, context);
      const all = { ...token, ...handed, tenantId: tenantOf(token), profile, httpPath };
      await context.terminal.result(formatToken(format, all));
    });
}

/** Loaded here: hardly any `token` asks the workspace. */
async function find(wanted: string, profile: Profile, { secret }: AccessToken, { app }: Context) {
  const { findWarehouse } = await import('../../core/databricks/warehouses.ts');
  return findWarehouse(wanted, profile, secret, app.fetch);
}

function parseMinutes(text: string, { t }: Context): number {
  const minutes = Number(text);
  if (!/^\d+$/.test(text) || minutes > 1440) {
    throw new InvalidArgumentError(t('cli.minutesInvalid'));
  }
  return minutes;
}
