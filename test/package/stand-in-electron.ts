/**
 * The packaged `electron` of stand-in-dist.ts on Linux: runs the packaged command line on this Node, as Electron does by
 * ELECTRON_RUN_AS_NODE, and is as strict. Node cannot read archives, so what it runs lies unpacked beside the program.
 */
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FUSE_SENTINEL } from './stand-in-dist.ts';

// Its own, and not of what it runs.
delete process.env.NODE_COMPILE_CACHE;

const [, , program = '', ...given] = process.argv;
const words = given.slice(given.findIndex((word) => !word.startsWith('--')));
const [script = '', ...args] = words;

if (!process.env.ELECTRON_RUN_AS_NODE || !isOn(0)) fail('the window would open now');
// Node's options would count before this line, so that whoever passes them on is found out.
if (!isOn(2)) {
  delete process.env.NODE_OPTIONS;
  delete process.env.NODE_EXTRA_CA_CERTS;
}
const [archive = '', inside] = script.split(/(?<=\.asar)\//);
if (inside === undefined || process.env.ELECTRON_NO_ASAR) fail(`Cannot find module '${script}'`);

const file = join(await unpacked(archive), inside ?? '');
process.argv = [process.execPath, file, ...args];
await import(pathToFileURL(file).href);

/** By the positions of Electron's build/fuses/fuses.json5. */
function isOn(fuse: number): boolean {
  const bytes = readFileSync(program, 'latin1');
  return bytes[bytes.lastIndexOf(FUSE_SENTINEL) + FUSE_SENTINEL.length + 2 + fuse] === '1';
}

async function unpacked(packed: string): Promise<string> {
  const folder = join(dirname(packed), '..', '.unpacked');
  if (!existsSync(folder)) {
    const beside = mkdtempSync(`${folder}-`);
    const { extractAll } = await import('@electron/asar');
    extractAll(packed, beside);
    try {
      renameSync(beside, folder);
    } catch {
      // Another start was quicker.
      rmSync(beside, { recursive: true });
    }
  }
  return folder;
}

function fail(why: string): never {
  console.error(why);
  process.exit(70);
}
