import { tenantOf } from '../core/session/tenant-match.ts';
import { formatToken } from '../core/tools/format-token.ts';
import type { CopyFormat } from '../shared/copy-formats.ts';
import { Basis } from './basis.ts';
import { endProcess } from './end-process.ts';
import { EXIT } from './exit-codes.ts';
import { write } from './write.ts';

/** What `token` was asked for, where that is all that the quick ways can do. */
export interface Wish {
  readonly format: CopyFormat;
  readonly profile?: string;
  /** Minutes. */
  readonly minValid?: number;
}

/**
 * `token` where the cache has one that lives as long as is wanted: nobody is asked for it, and nothing said about it. Goes
 * on with the long way, on what has been read by then, where it turns out otherwise.
 */
export async function printCachedToken(wish: Wish): Promise<never> {
  const basis = new Basis();
  try {
    if (await Promise.race([print(wish, basis), basis.signals.enforced()])) {
      await basis.settled();
      return endProcess(EXIT.done);
    }
  } catch (error) {
    return (await import('./main.ts')).main(basis, error);
  }
  return (await import('./main.ts')).main(basis);
}

/** False where there is more to do, or to say. @throws FailureError as `TokenSession.token` */
async function print({ format, profile: name, minValid }: Wish, basis: Basis): Promise<boolean> {
  const { id } = await basis.choose(name);
  const minValidMs = minValid === undefined ? basis.app.minValidMs : minValid * 60_000;
  const session = basis.app.session(id);
  if (!(await session.holdsToken(minValidMs))) return false;
  const { token, shortfall } = await session.token({ minValidMs });
  if (shortfall || basis.hasNews) return false;
  const { profile } = session;
  await write(process.stdout, `${formatToken(format, { ...token, tenantId: tenantOf(token), profile })}\n`);
  return true;
}
