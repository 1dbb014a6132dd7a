import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Packaged, resourcesOf } from '../../scripts/package/contents.ts';

/** The sections of a package's licence file, by the names of the packages that they are about. */
export async function licenceSections(packaged: Packaged): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(resourcesOf(packaged), 'THIRD-PARTY-LICENSES.md'), 'utf8');
  const sections = text.split(/^## (?=\S+ \d)/m).slice(1);
  return new Map(sections.map((section) => [section.split(' ', 1)[0] ?? '', section]));
}

/** Everything in the bundles has a section with a text. */
export async function expectLicencesOfBundled(sections: ReadonlyMap<string, string>): Promise<void> {
  const bundled = bundledPackages();
  expect(bundled).toEqual(expect.arrayContaining(['@azure/msal-node', 'undici', 'valibot', 'i18next']));
  for (const name of [...bundled, 'preact', '@preact/signals']) {
    expect(sections.get(name)?.length ?? 0, name).toBeGreaterThan(300);
  }
}

/** Read off the source maps, which know nothing of licences. */
function bundledPackages(): string[] {
  const files = readdirSync('out/main', { recursive: true, encoding: 'utf8' });
  const maps = files.filter((file) => file.endsWith('.js.map'));
  const sources = maps.flatMap(
    (file): string[] => JSON.parse(readFileSync(join('out/main', file), 'utf8')).sources,
  );
  const names = sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
  return [...new Set(names)];
}
