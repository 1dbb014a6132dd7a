import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeRuntime } from './node-runtime.ts';
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
export async function keyringItems(surroundings: Surroundings): Promise<Record<string, string>> {
  if (process.platform === 'win32') return {};
  const { profiles } = JSON.parse(await readFile(join(surroundings.home, 'settings.json'), 'utf8'));
  const accounts = profiles.flatMap(({ id }: { id: string }) => [id, `${id}.broken`]);
  const script = `
    const found = {};
    for (const account of process.argv.slice(1)) {
      const password = await keytar.getPassword('entra-token-tray', account);
      if (password !== null) found[account] = password;
    }
    console.log(JSON.stringify(found));`;
  return JSON.parse(await withKeytar(surroundings, script, accounts));
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
  const node = nodeRuntime();
  const { stdout } = await promisify(execFile)(
    node.command,
    ['--input-type=module', '--eval', source, '--', ...args],
    { env: { ...environment, ...node.environment } },
  );
  return stdout;
}
