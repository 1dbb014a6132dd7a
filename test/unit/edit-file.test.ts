import { execFileSync, spawn } from 'node:child_process';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { readKey, writeKey } from '../../src/core/tools/dotenv-key.ts';
import { editFile as editLocked } from '../../src/core/tools/edit-file.ts';

const isPosix = process.platform !== 'win32';

let directory: string;
let locks: string;
let file: string;

const editFile = (path: string, edit: (text: string) => string) => editLocked(path, locks, edit);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'edit-'));
  locks = await mkdtemp(join(tmpdir(), 'locks-'));
  file = join(directory, '.env');
});
afterEach(async () => {
  expect((await readdir(locks)).filter((name) => !name.endsWith('.lock'))).toEqual([]);
  for (const folder of [directory, locks]) await rm(folder, { recursive: true, force: true });
});

const append = (text: string) => `${text}KEY=1\n`;
const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

test('a missing file is made, for its owner’s eyes only, and nothing beside it', async () => {
  expect(await editFile(file, append)).toBe('changed');
  expect(await readFile(file, 'utf8')).toBe('KEY=1\n');
  expect(await readdir(directory)).toEqual(['.env']);
  if (isPosix) expect(await modeOf(file)).toBe('600');
});

test('a missing file that needs nothing is not made', async () => {
  expect(await editFile(file, (text) => text)).toBe('same');
  expect(await readdir(directory)).toEqual([]);
});

test('what is there stays, to the byte', async () => {
  const before = '\uFEFFA=ü\u2028\r\nB=1\n\n';
  await writeFile(file, before);
  expect(await editFile(file, append)).toBe('changed');
  expect(await readFile(file)).toEqual(Buffer.from(`${before}KEY=1\n`));
});

test.runIf(isPosix)('the mode is narrowed with a change only', async () => {
  await writeFile(file, 'KEY=1\n');
  await chmod(file, 0o644);
  expect(await editFile(file, (text) => text)).toBe('same');
  expect(await modeOf(file)).toBe('644');
  expect(await editFile(file, append)).toBe('changed');
  expect(await modeOf(file)).toBe('600');
});

test('what the edit throws comes out, and the file is as it was', async () => {
  await writeFile(file, 'A=1\n');
  await expect(editFile(file, (text) => writeKey(text, 'KEY', 'a\nb'))).rejects.toThrow(RangeError);
  expect(await readFile(file, 'utf8')).toBe('A=1\n');
  expect(await readdir(directory)).toEqual(['.env']);
});

test('what a killed process left is removed, and nothing else', async () => {
  for (const name of ['.env.123-0a1b2c3d.tmp', '.env.local.tmp', '.env.tmp', '.envx.1-0a1b2c3d.tmp']) {
    await writeFile(join(directory, name), '');
  }
  await editFile(file, append);
  expect((await readdir(directory)).sort()).toEqual([
    '.env',
    '.env.local.tmp',
    '.env.tmp',
    '.envx.1-0a1b2c3d.tmp',
  ]);
});

describe.runIf(isPosix)('symbolic links', () => {
  test('a link, and one to a link, stay; their target is edited', async () => {
    await mkdir(join(directory, 'real'));
    const target = join(directory, 'real', 'env');
    await writeFile(target, 'A=1\n');
    await symlink('real/env', join(directory, 'link'));
    await symlink(join(directory, 'link'), file);
    expect(await editFile(file, append)).toBe('changed');
    expect(await readlink(file)).toBe(join(directory, 'link'));
    expect(await readFile(target, 'utf8')).toBe('A=1\nKEY=1\n');
    expect(await readdir(join(directory, 'real'))).toEqual(['env']);
  });

  test('in a folder that is open to the user’s own group: not if that group only has the number', async () => {
    await mkdir(join(directory, 'real'));
    await symlink('real/env', file);
    await chmod(directory, 0o775);
    const getgid = vi.spyOn(process, 'getgid').mockReturnValue(4_242);
    onTestFinished(() => getgid.mockRestore());
    await expect(editFile(file, append)).rejects.toMatchObject({ failure: { cause: 'loose_link' } });
    const { gid } = await stat(directory);
    if (gid !== process.getuid?.()) return;
    getgid.mockReturnValue(gid);
    expect(await editFile(file, append)).toBe('changed');
  });

  test('a link to nothing yet: its target is made', async () => {
    await mkdir(join(directory, 'real'));
    await mkdir(join(directory, 'links'));
    await symlink('../real', join(directory, 'links', 'folder'));
    await symlink('../links/folder/env', join(directory, 'real', 'first'));
    await symlink('real/first', file);
    expect(await editFile(file, append)).toBe('changed');
    expect(await readFile(join(directory, 'real', 'env'), 'utf8')).toBe('KEY=1\n');
    expect(await readlink(file)).toBe('real/first');
  });
});

describe('refused', () => {
  const refusal = (cause: RegExp) => ({
    failure: { code: 'tool_unwritable', params: { file, cause: expect.stringMatching(cause) } },
  });

  const refuses = async (_: string, cause: RegExp, make: () => Promise<unknown>) => {
    await make();
    const before = await readFile(file, 'latin1').catch(String);
    await expect(editFile(file, append)).rejects.toMatchObject(refusal(cause));
    expect(await readFile(file, 'latin1').catch(String)).toBe(before);
    expect(await readdir(directory)).toEqual(['.env']);
  };
  const bytes = (text: string, encoding: BufferEncoding) => writeFile(file, Buffer.from(text, encoding));

  test.each([
    ['a folder', /directory/, () => mkdir(file)],
    ['Latin-1', /not text in UTF-8/, () => bytes('A=ü\n', 'latin1')],
    ['UTF-16 with its mark', /not text in UTF-8/, () => bytes('\uFEFFA=1\n', 'utf16le')],
    ['UTF-16 without', /not text in UTF-8/, () => bytes('A=1\n', 'utf16le')],
    ['more than a megabyte', /larger than 1 MiB/, () => bytes('x'.repeat(2 ** 20 + 1), 'utf8')],
  ])('%s', refuses);

  test.runIf(isPosix)('links in a circle', () => refuses('', /symbolic links/, () => symlink('.env', file)));

  test.runIf(isPosix)('a pipe', async () => {
    execFileSync('sh', ['-c', 'mkfifo "$0"', file]);
    await expect(editFile(file, append)).rejects.toMatchObject(refusal(/not a file/));
  });

  const refusesFor = (folder: string) =>
    expect(editFile(file, append)).rejects.toMatchObject({
      failure: { code: 'tool_folder_missing', params: { file, folder } },
    });

  test('in a missing folder, which is not made', async () => {
    file = join(directory, 'missing', '.env');
    await refusesFor(join(directory, 'missing'));
    expect(await readdir(directory)).toEqual([]);
  });

  test.runIf(isPosix)('a link into a missing folder', async () => {
    await symlink('missing/env', file);
    await refusesFor(join(directory, 'missing'));
    expect(await readdir(directory)).toEqual(['.env']);
  });

  test.runIf(isPosix).each([
    ['a read-only file', 0o400, 0o700],
    ['an unreadable file', 0o200, 0o700],
    ['a file in a read-only folder', 0o600, 0o500],
  ])('%s', async (_, mode, folderMode) => {
    await writeFile(file, 'A=1\n');
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) for (const path of [file, directory, locks]) await chown(path, 65534, 65534);
    await chmod(file, mode);
    await chmod(directory, folderMode);
    // Nothing is refused to root.
    if (isRoot) process.seteuid?.(65534);
    try {
      await expect(editFile(file, append)).rejects.toMatchObject(refusal(/permission denied/));
    } finally {
      if (isRoot) process.seteuid?.(0);
      await chmod(directory, 0o700);
    }
    await chmod(file, 0o600);
    expect(await readFile(file, 'utf8')).toBe('A=1\n');
  });
});

describe('several processes', () => {
  const worker = (key: string, rounds: number) => {
    const script = fileURLToPath(new URL('./edit-worker.ts', import.meta.url));
    const child = spawn(process.execPath, [script, file, locks, key, String(rounds)], { stdio: 'inherit' });
    onTestFinished(() => void child.kill('SIGKILL'));
    return { child, exit: new Promise((resolve) => child.once('exit', resolve)) };
  };

  test('lose nothing of each other', async () => {
    await writeFile(file, 'A=1\n');
    await Promise.all(['ONE', 'TWO', 'THREE'].map((key) => worker(key, 40).exit));
    const text = await readFile(file, 'utf8');
    for (const key of ['ONE', 'TWO', 'THREE']) expect(readKey(text, key)).toBe('40');
    expect(await readdir(directory)).toEqual(['.env']);
  });

  test('killed at any moment, they leave the old file or the new', { timeout: 60_000 }, async () => {
    const others = `A="${'x'.repeat(200_000)}"\n# the end\n`;
    await writeFile(file, `KEY=0\n${others}`);
    let last = 0;
    for (let kill = 0; kill < 10; kill++) {
      const { child, exit } = worker('KEY', 1e6);
      const began = last;
      while (last === began) {
        await sleep(5);
        const text = await readFile(file, 'utf8');
        const end = text.indexOf('\n') + 1;
        expect(text.slice(end)).toBe(others);
        last = Number(/^KEY=(\d+)\n$/.exec(text.slice(0, end))?.[1]);
        expect(last).toBeGreaterThanOrEqual(began);
      }
      await sleep(Math.random() * 20);
      child.kill('SIGKILL');
      await exit;
    }
    await editFile(file, (text) => writeKey(text, 'KEY', '0'));
    expect(await readFile(file, 'utf8')).toBe(`KEY=0\n${others}`);
    expect(await readdir(directory)).toEqual(['.env']);
  });
});
