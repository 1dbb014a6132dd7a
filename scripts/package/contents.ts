import { createHash } from 'node:crypto';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getRawHeader, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { fileTarget, nativeFiles, type Target } from './native-files.ts';

/** A packaged program in its folder, as electron-builder leaves it beside the installer. */
export interface Packaged extends Target {
  /** macOS: the .app */
  readonly folder: string;
}

interface Layout {
  readonly executable: string;
  readonly resources: string;
  /** Every file in the archive matches one of these, and each of these a file. */
  readonly archive: readonly RegExp[];
  /** Every native file, in the resources. */
  readonly natives: readonly RegExp[];
  /** Everything else of ours in the resources. */
  readonly beside: readonly string[];
}

const BUNDLES = [
  /^package\.json$/,
  /^out\/main\/(index|entra-token|helper)\.js$/,
  /^out\/main\/chunks\/[\w-]+\.js$/,
  /^out\/preload\/index\.cjs$/,
  /^out\/renderer\/index\.html$/,
  /^out\/renderer\/assets\/[\w-]+\.(js|css)$/,
];
const TEXTS = ['LICENSE.txt', 'THIRD-PARTY-LICENSES.md'];

function layoutOf({ platform, arch }: Target): Layout {
  const keyring = [
    /^node_modules\/@napi-rs\/keyring\/(package\.json|index\.js)$/,
    new RegExp(`^node_modules/@napi-rs/keyring-${platform}-${arch}(-gnu)?/package\\.json$`),
  ];
  const keyringFile = new RegExp(
    `^node_modules/@napi-rs/keyring-(${platform}-${arch}(-gnu)?)/keyring\\.\\1\\.node$`,
  );
  switch (platform) {
    case 'linux':
      return {
        executable: 'entra-token-tray',
        resources: 'resources',
        archive: [
          ...BUNDLES,
          ...keyring,
          keyringFile,
          /^assets\/tray\/[a-z0-9-]+(@2x)?\.png$/,
          /^assets\/icons\/256x256\.png$/,
        ],
        natives: [keyringFile],
        beside: ['bin/entra-token', ...TEXTS],
      };
    case 'win32': {
      const dpapi = new RegExp(`^out/main/bin/${arch}/dpapi\\.node$`);
      return {
        executable: 'Entra Token Tray.exe',
        resources: 'resources',
        archive: [...BUNDLES, dpapi, /^assets\/tray\/[a-z0-9-]+\.ico$/],
        natives: [dpapi],
        beside: ['bin/entra-token', 'bin/entra-token.cmd', ...TEXTS],
      };
    }
    case 'darwin':
      return {
        executable: 'Contents/MacOS/Entra Token Tray',
        resources: 'Contents/Resources',
        archive: [...BUNDLES, ...keyring, keyringFile, /^assets\/tray\/[a-z0-9-]+Template(@2x)?\.png$/],
        natives: [keyringFile],
        beside: ['bin/entra-token', ...TEXTS],
      };
    default:
      throw new Error(`Nothing is packaged for ${platform}.`);
  }
}

export function executableOf(packaged: Packaged): string {
  return join(packaged.folder, layoutOf(packaged).executable);
}

export function resourcesOf(packaged: Packaged): string {
  return join(packaged.folder, layoutOf(packaged).resources);
}

/** Electron's own files beside ours in macOS's resources. */
const ELECTRONS = /\.lproj\/|\.icns$|^LICENSE\.electron\.txt$|^LICENSES\.chromium\.html$/;

/** As electron-builder.yml sets them; a fuse that is not named here is to be as Electron has it. */
const FUSES = {
  RunAsNode: true,
  EnableCookieEncryption: false,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
} as const satisfies Partial<Record<keyof typeof FuseV1Options, boolean>>;

/** Everything that is wrong with what is in a packaged program; empty where all is as it should be. */
export async function packageFaults(packaged: Packaged): Promise<string[]> {
  const faults = await Promise.all([
    archiveFaults(packaged),
    resourceFaults(packaged),
    fuseFaults(packaged),
    integrityFaults(packaged),
  ]);
  return faults.flat();
}

async function archiveFaults(packaged: Packaged): Promise<string[]> {
  const files = archiveFiles(join(resourcesOf(packaged), 'app.asar'));
  const { archive } = layoutOf(packaged);
  return [
    ...files
      .filter((file) => !archive.some((pattern) => pattern.test(file)))
      .map((file) => `${file} is in the archive`),
    ...archive
      .filter((pattern) => !files.some((file) => pattern.test(file)))
      .map((pattern) => `the archive has no ${pattern}`),
  ];
}

/** The files in an archive, without its folders. */
function archiveFiles(archive: string): string[] {
  const paths = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/').slice(1));
  return paths.filter((path) => !paths.some((other) => other.startsWith(`${path}/`)));
}

async function resourceFaults(packaged: Packaged): Promise<string[]> {
  const resources = resourcesOf(packaged);
  const { natives, beside } = layoutOf(packaged);
  const entries = await readdir(resources, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(resources.length + 1)
        .replaceAll('\\', '/'),
    );
  const unpacked = 'app.asar.unpacked/';
  const ours = new Set([...beside, 'app.asar']);
  const faults = files
    .filter((file) => !file.startsWith(unpacked) && !ours.has(file) && !ELECTRONS.test(file))
    .map((file) => `${file} is among the resources`);
  for (const file of ours) if (!files.includes(file)) faults.push(`the resources have no ${file}`);

  const found = await nativeFiles(join(resources, unpacked));
  for (const pattern of natives)
    if (!found.some((file) => pattern.test(file))) faults.push(`no native file is ${pattern}`);
  for (const file of files.filter((name) => name.startsWith(unpacked))) {
    const name = file.slice(unpacked.length);
    if (!natives.some((pattern) => pattern.test(name))) faults.push(`${file} is outside the archive`);
    const target = await fileTarget(join(resources, file));
    if (target?.platform !== packaged.platform || target.arch !== packaged.arch) {
      faults.push(
        `${file} is for ${target ? `${target.platform} ${target.arch}` : 'no system that is known'}`,
      );
    }
  }
  return faults;
}

async function fuseFaults(packaged: Packaged): Promise<string[]> {
  const wire = await getCurrentFuseWire(
    packaged.platform === 'darwin' ? packaged.folder : executableOf(packaged),
  );
  return Object.entries(FUSES)
    .filter(([name, isOn]) => {
      const state = wire[FuseV1Options[name as keyof typeof FUSES]];
      return state !== (isOn ? FuseState.ENABLE : FuseState.DISABLE);
    })
    .map(([name, isOn]) => `the fuse ${name} is not ${isOn ? 'on' : 'off'}`);
}

/** Where Electron looks for the archive's hash. On Linux it does not. */
async function integrityFaults(packaged: Packaged): Promise<string[]> {
  if (packaged.platform === 'linux') return [];
  const { headerString } = getRawHeader(join(resourcesOf(packaged), 'app.asar'));
  const hash = createHash('sha256').update(headerString).digest('hex');
  const keeper =
    packaged.platform === 'darwin' ? join(packaged.folder, 'Contents/Info.plist') : executableOf(packaged);
  await access(keeper);
  return (await readFile(keeper, 'latin1')).includes(hash)
    ? []
    : [`${keeper} does not have the archive’s hash`];
}
