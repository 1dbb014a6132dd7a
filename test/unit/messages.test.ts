import { expect, test } from 'vitest';
import { FAILURE_KINDS, type FailureCode, isKnownAadsts } from '../../src/shared/failure.ts';
import { en } from '../../src/shared/messages/en.ts';
import { explain, loadTranslate } from '../../src/shared/messages/index.ts';

const t = await loadTranslate('en');

test.each(Object.keys(FAILURE_KINDS) as FailureCode[])('%s is explained: what, why, what next', (code) => {
  const { title, why, next } = explain({ code, at: 0, cause: 'CAUSE' }, t);
  for (const sentence of [title, why, next]) {
    expect(sentence).not.toMatch(/^failure\./);
    expect(sentence.length).toBeGreaterThan(1);
  }
  expect(next).toMatch(/[.”]$/);
});

/** The numbers that people meet, from Microsoft's list of Entra error codes. */
const NUMBERS = [
  50011, 50020, 50034, 50057, 50072, 50074, 50076, 50078, 50079, 50105, 50126, 50173, 50196, 53000, 53001,
  53003, 65001, 65002, 65004, 70043, 90002, 90033, 90055, 90094, 90095, 500011, 700016, 700082, 7000218,
];

test.each(NUMBERS)('AADSTS%i has words of its own', (aadsts) => {
  const general = explain({ code: 'refused_by_entra', at: 0, cause: 'x' }, t);
  const known = explain({ code: 'refused_by_entra', at: 0, cause: 'x', aadsts }, t);
  expect(known.title).toBe(general.title);
  expect(known.why).not.toBe(general.why);
  expect(known.next).not.toBe(general.next);
});

test('an unknown number gets the general words, with the code', () => {
  const { why } = explain({ code: 'refused_by_entra', at: 0, cause: 'access_denied', aadsts: 424242 }, t);
  expect(why).toContain('access_denied');
});

test('a language that is not there is English', async () => {
  expect((await loadTranslate('tlh'))('state.signedOut')).toBe('Signed out');
});

test('every number that has words says who can do something, and the other way round', () => {
  const known: number[] = [];
  // Entra's numbers have five to seven digits.
  for (let number = 0; number < 10_000_000; number++) if (isKnownAadsts(number)) known.push(number);
  expect(known).toEqual(Object.keys(en.aadsts).map(Number));
});
