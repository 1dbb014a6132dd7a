import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AfterPackContext } from 'electron-builder';
import { afterAll, beforeAll, expect, test } from 'vitest';
import afterPack from '../../scripts/package/after-pack.ts';
import { executableOf, type Packaged, packageFaults, resourcesOf } from '../../scripts/package/contents.ts';
import { requireNativeFiles } from '../../scripts/package/native-files.ts';
import { type Platform, packageFor } from './build.ts';
import { expectLicencesOfBundled, licenceSections } from './licence-sections.ts';
import { emptyElf, FUSE_SENTINEL } from './stand-in-dist.ts';

/** By electron-builder and the project's own configuration, around a stand-in dist. Linux's is in linux.test.ts. */
const packages = new Map<Platform, Packaged>();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-test-'));
  await Promise.all(
    (['win32', 'darwin'] as const).map(async (platform) => {
      packages.set(platform, await packageFor(platform, join(folder, platform)));
    }),
  );
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

function packagedFor(platform: Platform): Packaged {
  const packaged = packages.get(platform);
  if (!packaged) throw new Error(`nothing was packaged for ${platform}`);
  return packaged;
}

test.each<[Platform, string]>([
  ['win32', 'Microsoft’s own dpapi.node, an .exe without code'],
  ['darwin', 'a keyring and a framework of the right format, without code'],
])('the package for %s has what it should, and nothing else (%s)', async (platform) => {
  expect(await packageFaults(packagedFor(platform))).toEqual([]);
});

test('what is wrong with a package is found', async () => {
  const good = packagedFor('win32');
  const faultsAfter = async (spoil: (packaged: Packaged) => Promise<void>) => {
    const spoilt = { ...good, folder: await mkdtemp(join(folder, 'spoilt-')) };
    await cp(good.folder, spoilt.folder, { recursive: true });
    await spoil(spoilt);
    return packageFaults(spoilt);
  };
  const inResources = (packaged: Packaged, name: string) => join(resourcesOf(packaged), name);

  expect(await faultsAfter((packaged) => rm(inResources(packaged, 'THIRD-PARTY-LICENSES.md')))).toEqual([
    'the resources have no THIRD-PARTY-LICENSES.md',
  ]);
  expect(await faultsAfter((packaged) => writeFile(inResources(packaged, 'elevate.exe'), ''))).toEqual([
    'elevate.exe is among the resources',
  ]);
  // As Electron ships it: nothing of our hardening is on.
  expect(
    await faultsAfter(async (packaged) => {
      const bytes = await readFile(executableOf(packaged));
      bytes.write('101100011', bytes.lastIndexOf(FUSE_SENTINEL) + FUSE_SENTINEL.length + 2);
      await writeFile(executableOf(packaged), bytes);
    }),
  ).toEqual([
    'the fuse EnableNodeOptionsEnvironmentVariable is not off',
    'the fuse EnableNodeCliInspectArguments is not off',
    'the fuse EnableEmbeddedAsarIntegrityValidation is not on',
    'the fuse OnlyLoadAppFromAsar is not on',
    'the fuse GrantFileProtocolExtraPrivileges is not off',
  ]);
  const native = 'app.asar.unpacked/out/main/bin/x64/dpapi.node';
  expect(
    await faultsAfter((packaged) =>
      cp('node_modules/@azure/msal-node-extensions/bin/arm64/dpapi.node', inResources(packaged, native)),
    ),
  ).toEqual([`${native} is for win32 arm64`]);
  // An archive that was changed after its hash was taken.
  const other = inResources(packagedFor('darwin'), 'app.asar');
  const faults = await faultsAfter((packaged) => cp(other, inResources(packaged, 'app.asar')));
  expect(faults).toContainEqual(expect.stringContaining('does not have the archive’s hash'));
  expect(faults).toContainEqual(expect.stringMatching(/^node_modules\/@napi-rs\/.* is in the archive$/));
  expect(faults).toContainEqual(expect.stringMatching(/^the archive has no .*dpapi/));
});

// That electron-builder calls it: the licences, which it writes, are in each package above.
test('a native file for another machine stops the build, and it is said what to do', async () => {
  const { folder: good } = packagedFor('darwin');
  const appOutDir = await mkdtemp(join(folder, 'wrong-'));
  await cp(good, appOutDir, { recursive: true });
  const natives = join(appOutDir, 'Contents/Resources/app.asar.unpacked/node_modules/@napi-rs');
  await writeFile(join(natives, 'keyring-darwin-x64/keyring.linux-x64-gnu.node'), emptyElf('x64'));
  const packager = { getResourcesDir: () => join(appOutDir, 'Contents/Resources') };
  const packed = { appOutDir, arch: 1, electronPlatformName: 'darwin', packager };
  await expect(afterPack(packed as unknown as AfterPackContext)).rejects.toThrow(
    /keyring\.linux-x64-gnu\.node is of linux-x64, the package for darwin-x64\. Build on a machine of that kind/,
  );
});

test('no native file at all stops the build', async () => {
  const empty = requireNativeFiles(await mkdtemp(join(folder, 'none-')), {
    platform: 'win32',
    arch: 'arm64',
  });
  await expect(empty).rejects.toThrow('The package for win32-arm64 has no native file for the keyring');
});

test.each(['win32', 'darwin'] as const)(
  'the licence of everything bundled is there for %s',
  async (platform) => {
    const sections = await licenceSections(packagedFor(platform));
    await expectLicencesOfBundled(sections);
    expect(sections.has('@napi-rs/keyring')).toBe(platform === 'darwin');
  },
);

test('the Windows launcher has the line ends that cmd wants', async () => {
  const text = await readFile(join(resourcesOf(packagedFor('win32')), 'bin/entra-token.cmd'), 'latin1');
  expect(text.split('\r\n').length).toBeGreaterThan(10);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
});

test('both launchers keep the same variables', () => {
  const keptIn = (name: string, pattern: RegExp) =>
    [...readFileSync(join('assets/bin', name), 'utf8').matchAll(pattern)]
      .map(([, variable]) => variable)
      .toSorted();
  const loop = /for name in (.+); do/.exec(readFileSync('assets/bin/entra-token', 'utf8'))?.[1] ?? '';
  expect(keptIn('entra-token.cmd', /ENTRA_TOKEN_KEPT_(\w+)=/g)).toEqual(loop.split(' ').toSorted());
});

test('the deb’s command starts the program where the deb puts it', () => {
  const { productName } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(readFileSync('assets/linux/entra-token', 'utf8')).toContain(
    `exec '/opt/${productName}/resources/bin/entra-token' "$@"`,
  );
});
