import { createRequire } from 'node:module';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { LANGUAGE_CODES, LANGUAGES, type Language } from '../../src/shared/languages.ts';
import { en } from '../../src/shared/messages/en.ts';
import { SCREENS, type Screen } from '../support/screens.ts';
import { openScreens, Stage, THEMES } from '../support/stage.ts';
import { test as base, expect } from './fixtures.ts';

/**
 * What every screen must be, in every language and theme: accessible, wide enough for its words, and of use by
 * keyboard alone. Each is drawn once a language, and all is looked at there.
 */

type Theme = keyof typeof THEMES;
const languages = LANGUAGE_CODES;
const themes = Object.keys(THEMES) as Theme[];

const requireOfAxe = createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright'));
const AXE = requireOfAxe.resolve('axe-core/axe.min.js');

const test = base.extend<object, { stageIn: (language: Language) => Promise<Stage> }>({
  stageIn: [
    async ({ browser }, use) => {
      const stages = new Map<Language, Stage>();
      await use(async (language) => {
        const known = stages.get(language);
        if (known) return known;
        const context = await openScreens(browser, language, 'light', { deviceScaleFactor: 1 });
        const stage = await Stage.open(context, language);
        if (language === 'en') await stage.page.addInitScript({ path: AXE });
        stages.set(language, stage);
        return stage;
      });
      for (const { page } of stages.values()) await page.context().close();
    },
    { scope: 'worker' },
  ],
});

async function showTheme(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ contrast: 'no-preference', ...THEMES[theme] });
}

/** What axe finds wrong, after it has found something right. */
async function wrongByAxe(page: Page, theme: Theme): Promise<string[]> {
  // Injecting its source anew each time would take longer than the rest; the page has it.
  const axe = new AxeBuilder({ page, axeSource: 'void window.axe' }).setLegacyMode();
  axe.options({ resultTypes: ['violations'] });
  // The other rules know no theme.
  if (theme !== 'light') axe.withRules(['color-contrast']);
  const { violations, passes } = await axe.analyze();
  expect(passes.map(({ id }) => id)).toEqual(
    expect.arrayContaining(theme === 'light' ? ['button-name'] : ['color-contrast']),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

/** Runs in the page: what has words, and of that what is wider than its box. */
const BOXES = `(() => {
  const boxes = [...document.querySelectorAll('body, main, button, summary, p, h1, h2, dd, dt, li, label')]
    .filter((element) => !element.matches('.unseen, .one-line') && getComputedStyle(element).display !== 'inline');
  const tooWide = boxes.filter((element) => element.scrollWidth > element.clientWidth + 1);
  return { count: boxes.length, tooWide: tooWide.map((element) => element.outerHTML.slice(0, 120)) };
})()`;

/** A message's key in its place: the window's bundle has left out words that it needs. */
const KEY = new RegExp(`\\b(?:${Object.keys(en).join('|')})\\.[a-z]\\w+\\b`);

/** At 200 % zoom; at its smallest; as the window opens. */
const WIDTHS = [190, 320, 380];

/** How much of the page lies below the window's edge. */
const BELOW = 'document.documentElement.scrollHeight - innerHeight';

async function overflowing(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 600 });
    const { count, tooWide } = await page.evaluate<{ count: number; tooWide: string[] }>(BOXES);
    expect(count, 'boxes that were looked at').toBeGreaterThan(3);
    found.push(...tooWide.map((html) => `at ${width}: ${html}`));
  }
  return found;
}

interface Focused {
  readonly index: number;
  readonly isSeen: boolean;
  readonly html: string;
}

/** Runs in the page: what has the focus, and whether one can see that it has. */
const FOCUSED = `(() => {
  const element = document.activeElement;
  if (!element || element === document.body) return undefined;
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
  const isSeen = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
  const index = [...document.querySelectorAll('*')].indexOf(element);
  return { index, isSeen, html: element.outerHTML.slice(0, 100) };
})()`;

/** Walks through the page by Tab: how many controls there are, which were reached, and which did not show the focus. */
async function walkByKeyboard(page: Page): Promise<{ controls: number; reached: number; unseen: string[] }> {
  // What lies behind a question is out of reach; of radio buttons only the chosen one is a stop.
  const dialog = page.locator('dialog[open]');
  const within = (await dialog.count()) > 0 ? dialog : page.locator('body');
  const controls = await within
    .locator(
      'button:enabled:visible, input:not([type=radio]:not(:checked)):visible, select:visible, textarea:visible, summary:visible',
    )
    .count();
  const reached = new Set<number>();
  const unseen: string[] = [];
  await page.evaluate('document.activeElement?.blur()');
  for (let press = 0; press < controls + 2; press++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<Focused | undefined>(FOCUSED);
    if (!focused) continue;
    if (!focused.isSeen) unseen.push(focused.html);
    reached.add(focused.index);
  }
  return { controls, reached: reached.size, unseen };
}

for (const [name, screen] of Object.entries(SCREENS)) {
  test(`${name}: no overflow in any language, axe in every theme, all by keyboard`, async ({ stageIn }) => {
    for (const language of languages) {
      const stage = await stageIn(language);
      await stage.show(screen);
      await expect(stage.page.locator('html')).toHaveAttribute('lang', LANGUAGES[language].locale);
      expect.soft(await overflowing(stage.page), `wider than their box: ${language}`).toEqual([]);
      expect.soft(await stage.page.locator('body').innerText(), language).not.toMatch(KEY);
    }

    const { page } = await stageIn('en');
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
  stageIn,
}) => {
  for (const language of languages) {
    const stage = await stageIn(language);
    await stage.show(SCREENS.fresh as Screen);
    expect(await stage.page.evaluate(BELOW), language).toBe(0);
  }
  const { page } = await stageIn('en');
  await page.setViewportSize({ width: 380, height: 470 });
  expect(await page.evaluate(BELOW)).toBe(0);
});

test('the checks notice what is wrong', async ({ stageIn }) => {
  const stage = await stageIn('en');
  const { page } = stage;
  const breakBy = async (damage: { css?: string; script?: string }) => {
    await stage.show(SCREENS.fresh as Screen);
    if (damage.css) await page.addStyleTag({ content: damage.css });
    if (damage.script) await page.evaluate(damage.script);
  };
  await breakBy({ css: '.tile { white-space: nowrap; width: 2em }' });
  expect((await overflowing(page)).length).toBeGreaterThan(0);

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
