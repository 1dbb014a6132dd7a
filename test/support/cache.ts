import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Surroundings } from './surroundings.ts';

/** How this platform protects the cache, as `status` names it. */
export const CACHE_KIND =
  ({ win32: 'dpapi', darwin: 'keychain' } as Partial<Record<NodeJS.Platform, string>>)[process.platform] ??
  'libsecret';

/** The ID of the profile named `name`. */
export async function profileId({ home }: Surroundings, name = 'work'): Promise<string> {
  const { profiles } = JSON.parse(await readFile(join(home, 'settings.json'), 'utf8'));
  return profiles.find((profile: { name: string }) => profile.name === name).id;
}

/**
 * The keyring's items of the test's own profiles, by account; nothing on Windows, where there is only the file. On
 * macOS the keyring is the user's: items of other profiles are never looked at.
 */
export async function keyringItems({ home, keyring }: Surroundings): Promise<Record<string, string>> {
  if (process.platform === 'win32') return {};
  const { profiles } = JSON.parse(await readFile(join(home, 'settings.json'), 'utf8'));
  const found: Record<string, string> = {};
  for (const { id } of profiles as { id: string }[]) {
    for (const account of [id, `${id}.broken`]) {
      const text = await keyring.read(account);
      if (text !== undefined) found[account] = text;
    }
  }
  return found;
}

/** The bytes, or on Windows the file, that hold a profile's token cache. */
function cacheFile({ home }: Surroundings, id: string): string {
  return join(home, 'cache', `${id}.cache`);
}

/** Puts a text where the program keeps a profile's token cache. */
export async function overwriteCache(surroundings: Surroundings, id: string, text: string): Promise<void> {
  if (process.platform === 'win32') await writeFile(cacheFile(surroundings, id), text);
  else await surroundings.keyring.write(id, text);
}

/**
 * Adds a profile that is as the first, which has a token cache, but for its name and its tools.
 * @param content what its token cache holds; default: a copy
 */
export async function copyProfile(
  surroundings: Surroundings,
  newName: string,
  content?: string,
): Promise<void> {
  const { home, keyring } = surroundings;
  const file = join(home, 'settings.json');
  const settings = JSON.parse(await readFile(file, 'utf8'));
  const [{ tools: _, ...old }] = settings.profiles;
  const id = crypto.randomUUID();
  settings.profiles.push({ ...old, id, name: newName });
  await copyFile(cacheFile(surroundings, old.id), cacheFile(surroundings, id));
  if (process.platform !== 'win32') await keyring.write(id, (await keyring.read(old.id)) ?? '');
  if (content !== undefined) await overwriteCache(surroundings, id, content);
  await writeFile(file, JSON.stringify(settings));
}

/** Makes a profile's token cache one of those that do not say where their sign-in is from. Not on Windows. */
export async function forgetOrigin(surroundings: Surroundings, name = 'work'): Promise<void> {
  const id = await profileId(surroundings, name);
  const { EntraTokenTray, ...tokens } = JSON.parse((await surroundings.keyring.read(id)) ?? '{}');
  const { origin, ...notes } = EntraTokenTray;
  if (!origin) throw new Error('there was none');
  await overwriteCache(surroundings, id, JSON.stringify({ ...tokens, EntraTokenTray: notes }));
}
