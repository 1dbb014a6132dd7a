import type { Command } from 'commander';
import { tokenClaims } from '../../core/entra/token-claims.ts';
import { FailureError } from '../../shared/failures.ts';
import { plainText } from '../../shared/plain-text.ts';
import { timeOfDay } from '../../shared/time.ts';
import type { Context } from '../context.ts';
import { properties } from '../table.ts';

/** Claims whose value is a time, in epoch seconds (RFC 7519, section 4.1). */
const TIMES = new Set(['exp', 'iat', 'nbf']);

/** `claims`. */
export function addClaimsCommand(program: Command, context: Context): void {
  program
    .command('claims')
    .description("show the access token's claims, decoded")
    .option('--json', 'JSON output')
    .option('--profile <name>', 'profile to use')
    .action(async ({ json, profile }: { json?: boolean; profile?: string }) => {
      const session = await context.session(profile);
      const { minValidMs } = context.app;
      const { token } = await context.askingEntra(session, () => session.token({ minValidMs }));
      const claims = tokenClaims(token.secret);
      if (!claims) throw new FailureError('token_opaque');
      if (json) return context.terminal.json(claims);
      const rows = Object.entries(claims).map(([name, value]): [string, string] => {
        const shown = plainText(typeof value === 'string' ? value : JSON.stringify(value));
        return TIMES.has(name) && isTime(value)
          ? [name, `${shown} (${timeOfDay(value * 1000, Date.now(), context.locale)})`]
          : [plainText(name), shown];
      });
      await context.terminal.result(properties(rows));
    });
}

/** Whoever made the token may have dated it in any way. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(new Date(value * 1000).getTime());
}
