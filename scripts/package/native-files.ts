import { open, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** What a native file is made for, by the names of Node's `process.platform` and `process.arch`. */
export interface Target {
  readonly platform: string;
  readonly arch: string;
}

/** The machine field of each format. Sources: elf.h, mach/machine.h, winnt.h. */
const ELF = { 62: 'x64', 183: 'arm64' } as const;
const MACH_O = { 16777223: 'x64', 16777228: 'arm64' } as const;
const PE = { 34404: 'x64', 43620: 'arm64' } as const;

/** Tells by its first bytes what a native file is made for; undefined where it is none that we know. */
function targetOf(bytes: Buffer): Target | undefined {
  const machine = (platform: string, names: Readonly<Record<number, string>>, value: number) => {
    const arch = names[value];
    return arch === undefined ? undefined : { platform, arch };
  };
  if (bytes.length < 64) return undefined;
  if (bytes.readUInt32BE(0) === 0x7f454c46) return machine('linux', ELF, bytes.readUInt16LE(18));
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return machine('darwin', MACH_O, bytes.readUInt32LE(4));
  if (bytes.toString('latin1', 0, 2) === 'MZ') {
    const header = bytes.readUInt32LE(0x3c);
    if (header + 6 > bytes.length || bytes.readUInt32LE(header) !== 0x4550) return undefined;
    return machine('win32', PE, bytes.readUInt16LE(header + 4));
  }
  return undefined;
}

/** What a file is made for. */
export async function fileTarget(file: string): Promise<Target | undefined> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    return targetOf(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** The native files in a folder, by their paths in it. */
export async function nativeFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.node'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

/**
 * Holds the native files of a package against what it is for. npm installs the keyring's for the machine that it runs on,
 * and electron-builder packs for another without a word.
 * @throws Error that says what to do
 */
export async function requireNativeFiles(resources: string, target: Target): Promise<void> {
  const wanted = `${target.platform}-${target.arch}`;
  const files = await nativeFiles(resources);
  const remedy = `Build on a machine of that kind, after “npm ci” there.`;
  if (files.length === 0) {
    throw new Error(
      `The package for ${wanted} has no native file for the keyring (DPAPI on Windows). ${remedy}`,
    );
  }
  for (const file of files) {
    const found = await fileTarget(join(resources, file));
    const kind = found ? `${found.platform}-${found.arch}` : 'no kind that is known';
    if (kind !== wanted) throw new Error(`${file} is of ${kind}, the package for ${wanted}. ${remedy}`);
  }
}
