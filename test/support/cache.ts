import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
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

/** The items of the program in the keyring, by account; nothing on Windows, where there is only the file. */
export async function keyringItems(surroundings: Surroundings): Promise<Record<string, string>> {
  const script = `
    const items = await keytar.findCredentials('entra-token-tray');
    console.log(JSON.stringify(Object.fromEntries(items.map(({ account, password }) => [account, password]))));`;
  return process.platform === 'win32' ? {} : JSON.parse(await withKeytar(surroundings, script, []));
}

/** Puts a text where the program keeps a profile's token cache. */
export async function overwriteCache(surroundings: Surroundings, id: string, text: string): Promise<void> {
  if (process.platform === 'win32') {
    await writeFile(join(surroundings.home, 'cache', `${id}.cache`), text);
    return;
  }
  const script = `await keytar.setPassword('entra-token-tray', process.argv[1], process.argv[2]);`;
  await withKeytar(surroundings, script, [id, text]);
}

/** In a process of its own: this one may have another session bus, or none. */
async function withKeytar({ environment }: Surroundings, script: string, args: string[]): Promise<string> {
  const keytar = createRequire(import.meta.url).resolve('keytar');
  const source = `const keytar = (await import(${JSON.stringify(keytar)})).default;${script}`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', source, '--', ...args],
    { env: environment },
  );
  return stdout;
}
