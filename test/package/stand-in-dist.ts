import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Target } from '../../scripts/package/native-files.ts';

/**
 * Makes what electron-builder packages the program around where no Electron can be had: a folder as Electron's zip files
 * are laid out, without `default_app.asar`, which electron-builder takes out of what it downloads. On Linux its `electron`
 * runs (stand-in-electron.ts); on Windows and macOS there are empty files of the right format.
 */
export async function makeStandInDist(folder: string, { platform, arch }: Target): Promise<void> {
  const write = async (name: string, content: string | Buffer = name, mode = 0o644) => {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { mode });
  };
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version']) await write(name);
  if (platform === 'darwin') {
    await writeMacDist(folder, write, arch);
    return;
  }
  for (const name of ['chrome_100_percent.pak', 'icudtl.dat', 'resources.pak', 'v8_context_snapshot.bin']) {
    await write(name);
  }
  for (const locale of LOCALES) await write(`locales/${locale}.pak`);
  await mkdir(join(folder, 'resources'), { recursive: true });
  if (platform === 'linux') {
    for (const name of ['chrome-sandbox', 'chrome_crashpad_handler']) await write(name, name, 0o755);
    for (const name of [
      'libEGL.so',
      'libGLESv2.so',
      'libffmpeg.so',
      'libvk_swiftshader.so',
      'libvulkan.so.1',
    ]) {
      await write(name);
    }
    await write('electron', linuxExecutable(), 0o755);
  } else {
    for (const name of ['d3dcompiler_47.dll', 'ffmpeg.dll', 'libEGL.dll', 'libGLESv2.dll']) await write(name);
    await write('electron.exe', Buffer.concat([emptyPe(), FUSE_WIRE]));
  }
}

/** Three that the program keeps, and two that it does not. */
const LOCALES = ['en-US', 'fr', 'pt-BR', 'de', 'pt-PT'];

/**
 * As Electron ships it: the sentinel, the version of the wire, how many fuses there are, and their states. Source: Electron's
 * build/fuses/fuses.json5.
 */
export const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSE_STATES = '101100011';
const FUSE_WIRE = Buffer.from(
  `${FUSE_SENTINEL}\x01${String.fromCharCode(FUSE_STATES.length)}${FUSE_STATES}`,
  'latin1',
);

function linuxExecutable(): Buffer {
  const quoted = [process.execPath, fileURLToPath(new URL('stand-in-electron.ts', import.meta.url))]
    .map((word) => `'${word}'`)
    .join(' ');
  const compiled = `NODE_COMPILE_CACHE='${process.env.NODE_COMPILE_CACHE ?? ''}'`;
  return Buffer.concat([Buffer.from(`#!/bin/sh\n${compiled} exec ${quoted} "$0" "$@"\n`), FUSE_WIRE]);
}

/** A Windows program without code. electron-builder writes icon, version and hash into it with the same library. */
function emptyPe(): Buffer {
  const require = createRequire(createRequire(import.meta.url).resolve('app-builder-lib'));
  const { NtExecutable, NtExecutableResource, Resource } = require('resedit');
  const executable = NtExecutable.createEmpty(false, false);
  const resource = NtExecutableResource.from(executable);
  const version = Resource.VersionInfo.createEmpty();
  version.lang = 1033;
  version.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron' });
  version.outputToResourceEntries(resource.entries);
  resource.outputResource(executable);
  return Buffer.from(executable.generate());
}

/** The first fields of a 64-bit ELF file; machines as in elf.h. */
export function emptyElf(arch: string): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.writeUInt32BE(0x7f454c46, 0);
  bytes.writeUInt16LE(arch === 'arm64' ? 183 : 62, 18);
  return bytes;
}

/** The first fields of a 64-bit Mach-O file; cpu types as in mach/machine.h. */
export function emptyMachO(arch: string): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.writeUInt32LE(0xfeedfacf, 0);
  bytes.writeUInt32LE(arch === 'arm64' ? 0x0100000c : 0x01000007, 4);
  return bytes;
}

async function writeMacDist(
  folder: string,
  write: (name: string, content?: string | Buffer, mode?: number) => Promise<void>,
  arch: string,
): Promise<void> {
  const bundle = async (path: string, name: string) => {
    await write(`${path}/Contents/Info.plist`, plist(name));
    await write(`${path}/Contents/MacOS/${name}`, emptyMachO(arch), 0o755);
  };
  await bundle('Electron.app', 'Electron');
  const frameworks = 'Electron.app/Contents/Frameworks';
  for (const kind of ['', ' (GPU)', ' (Plugin)', ' (Renderer)']) {
    await bundle(`${frameworks}/Electron Helper${kind}.app`, `Electron Helper${kind}`);
  }
  const framework = `${frameworks}/Electron Framework.framework/Versions/A`;
  await write(`${framework}/Electron Framework`, Buffer.concat([emptyMachO(arch), FUSE_WIRE]), 0o755);
  for (const locale of LOCALES) {
    const name = { 'en-US': 'en', 'pt-BR': 'pt_BR', 'pt-PT': 'pt_PT' }[locale] ?? locale;
    await write(`Electron.app/Contents/Resources/${name}.lproj/locale.pak`);
    await write(`${framework}/Resources/${name}.lproj/locale.pak`);
  }
  await write('Electron.app/Contents/Resources/electron.icns');
  await symlink('A', join(folder, framework, '../Current'));
  for (const name of ['Electron Framework', 'Resources']) {
    await symlink(`Versions/Current/${name}`, join(folder, framework, '../..', name));
  }
}

function plist(name: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>CFBundleExecutable</key><string>${name}</string>
<key>CFBundleName</key><string>${name}</string>
<key>CFBundleIconFile</key><string>electron.icns</string>
</dict></plist>
`;
}
