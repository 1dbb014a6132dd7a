import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Packaged } from '../../scripts/package/contents.ts';
import type { Target } from '../../scripts/package/native-files.ts';
import { emptyElf, emptyMachO, makeStandInDist } from './stand-in-dist.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const ROOT = dirname(dirname(import.meta.dirname));

/** What electron-builder finds in a checkout; its hook has to lie within. */
const SOURCES = [
  'assets',
  'LICENSE',
  'electron-builder.yml',
  'scripts/package',
  'out/main',
  'out/preload',
  'out/renderer',
];

const PLATFORMS = {
  linux: { option: '--linux', folder: 'linux-unpacked' },
  win32: { option: '--win', folder: 'win-unpacked' },
  darwin: { option: '--mac', folder: 'mac/Entra Token Tray.app' },
} as const;
export type Platform = keyof typeof PLATFORMS;

/**
 * Packages the built program with electron-builder, by the project's own configuration, around a stand-in dist.
 * @throws the error of electron-builder's process, with what it said
 */
export async function packageFor(platform: Platform, folder: string): Promise<Packaged> {
  const { option, folder: output } = PLATFORMS[platform];
  // What is started here has to be for this machine.
  const target = { platform, arch: platform === 'linux' ? process.arch : 'x64' };
  const project = join(folder, 'project');
  const dist = join(folder, 'dist');
  await Promise.all([copyProject(project, target), makeStandInDist(dist, target)]);
  await run(
    process.execPath,
    [
      require.resolve('electron-builder/cli.js'),
      ...['--projectDir', project, '--publish', 'never', option, `--${target.arch}`, '--dir'],
      `--config.electronVersion=${require('electron/package.json').version}`,
      `--config.electronDist=${dist}`,
      // Apple's codesign is on macOS only.
      '--config.electronFuses.resetAdHocDarwinSignature=false',
    ],
    { cwd: project, env: { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' } },
  );
  const suffix = target.arch === 'x64' ? '' : `-${target.arch}`;
  return { ...target, folder: join(project, 'dist', output.replace('-', `${suffix}-`)) };
}

/** The project as it is on a machine of another kind after `npm ci` and a build. */
async function copyProject(project: string, { platform, arch }: Target): Promise<void> {
  await mkdir(project, { recursive: true });
  for (const name of SOURCES) {
    await cp(join(ROOT, name), join(project, name), {
      recursive: true,
      filter: (file) => !file.endsWith('.map'),
    });
  }
  // What must not be in a package, where a checkout has such.
  for (const name of ['out/demo/token.txt', 'out/reports/vitest.json', 'out/main/index.js.map', '.env']) {
    await mkdir(dirname(join(project, name)), { recursive: true });
    await writeFile(join(project, name), 'not to be packaged');
  }
  const { devDependencies: _, ...manifest } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
  await copyModules(project, { platform, arch });
}

async function copyModules(project: string, { platform, arch }: Target): Promise<void> {
  const copy = (name: string) =>
    cp(join(ROOT, 'node_modules', name), join(project, 'node_modules', name), { recursive: true });
  await copy('@napi-rs/keyring');
  await copy('@azure/msal-node-extensions/bin');
  const name = `${platform}-${arch}${platform === 'linux' ? '-gnu' : ''}`;
  const own = join('@napi-rs', `keyring-${name}`);
  if (platform === process.platform && arch === process.arch) return copy(own);
  // npm brings this machine's only: a file of the right format stands in for it.
  const folder = join(project, 'node_modules', own);
  await mkdir(folder, { recursive: true });
  const { version } = require('@napi-rs/keyring/package.json');
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: `@napi-rs/keyring-${name}`, version, license: 'MIT' }),
  );
  await writeFile(
    join(folder, `keyring.${name}.node`),
    platform === 'linux' ? emptyElf(arch) : emptyMachO(arch),
  );
  await writeFile(join(folder, 'LICENSE.third-party.md'), 'a licence');
}
