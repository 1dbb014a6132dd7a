import { formatToken } from '../core/tools/format-token.ts';
import { COPY_FORMAT_NAMES, type CopyFormat } from '../shared/copy-formats.ts';
import type { Wish } from './cached-token.ts';
import { type EndpointToken, endpointToken } from './endpoint-token.ts';
import { write } from './write.ts';

/**
 * `entra-token token` where hardly anything is to be done: a running endpoint has the token, or the cache has one that
 * lives. The command line's own libraries and words are not loaded, and for the endpoint neither MSAL nor the keyring.
 * Whatever is not as it should be is left to the long way, which says what is wrong.
 * @returns true when the token has been printed
 */
export async function printToken(args: readonly string[]): Promise<boolean> {
  const wish = readWish(args);
  if (!wish) return false;
  const token = await endpointToken(wish.profile, wish.minValid);
  if (token && !(wish.format === 'curl' && bringsMore(token.profile))) return printed(wish.format, token);
  // Only the long way asks for what this form can carry beside the token.
  if (wish.format === 'curl') return false;
  const { printCachedToken } = await import('./cached-token.ts');
  return printCachedToken(wish);
}

async function printed(format: CopyFormat, token: EndpointToken): Promise<boolean> {
  try {
    const text = formatToken(format, token);
    await write(process.stdout, `${text}\n`);
    return true;
  } catch {
    return false;
  }
}

/** True where a form that names a workspace holds a token that the endpoint does not hand out. */
function bringsMore({ identity, workspaceResourceId }: EndpointToken['profile']): boolean {
  return identity === 'servicePrincipal' && workspaceResourceId !== undefined;
}

/** Reads the arguments of `token`; undefined for any other command, and for an argument that is not understood. */
function readWish(args: readonly string[]): Wish | undefined {
  const [command, ...rest] = args;
  if (command !== 'token') return undefined;
  let wish: Wish = { format: 'raw' };
  let isJson = false;
  for (let index = 0; index < rest.length; index++) {
    const [flag, inline] = splitOnce(rest[index] as string);
    if (flag === '--json' && inline === undefined) {
      isJson = true;
      continue;
    }
    const value = inline ?? rest[++index];
    if (value === undefined) return undefined;
    if (flag === '--format' && isFormat(value)) wish = { ...wish, format: value };
    else if (flag === '--profile') wish = { ...wish, profile: value };
    else if (flag === '--min-valid' && /^\d{1,3}$/.test(value)) wish = { ...wish, minValid: Number(value) };
    else return undefined;
  }
  return isJson ? { ...wish, format: 'json' } : wish;
}

function splitOnce(arg: string): [flag: string, value?: string] {
  const at = arg.indexOf('=');
  return at < 0 ? [arg] : [arg.slice(0, at), arg.slice(at + 1)];
}

function isFormat(text: string): text is CopyFormat {
  return (COPY_FORMAT_NAMES as readonly string[]).includes(text);
}
