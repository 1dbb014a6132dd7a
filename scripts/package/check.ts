import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import spawn from 'cross-spawn';
import { executableOf, type Packaged, packageFaults, resourcesOf } from './contents.ts';

/**
 * `npm run package:check`: holds what `npm run package` has left in `dist` for this machine against what it should have,
 * and starts its command line.
 */
const DIST = 'dist';
const FOLDERS: Readonly<Record<string, { readonly name: RegExp; readonly within: string }>> = {
  linux: { name: /^linux(-arm64)?-unpacked$/, within: '' },
  win32: { name: /^win(-arm64)?-unpacked$/, within: '' },
  darwin: { name: /^mac(-arm64)?$/, within: 'Entra Token Tray.app' },
};

/** The program that was packaged for this machine. @throws Error where there is none, or several */
export function packagedHere(): Packaged {
  const { platform, arch } = process;
  const { name, within } = FOLDERS[platform] ?? {};
  const [folder, ...others] = readdirSync(DIST).filter((entry) => name?.test(entry));
  if (folder === undefined || others.length > 0)
    throw new Error(`${DIST} does not hold one packaged program`);
  return { platform, arch, folder: join(process.cwd(), DIST, folder, within ?? '') };
}

/** What is wrong with how the packaged command line starts. */
async function startFaults(packaged: Packaged): Promise<string[]> {
  const home = await mkdtemp(join(tmpdir(), 'package-check-'));
  const launcher = join(
    resourcesOf(packaged),
    'bin',
    packaged.platform === 'win32' ? 'entra-token.cmd' : 'entra-token',
  );
  // Windows starts .cmd files only by way of cmd, which cross-spawn sees to.
  const start = (...args: string[]) =>
    spawn.sync(launcher, args, { encoding: 'utf8', env: { ...process.env, ENTRA_TOKEN_HOME: home } });
  try {
    const version = start('--version');
    const status = start('status');
    return [
      ...(version.status === 0 && /^\d+\.\d+\.\d+/.test(version.stdout)
        ? []
        : [`--version ends with ${version.status}: ${version.stdout}${version.stderr}`]),
      ...(status.status === 2 ? [] : [`status ends with ${status.status}: ${status.stdout}${status.stderr}`]),
    ];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const packaged = packagedHere();
  const faults = [...(await packageFaults(packaged)), ...(await startFaults(packaged))];
  for (const fault of faults) console.error(fault);
  console.log(
    faults.length === 0 ? `${executableOf(packaged)} is as it should be` : `${faults.length} faults`,
  );
  process.exit(faults.length > 0 ? 1 : 0);
}
