import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { sandboxFacts, sandboxObstacle } from '../../scripts/sandbox.ts';

const fine = { isRoot: false, restriction: undefined, hasHelper: false };

test.each([
  ['another distribution', fine, undefined],
  ['Ubuntu with the restriction off', { ...fine, restriction: '0\n' }, undefined],
  ['Ubuntu with the helper set up', { ...fine, restriction: '1\n', hasHelper: true }, undefined],
  ['Ubuntu since 23.10', { ...fine, restriction: '1\n' }, /sudo sysctl kernel\.apparmor/],
  ['root', { ...fine, isRoot: true }, /start it as yourself/],
])('%s: whether Chromium has its sandbox', (_, facts, words) => {
  const obstacle = sandboxObstacle(facts);
  if (words) expect(obstacle).toMatch(words);
  else expect(obstacle).toBeUndefined();
});

test.runIf(process.platform === 'linux')(
  '`npm start` says what is in the way of the sandbox, and starts without it only then',
  () => {
    const dist = mkdtempSync(join(tmpdir(), 'dist-'));
    onTestFinished(() => rmSync(dist, { recursive: true }));
    const electron = join(dist, 'electron');
    writeFileSync(electron, '#!/bin/sh\necho "$@"\n');
    chmodSync(electron, 0o755);
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, '../../scripts/start.ts'), '--hidden'],
      { env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: dist }, encoding: 'utf8' },
    );
    const obstacle = sandboxObstacle(sandboxFacts(electron));
    expect(stderr).toBe(obstacle ? `${obstacle}\n` : '');
    expect(stdout).toBe(`${obstacle ? '--no-sandbox ' : ''}. --hidden\n`);
  },
);

test.runIf(process.platform !== 'win32')(
  'the command line of a checkout waits while the program is being built, and says so where no build ends',
  async () => {
    const checkout = mkdtempSync(join(tmpdir(), 'checkout-'));
    onTestFinished(() => rmSync(checkout, { recursive: true }));
    for (const folder of ['scripts', 'out/main', 'node_modules/node/bin'])
      mkdirSync(join(checkout, folder), { recursive: true });
    const script = join(checkout, 'scripts/entra-token.mjs');
    const building = join(checkout, 'out/.building');
    copyFileSync(join(import.meta.dirname, '../../scripts/entra-token.mjs'), script);
    symlinkSync(process.execPath, join(checkout, 'node_modules/node/bin/node'));
    writeFileSync(building, '');
    const waiting = promisify(execFile)(process.execPath, [script]);
    // Here it would have found no program.
    await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 500))]);
    writeFileSync(join(checkout, 'out/main/entra-token.js'), 'console.log("ran")');
    rmSync(building);
    expect(await waiting).toEqual({ stdout: 'ran\n', stderr: '' });

    writeFileSync(building, '');
    // Before now, or after it: the clock has been set back.
    for (const seconds of [-61, 3600]) {
      const began = Date.now() / 1000 + seconds;
      utimesSync(building, began, began);
      const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(/^entra-token: this checkout is still being built.*\n {2}Next: .*npm run build/);
    }
  },
);

test('the simulators tell how they are started, also whoever gets it wrong', () => {
  const start = (option: string) =>
    spawnSync(process.execPath, [join(import.meta.dirname, '../entra/main.ts'), option], {
      encoding: 'utf8',
    });
  expect(start('--help')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^usage: .*--ca-file/s) });
  const wrong = start('--ca');
  expect(wrong).toMatchObject({ status: 2, stdout: '' });
  expect(wrong.stderr).toMatch(/--ca.*\nusage: /);
  expect(wrong.stderr).not.toMatch(/^ +at /m);
});
