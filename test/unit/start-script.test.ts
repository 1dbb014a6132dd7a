import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
