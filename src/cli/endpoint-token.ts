import { endpointUrl, readEndpointAddress, readText } from '../core/endpoint/endpoint-address.ts';
import { askEndpoint } from '../core/endpoint/endpoint-client.ts';
import { tokenClaims } from '../core/entra/token-claims.ts';
import { dataDirectory } from '../core/platform/data-directory.ts';
import { formatToken } from '../core/tools/format-token.ts';
import { COPY_FORMAT_NAMES, type CopyFormat, type TokenToFormat } from '../shared/copy-formats.ts';
import { SETTINGS_VERSION } from '../shared/preferences.ts';
import { write } from './write.ts';

/** What `token` was asked for, where that is all that this way can do. */
interface Wish {
  readonly format: CopyFormat;
  readonly profile?: string;
  readonly minValid?: number;
}

/** The part of the settings that is needed here. */
interface KnownSettings {
  readonly version: number;
  readonly profiles: readonly {
    readonly id: string;
    readonly name: string;
    readonly workspaceUrl?: string;
    readonly workspaceResourceId?: string;
  }[];
  readonly activeProfileId?: string;
  readonly minValidMinutes?: number;
}

/** A token that a running endpoint has handed out. */
export interface EndpointToken extends Omit<TokenToFormat, 'sectionName'> {
  /** Where SDKs find it. A secret. */
  readonly url: string;
}

/**
 * `entra-token token` by way of a running endpoint: neither MSAL nor the keyring nor the command line's own libraries
 * are loaded. Whatever is not as it should be is left to the long way, which says what is wrong.
 * @returns true when the token has been printed
 */
export async function printEndpointToken(args: readonly string[]): Promise<boolean> {
  const wish = readWish(args);
  const token = wish && (await endpointToken(wish.profile, wish.minValid));
  if (!token) return false;
  try {
    const text = formatToken(wish.format, token);
    await write(process.stdout, `${text}\n`);
    return true;
  } catch {
    return false;
  }
}

/**
 * A token from a running endpoint.
 * @param profileName the chosen profile by default
 * @param minValid life that it is to have, minutes; the settings' by default
 * @returns undefined where there is no endpoint, or it has none that lives as long
 */
export async function endpointToken(
  profileName: string | undefined,
  minValid?: number,
): Promise<EndpointToken | undefined> {
  try {
    const { root, endpointFile, settingsFile } = dataDirectory();
    const address = readEndpointAddress(endpointFile);
    if (!address || isLoose(root)) return undefined;
    const settings: KnownSettings = JSON.parse(readText(settingsFile));
    if (settings.version !== SETTINGS_VERSION) return undefined;
    const profile = findProfile(settings, profileName);
    const url = profile && endpointUrl(address, profile.id);
    if (!url) return undefined;
    const { access_token: secret, expires_on } = await askEndpoint(address, profile.id, profile.workspaceUrl);
    const expiresOn = expires_on * 1000;
    const wantedMs = (minValid ?? settings.minValidMinutes ?? 10) * 60_000;
    const tenantId = tokenClaims(secret)?.tid;
    // With less life the endpoint has tried and failed; the long way can say why.
    if (typeof tenantId !== 'string' || expiresOn - Date.now() < wantedMs) return undefined;
    return { secret, expiresOn, tenantId, profile, url };
  } catch {
    return undefined;
  }
}

/** Others could have put there what this way believes; the long way says so. */
function isLoose(root: string): boolean {
  const { mode, uid } = process.getBuiltinModule('node:fs').statSync(root);
  return process.geteuid !== undefined && ((mode & 0o022) !== 0 || (uid !== process.geteuid() && uid !== 0));
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
    else if (flag === '--min-valid' && /^\d{1,4}$/.test(value)) wish = { ...wish, minValid: Number(value) };
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

function findProfile({ profiles, activeProfileId }: KnownSettings, name: string | undefined) {
  if (name !== undefined) return profiles.find((profile) => profile.name === name);
  return profiles.find(({ id }) => id === activeProfileId) ?? profiles[0];
}
