import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { RunOptions } from 'axe-core';
import { LANGUAGE_CODES, LANGUAGES } from '../../src/shared/languages.ts';
import { en } from '../../src/shared/messages/en.ts';
import { SCREENS, type Screen } from '../support/screens.ts';
import { openScreens, Stage, THEMES } from '../support/stage.ts';
import { test as base, expect } from './fixtures.ts';

/**
 * What every screen must be, in every language and theme: accessible, wide enough for its words, and of use by
 * keyboard alone. Each is drawn once, and all is looked at there: main says that the language is another, as it does
 * when the person chooses one, and the emulated display has another theme.
 */

type Theme = keyof typeof THEMES;
const themes = Object.keys(THEMES) as Theme[];

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let opened: Stage | undefined;

/** One for all screens. No fixture of a worker: such a one would have a worker and a browser for this file alone. */
const test = base.extend<{ stage: Stage }>({
  stage: async ({ browser }, use) => {
    if (!opened) {
      const context = await openScreens(browser, 'en', 'light', { deviceScaleFactor: 1 });
      opened = await Stage.open(context, 'en');
      await opened.page.addInitScript({ path: AXE });
    }
    await use(opened);
  },
});
test.afterAll(async () => {
  await opened?.page.context().close();
  opened = undefined;
});

async function showTheme(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ contrast: 'no-preference', ...THEMES[theme] });
}

/** What axe finds wrong, after it has found something right. */
async function wrongByAxe(page: Page, theme: Theme): Promise<string[]> {
  // The other rules know no theme.
  const rules = theme === 'light' ? undefined : ['color-contrast'];
  const options: RunOptions = { resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) };
  const { wrong, right } = await page.evaluate<{ wrong: string[]; right: string[] }>(
    `axe.run(document, ${JSON.stringify(options)}).then((results) => ({
      wrong: results.violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')),
      right: results.passes.map(({ id }) => id),
    }))`,
  );
  expect(right).toEqual(expect.arrayContaining(rules ?? ['button-name']));
  return wrong;
}

/** Runs in the page: what is wider than its box of all that has words, and what can be read. */
const READ = `(() => {
  const boxes = [...document.querySelectorAll('body, main, button, summary, p, h1, h2, dd, dt, li, label')]
    .filter((element) => !element.matches('.unseen, .one-line') && getComputedStyle(element).display !== 'inline');
  const tooWide = boxes.filter((element) => element.scrollWidth > element.clientWidth + 1);
  return {
    boxes: boxes.length,
    tooWide: tooWide.map((element) => element.outerHTML.slice(0, 120)),
    lang: document.documentElement.lang,
    text: document.body.innerText,
  };
})()`;

interface Reading {
  readonly boxes: number;
  readonly tooWide: readonly string[];
  readonly lang: string;
  readonly text: string;
}

/** A message's key in its place: the window's bundle has left out words that it needs. */
const KEY = new RegExp(`\\b(?:${Object.keys(en).join('|')})\\.[a-z]\\w+\\b`);

/** English sentences that are told in other words elsewhere: a view has kept them from before the language changed. */
const SENTENCES = JSON.stringify(en).match(/(?<=":")[^"{}\\]{30,}\.(?=")/g) ?? [];

/** At 200 % zoom; at its smallest; as the window opens. */
const WIDTHS = [190, 320, 380];

/** How much of the page lies below the window's edge. */
const BELOW = 'document.documentElement.scrollHeight - innerHeight';

/** What is wrong with the words in any language, at any width. */
async function wrongWords(stage: Stage): Promise<string[]> {
  const wrong: string[] = [];
  for (const width of WIDTHS) {
    await stage.page.setViewportSize({ width, height: 600 });
    const readings = await stage.inEachLanguage<Reading>(READ);
    for (const language of LANGUAGE_CODES) {
      const { boxes, tooWide, lang, text } = readings[language];
      expect(boxes, 'boxes that were looked at').toBeGreaterThan(3);
      expect(lang).toBe(LANGUAGES[language].locale);
      wrong.push(...tooWide.map((html) => `${language}, wider than its box at ${width}: ${html}`));
      wrong.push(...(text.match(KEY) ?? []).map((key) => `${language}: ${key}`));
      const kept = language === 'en' ? [] : SENTENCES.filter((sentence) => text.includes(sentence));
      wrong.push(...kept.map((sentence) => `${language}, but in English: ${sentence}`));
    }
    const texts = new Set(Object.values(readings).map(({ text }) => text));
    expect(texts.size, 'texts').toBe(LANGUAGE_CODES.length);
  }
  return wrong;
}

/**
 * Runs in the page: how many controls Tab is to reach. From now on keeps what has the focus after each press, and
 * whether one can see that it has.
 */
const WATCH_FOCUS = `(() => {
  document.activeElement?.blur();
  window.stops = [];
  window.onkeyup = () => {
    const element = document.activeElement;
    if (!element || element === document.body) return;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const isSeen = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    window.stops.push({ element, isSeen });
  };
  // What lies behind a question is out of reach; of radio buttons only the chosen one is a stop.
  const within = document.querySelector('dialog[open]') ?? document.body;
  return [...within.querySelectorAll(
    'button:enabled, input:not([type=radio]:not(:checked)), select, textarea, summary',
  )].filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true });
  }).length;
})()`;

/** Runs in the page: how many controls were reached, and which did not show the focus. */
const STOPS = `({
  reached: new Set(window.stops.map(({ element }) => element)).size,
  unseen: window.stops.filter(({ isSeen }) => !isSeen).map(({ element }) => element.outerHTML.slice(0, 100)),
})`;

interface Walk {
  readonly controls: number;
  readonly reached: number;
  readonly unseen: readonly string[];
}

/** Walks through the page by Tab. */
async function walkByKeyboard(page: Page): Promise<Walk> {
  const controls = await page.evaluate<number>(WATCH_FOCUS);
  for (let press = 0; press < controls + 2; press++) await page.keyboard.press('Tab');
  return { controls, ...(await page.evaluate<Omit<Walk, 'controls'>>(STOPS)) };
}

for (const [name, screen] of Object.entries(SCREENS)) {
  test(`${name}: no overflow in any language, axe in every theme, all by keyboard`, async ({ stage }) => {
    const { page } = stage;
    await stage.show(screen);
    expect.soft(await wrongWords(stage)).toEqual([]);
    for (const theme of [...themes].reverse()) {
      await showTheme(page, theme);
      expect.soft(await wrongByAxe(page, theme), `by axe: ${theme}`).toEqual([]);
    }
    const { controls, reached, unseen } = await walkByKeyboard(page);
    expect(controls).toBeGreaterThan(0);
    expect.soft(reached, 'reached by Tab').toBe(controls);
    expect.soft(unseen, 'the focus is not seen').toEqual([]);
  });
}

test('the first view fits without scrolling in every language; in English also where 470 pixels are left', async ({
  stage,
}) => {
  const { page } = stage;
  await page.setViewportSize({ width: 380, height: 600 });
  await stage.show(SCREENS.fresh as Screen);
  expect(await stage.inEachLanguage(BELOW)).toEqual({ en: 0, fr: 0, pt: 0 });
  await page.setViewportSize({ width: 380, height: 470 });
  expect(await page.evaluate(BELOW)).toBe(0);
});

test('the checks notice what is wrong', async ({ stage }) => {
  const { page } = stage;
  const breakBy = async (damage: { css?: string; script?: string }) => {
    await stage.show(SCREENS.fresh as Screen);
    if (damage.css) await page.addStyleTag({ content: damage.css });
    if (damage.script) await page.evaluate(damage.script);
  };
  await breakBy({ css: '.tile { white-space: nowrap; width: 2em }' });
  const wrong = await wrongWords(stage);
  for (const language of LANGUAGE_CODES) {
    for (const width of WIDTHS) {
      expect(wrong.join('\n')).toContain(`${language}, wider than its box at ${width}`);
    }
  }
  await breakBy({ script: "document.querySelector('h1, h2, p').append('window.profiles')" });
  expect(await wrongWords(stage)).toContain('fr: window.profiles');
  await breakBy({ script: `document.querySelector('main').append('${en.window.import.nothing}')` });
  expect((await wrongWords(stage)).join()).toContain(`pt, but in English: ${en.window.import.nothing}`);

  for (const theme of [...themes].reverse()) {
    await showTheme(page, theme);
    await breakBy({ css: 'p, span { color: color-mix(in srgb, CanvasText 25%, Canvas) !important }' });
    expect((await wrongByAxe(page, theme)).join(), theme).toContain('color-contrast');
  }
  await breakBy({ script: "document.querySelector('.tile').textContent = ''" });
  expect((await wrongByAxe(page, 'light')).join()).toContain('button-name');

  await breakBy({ script: "document.querySelector('.tile').tabIndex = -1" });
  const { controls, reached } = await walkByKeyboard(page);
  expect(reached).toBe(controls - 1);
  await breakBy({ css: ':focus-visible { outline: none !important; box-shadow: none !important }' });
  expect((await walkByKeyboard(page)).unseen.length).toBeGreaterThan(0);
});

/** Where something counts down. */
const COUNTING = [
  'signing-in-browser',
  'signing-in-device-code',
  'fresh',
  'expiring',
  'refreshing',
  'offline',
  'sign-in-needed',
  'verified',
];

/** Runs in the page: keeps what changes, and what a screen reader is told of it. */
const LISTEN = `(() => {
  const live = '[role=status], [role=alert], [aria-live]:not([aria-live=off])';
  const heard = { changes: 0, said: [] };
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      heard.changes++;
      const near = (target instanceof Element ? target : target.parentElement)?.closest(live);
      const added = [...addedNodes].filter((node) => node instanceof Element)
        .find((element) => element.matches(live) || element.querySelector(live));
      if (near || added) heard.said.push((near ?? added).textContent);
    }
  }).observe(document.body, { subtree: true, characterData: true, childList: true, attributes: true });
  window.heard = heard;
})()`;

test('a minute passes without a word to a screen reader; the ten-minute warning is said', async ({
  browser,
}) => {
  const context = await openScreens(browser, 'en', 'light', { deviceScaleFactor: 1 });
  const stage = await Stage.open(context, 'en', 'runs');
  const { page } = stage;
  const heard = () => page.evaluate<{ changes: number; said: string[] }>('window.heard');
  for (const name of COUNTING) {
    await stage.show(SCREENS[name] as Screen);
    await page.evaluate(LISTEN);
    await page.clock.runFor(60_000);
    const { changes, said } = await heard();
    expect(changes, `${name} counts every second`).toBeGreaterThanOrEqual(60);
    expect(said, name).toEqual([]);
  }

  await stage.show(SCREENS.fresh as Screen);
  await page.evaluate(LISTEN);
  await page.clock.fastForward('49:00');
  expect((await heard()).said).toEqual(['Expires soon']);
  await context.close();
});
