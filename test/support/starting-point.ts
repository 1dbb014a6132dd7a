import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { keyringItems } from './cache.ts';
import type { Surroundings } from './surroundings.ts';

/** What the program has made, to be copied. */
interface Original {
  /** By path in the data directory; bytes as Latin-1. */
  readonly files: ReadonlyMap<string, string>;
  readonly items: Readonly<Record<string, string>>;
  readonly revocations: number;
}

/**
 * Where many tests start from, such as a profile that is signed in. The program makes it once; each further test gets a
 * copy, under profile IDs of its own, so that none finds what another left in the keyring.
 */
export class StartingPoint {
  readonly #surroundings: Surroundings;
  readonly #make: () => Promise<unknown>;
  #original: Original | undefined;

  /** @param make what the program is to do in an empty data directory */
  constructor(surroundings: Surroundings, make: () => Promise<unknown>) {
    this.#surroundings = surroundings;
    this.#make = make;
  }

  /** Resets the surroundings, and puts the program there. */
  async enter(): Promise<void> {
    this.#surroundings.reset();
    // The copy of a sign-in that has been revoked would be none.
    if (this.#original?.revocations === this.#surroundings.entra.revocations) {
      await this.#copy(this.#original);
    } else {
      await this.#make();
      this.#original = await this.#look();
    }
  }

  async #look(): Promise<Original> {
    const { home, entra } = this.#surroundings;
    const files = [...(await this.#surroundings.files())]
      .map(([file, content]) => [relative(home, file), content] as const)
      .filter(([file]) => !file.startsWith('logs'));
    return {
      files: new Map(files),
      items: await keyringItems(this.#surroundings),
      revocations: entra.revocations,
    };
  }

  async #copy({ files, items }: Original): Promise<void> {
    const { home, keyring } = this.#surroundings;
    const { profiles }: { profiles: { id: string }[] } = JSON.parse(files.get('settings.json') ?? '');
    const ids = profiles.map(({ id }) => [id, crypto.randomUUID()] as const);
    const renamed = (text: string) => ids.reduce((sofar, [from, to]) => sofar.replaceAll(from, to), text);
    for (const [file, content] of files) {
      const copy = join(home, renamed(file));
      await mkdir(dirname(copy), { recursive: true, mode: 0o700 });
      // In the cache's own file is nothing but the cache, which on Windows only the system can read.
      const text = file === 'settings.json' ? renamed(content) : content;
      await writeFile(copy, text, { encoding: 'latin1', mode: 0o600 });
    }
    for (const [account, text] of Object.entries(items)) await keyring.write(renamed(account), text);
  }
}
