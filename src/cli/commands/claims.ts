import type { Command } from 'commander';
import { tokenClaims } from '../../core/auth/token-claims.ts';
import { FailureError } from '../../shared/failure.ts';
import { timeOfDay } from '../../shared/time.ts';
import type { Context } from '../context.ts';

/** Claims whose value is a time, in epoch seconds (RFC 7519, section 4.1). */
const TIMES = new Set(['exp', 'iat', 'nbf']);

/** `claims`. */
export function addClaimsCommand(program: Command, context: Context): void {
  program
    .command('claims')
    .description("show the access token's claims, decoded")
    .option('--json', 'for a program to read')
    .option('--profile <name>', 'the profile whose token')
    .action(async ({ json, profile }: { json?: boolean; profile?: string }) => {
      const { session, settings } = await context.open(profile);
      const { token } = await session.token({ minValidMs: settings.minValidMinutes * 60_000 });
      const claims = tokenClaims(token.secret);
      if (!claims)
        throw new FailureError('unexpected_answer', { cause: 'the token is not a JSON Web Token' });
      if (json) {
        await context.terminal.json(claims);
        return;
      }
      const width = Math.max(...Object.keys(claims).map((name) => name.length));
      const lines = Object.entries(claims).map(([name, value]) => {
        const shown = typeof value === 'string' ? value : JSON.stringify(value);
        const local =
          TIMES.has(name) && typeof value === 'number'
            ? `  (${timeOfDay(value * 1000, Date.now(), context.locale)})`
            : '';
        return `${name.padEnd(width)}  ${shown}${local}`;
      });
      await context.terminal.result(lines.join('\n'));
    });
}
