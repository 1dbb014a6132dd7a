import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AfterPackContext } from 'electron-builder';
import { thirdPartyLicences } from './licences.ts';
import { requireNativeFiles } from './native-files.ts';

/** The numbers of electron-builder's `Arch`: its module would load all of it again. */
const ARCHS: Readonly<Record<number, string>> = { 1: 'x64', 3: 'arm64' };

/** electron-builder calls this with the program in its folder, before fuses, signature and installer. */
export default async function afterPack(context: AfterPackContext): Promise<void> {
  const { appOutDir, arch, electronPlatformName: platform, packager } = context;
  const resources = packager.getResourcesDir(appOutDir);
  await requireNativeFiles(resources, { platform, arch: ARCHS[arch] ?? `architecture ${arch}` });
  const text = await thirdPartyLicences(packager.projectDir, await unbundledPackages(resources, platform));
  await writeFile(join(resources, 'THIRD-PARTY-LICENSES.md'), text);
}

/** The keyring's loader, and the package of the native file that it loads. Windows has neither. */
async function unbundledPackages(resources: string, platform: string): Promise<string[]> {
  if (platform === 'win32') return [];
  const natives = await readdir(join(resources, 'app.asar.unpacked/node_modules/@napi-rs'));
  return ['keyring', ...natives].map((name) => `@napi-rs/${name}`);
}
