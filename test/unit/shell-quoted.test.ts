import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LANGUAGE_CODES } from '../../src/shared/languages.ts';
import { explain, LOADERS, loadTranslate } from '../../src/shared/messages/index.ts';
import { shellQuoted } from '../../src/shared/shell-quoted.ts';

/** What a profile may be called: `core/profile/profile.ts`. */
const names = fc.oneof(
  fc.stringMatching(/^[^\p{Cc}\p{Cf}]{1,64}$/u),
  fc.string({ unit: fc.constantFrom(...`'"$()\`\\!%&|;<>*?~# abc“”`), minLength: 1, maxLength: 20 }),
);

const hasFish = spawnSync('fish', ['-c', '']).status === 0;

test.runIf(process.platform !== 'win32').each(hasFish ? ['sh', 'fish'] : ['sh'])(
  '%s takes every name as it is',
  (shell) => {
    const sample = [
      '$(touch x)',
      "\\'; echo no #",
      "it's",
      'a"b',
      '`id`',
      'a\\',
      '!!',
      '-n',
      ...fc.sample(names, 300),
    ];
    const script = sample.map((name) => `printf '%s\\0' ${shellQuoted(name, false)}`).join('\n');
    const { stdout, status } = spawnSync(shell, ['-c', script], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout.split('\0').slice(0, -1)).toEqual(sample);
  },
);

test('on Windows nothing is left that the Command Prompt or PowerShell would run or expand', () => {
  fc.assert(
    fc.property(names, (name) => {
      expect(shellQuoted(name, true)).toMatch(/^(NAME|"[^"$`%!\\“”]*")$/);
    }),
  );
  expect(shellQuoted('Büro & Co', true)).toBe('"Büro & Co"');
});

test.each(LANGUAGE_CODES)('%s: every command with a profile’s name quotes it', async (language) => {
  const bare = JSON.stringify(await LOADERS[language]()).match(
    /(--profile|profile \w+) \\?"?\{\{profile\}\}/g,
  );
  expect(bare).toBeNull();
  const t = await loadTranslate(language);
  const params = { profile: '$(touch x)', known: '' };
  expect(explain({ code: 'not_signed_in', at: 0, params }, t).next).toContain(
    process.platform === 'win32' ? '--profile NAME' : "--profile '$(touch x)'",
  );
});
