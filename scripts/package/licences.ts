import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** As Vite's `build.license` writes them. */
interface Licence {
  readonly name: string;
  readonly version: string;
  readonly identifier?: string;
  readonly text?: string;
}

const BUNDLES = ['main', 'preload', 'renderer'] as const;

/**
 * The licence texts of all that a package has of others, beside Electron's own two files, as Markdown.
 * @param packages those that are not bundled, with a licence in a file or several
 * @throws Error where a text is missing
 */
export async function thirdPartyLicences(project: string, packages: readonly string[]): Promise<string> {
  const bundled = await Promise.all(
    BUNDLES.map(async (bundle): Promise<Licence[]> => {
      return JSON.parse(await readFile(join(project, 'out', bundle, '.vite/license.json'), 'utf8'));
    }),
  );
  const all = [
    ...bundled.flat(),
    ...(await Promise.all(packages.map((name) => packageLicence(project, name)))),
  ];
  const byName = new Map(all.map((licence) => [`${licence.name} ${licence.version}`, licence]));
  const sections = [...byName]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, { identifier, text }]) => {
      if (!text) throw new Error(`No licence text was found for ${title}, which is in the package.`);
      return `## ${title}${identifier ? ` (${identifier})` : ''}\n\n${text}\n`;
    });
  return [
    '# Third-party licences\n',
    'What Entra Token Tray is built from, beside Electron and Chromium, whose licences are in LICENSE.electron.txt and LICENSES.chromium.html.\n',
    ...sections,
  ].join('\n');
}

async function packageLicence(project: string, name: string): Promise<Licence> {
  const folder = join(project, 'node_modules', name);
  const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder)).filter((file) => /^licen[cs]e/i.test(file)).toSorted();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return { name, version, identifier: license, text: texts.map((text) => text.trim()).join('\n\n') };
}
