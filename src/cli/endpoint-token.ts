import type { Settings } from '../core/app/settings.ts';
import { endpointUrl, readEndpointAddress, readText } from '../core/endpoint/endpoint-address.ts';
import { askEndpoint } from '../core/endpoint/endpoint-client.ts';
import { tokenClaims } from '../core/entra/token-claims.ts';
import { dataDirectory } from '../core/platform/data-directory.ts';
import type { Profile } from '../core/profile/profile.ts';
import type { TokenToFormat } from '../shared/copy-formats.ts';
import { SETTINGS_VERSION } from '../shared/preferences.ts';

/** As far as this way relies on it: nobody has checked the file. */
type KnownSettings = Pick<Settings, 'version' | 'profiles'> & Partial<Settings>;

/** A token that a running endpoint has handed out. */
export interface EndpointToken extends Omit<TokenToFormat, 'sectionName'> {
  readonly profile: Profile;
  /** Where SDKs find it. A secret. */
  readonly url: string;
}

/**
 * A token from a running endpoint.
 * @param profileName the chosen profile by default; its ID does as well
 * @param minValid life that it is to have, minutes; the settings' by default
 * @param program who asks, where it is not this one that uses it
 * @returns undefined where there is no endpoint, or it has none that lives as long
 */
export async function endpointToken(
  profileName: string | undefined,
  minValid?: number,
  program?: string,
): Promise<EndpointToken | undefined> {
  try {
    const { root, endpointFile } = dataDirectory();
    const address = readEndpointAddress(endpointFile);
    if (!address || isLoose(root)) return undefined;
    const settings = knownSettings();
    const profile = settings && findProfile(settings, profileName);
    const url = profile && endpointUrl(address, profile.id);
    if (!url) return undefined;
    const { access_token: secret, expires_on } = await askEndpoint(
      address,
      profile.id,
      profile.workspaceUrl,
      program,
    );
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

/** The profile as the settings have it; undefined where it is not there, or they are not to be read. */
export function knownProfile(nameOrId: string | undefined): Profile | undefined {
  const settings = knownSettings();
  return settings && findProfile(settings, nameOrId);
}

function knownSettings(): KnownSettings | undefined {
  try {
    const settings: KnownSettings = JSON.parse(readText(dataDirectory().settingsFile));
    return settings.version === SETTINGS_VERSION ? settings : undefined;
  } catch {
    return undefined;
  }
}

/** Others could have put there what this way believes; the long way says so. */
function isLoose(root: string): boolean {
  const { mode, uid } = process.getBuiltinModule('node:fs').statSync(root);
  return process.geteuid !== undefined && ((mode & 0o022) !== 0 || (uid !== process.geteuid() && uid !== 0));
}

function findProfile({ profiles, activeProfileId }: KnownSettings, nameOrId: string | undefined) {
  if (nameOrId !== undefined) return profiles.find(({ id, name }) => name === nameOrId || id === nameOrId);
  return profiles.find(({ id }) => id === activeProfileId) ?? profiles[0];
}
