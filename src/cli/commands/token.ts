import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AccessToken } from '../../core/cache/cache-content.ts';
import { explain } from '../../shared/messages/index.ts';
import { minutesLeft } from '../../shared/time.ts';
import type { Context } from '../context.ts';

/** The ways to print a token. */
const FORMATS = {
  raw: (token: AccessToken) => token.secret,
  bearer: (token: AccessToken) => `Bearer ${token.secret}`,
  json: (token: AccessToken) => JSON.stringify(azureCliFields(token), undefined, 2),
} as const;
type Format = keyof typeof FORMATS;

interface TokenOptions {
  format: Format;
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
        .choices(Object.keys(FORMATS))
        .default('raw' satisfies Format),
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
        const left = minutesLeft(token.expiresOn, Date.now());
        const { title, why } = explain(shortfall, context.t);
        await context.terminal.say(
          `entra-token: warning: only ${left} min left; a new token could not be had: ${title} ${why}`,
        );
      }
      await context.terminal.result(FORMATS[options.json ? 'json' : options.format](token));
    });
}

function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (!/^\d+$/.test(text) || minutes > 1440) {
    throw new InvalidArgumentError('It must be a whole number of minutes from 0 to 1440.');
  }
  return minutes;
}

/**
 * The fields of `az account get-access-token`, so that scripts written for it go on working: `expiresOn` is local
 * time, `expires_on` epoch seconds.
 */
function azureCliFields(token: AccessToken): Record<string, string | number> {
  return {
    accessToken: token.secret,
    expiresOn: localTime(new Date(token.expiresOn)),
    expires_on: Math.floor(token.expiresOn / 1000),
    tenant: token.account.tenantId,
    tokenType: 'Bearer',
  };
}

/** As Python's `datetime` prints it: "2026-11-20 19:04:05.000000". */
function localTime(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}000`;
}
