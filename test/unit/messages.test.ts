import { expect, test } from 'vitest';
import { AADSTS, FAILURES, isAppRefused } from '../../src/shared/failures.ts';
import { keysOf } from '../../src/shared/keys-of.ts';
import { explain, loadTranslate } from '../../src/shared/messages/index.ts';

const t = await loadTranslate('en');

test.each(keysOf(FAILURES))('%s is explained: what, why, what next', (code) => {
  const { title, why, next } = explain({ code, at: 0, cause: 'CAUSE' }, t);
  for (const sentence of [title, why, next]) {
    expect(sentence).not.toMatch(/^failure\./);
    expect(sentence.length).toBeGreaterThan(1);
  }
  expect(next).toMatch(/(?:[.”]|: entra-token.* --help)$/);
});

test.each(Object.values(AADSTS).flat())('AADSTS%i has words of its own', (aadsts) => {
  const general = explain({ code: 'refused_by_entra', at: 0, cause: 'x' }, t);
  const known = explain({ code: 'refused_by_entra', at: 0, cause: 'x', aadsts }, t);
  // The general title would send people to sign in again in circles, or blame Entra for what they canceled.
  expect(known.title === general.title).toBe(aadsts !== 53003 && aadsts !== 65004);
  expect(known.headline).toBe(known.title === general.title ? known.why : known.title);
  expect(known.why).not.toBe(general.why);
  expect(known.next).not.toBe(general.next);
});

test.each([
  [9002327, /Single-page application/],
  [650057, /permission for Azure Databricks/],
  [530084, /token protection/],
])('AADSTS%i says what to change', (aadsts, says) => {
  const { why, next } = explain({ code: 'refused_by_entra', at: 0, cause: 'x', aadsts }, t);
  expect(`${why} ${next}`).toMatch(says);
});

test('an unknown number gets the general words, with the code', () => {
  const { why } = explain({ code: 'refused_by_entra', at: 0, cause: 'access_denied', aadsts: 424242 }, t);
  expect(why).toContain('access_denied');
});

test('a language that is not there is English', async () => {
  expect((await loadTranslate('tlh'))('state.signedOut')).toBe('Signed out');
});

test('who can do something is said where it is not the person who reads it', () => {
  for (const code of keysOf(FAILURES)) {
    const facts = FAILURES[code];
    const isReader = !('helper' in facts) || facts.helper === 'you';
    expect(explain({ code, at: 0 }, t).who === undefined, code).toBe(isReader);
  }
  expect(explain({ code: 'service_busy', at: 0 }, t).who).toBe('No action needed. This resolves on its own.');
  expect(explain({ code: 'unexpected', at: 0, aadsts: 53003 }, t).who).toBe(
    'Your administrator can fix this.',
  );
});

test('a complaint about the cloud names every cloud, in the language of the moment', async () => {
  const params = { host: 'h', authority: 'a', expected: 'e' };
  const next = async (locale: string) =>
    explain({ code: 'workspace_other_cloud', at: 0, params }, await loadTranslate(locale)).next;
  expect(await next('en')).toContain('--cloud public, usgov, or china,');
  expect(await next('fr')).toContain('--cloud public, usgov ou china,');
  expect(await next('pt-BR')).toContain('--cloud public, usgov ou china,');
});

test('another app is offered where this one is not let in, and not for what ails the account or the tenant', () => {
  const isOffered = (aadsts: number) => isAppRefused({ code: 'refused_by_entra', at: 0, aadsts });
  for (const aadsts of [65001, 65002, 700016, 53003, 90094, 999999])
    expect(isOffered(aadsts), `${aadsts}`).toBe(true);
  for (const aadsts of [50126, 50034, 50057, 53000, 65004, 90002])
    expect(isOffered(aadsts), `${aadsts}`).toBe(false);
  expect(isAppRefused({ code: 'sign_in_needed', at: 0, aadsts: 53003 })).toBe(true);
  expect(isAppRefused({ code: 'sign_in_needed', at: 0 })).toBe(false);
});
