import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, expect, test } from '@playwright/test';
import type { Language } from '../../src/shared/preferences.ts';
import { findChromium } from '../support/find-chromium.ts';
import { LOCALES, openScreens, SCREENS, showScreen, THEMES } from '../support/screens.ts';

/** What every screen must be, in every language and theme: accessible, and wide enough for its words. */

let browser: Browser;

test.beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: findChromium(chromium.executablePath()),
    chromiumSandbox: process.getuid?.() !== 0,
  });
});
test.afterAll(() => browser.close());

const languages = Object.keys(LOCALES) as Language[];
const themes = Object.keys(THEMES) as (keyof typeof THEMES)[];

for (const theme of themes) {
  test(`axe finds nothing in any screen: ${theme}`, async () => {
    test.setTimeout(180_000);
    const context = await openScreens(browser, 'en', theme);
    for (const [name, screen] of Object.entries(SCREENS)) {
      const page = await showScreen(context, screen, 'en');
      const axe = new AxeBuilder({ page });
      // The other rules know no theme.
      if (theme !== 'light') axe.withRules(['color-contrast']);
      const { violations, passes } = await axe.analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
      expect(found, name).toEqual([]);
      expect(passes.length, name).toBeGreaterThan(0);
      await page.close();
    }
    await context.close();
  });
}

/** Runs in the page: what is wider than its box. */
const WIDER_THAN_THEIR_BOX = `
  [...document.querySelectorAll('body, main, button, summary, p, h1, h2, dd, dt, li, label')]
    .filter((element) => !element.matches('.unseen') && element.scrollWidth > element.clientWidth + 1)
    .filter((element) => getComputedStyle(element).display !== 'inline')
    .map((element) => element.outerHTML.slice(0, 120))`;

/** The window as it opens; at its smallest; at 200 % zoom. */
const WIDTHS = [380, 320, 190];

for (const language of languages) {
  test(`nothing overflows in any screen: ${language}`, async () => {
    test.setTimeout(180_000);
    const context = await openScreens(browser, language, 'light');
    for (const [name, screen] of Object.entries(SCREENS)) {
      const page = await showScreen(context, screen, language);
      expect(await page.locator('html').getAttribute('lang')).toBe(language === 'pt' ? 'pt-BR' : language);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 560 });
        const wide = await page.evaluate(WIDER_THAN_THEIR_BOX);
        expect(wide, `${name} at ${width}`).toEqual([]);
      }
      await page.close();
    }
    await context.close();
  });
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

/** Runs in the page: what a screen reader would be told within two ticks of the countdown. */
const SAID = `(async () => {
  const said = [];
  const live = '[role=status], [role=alert], [aria-live]:not([aria-live=off])';
  const observer = new MutationObserver((records) => {
    for (const { target } of records) {
      const region = target.parentElement?.closest(live);
      if (region) said.push(region.outerHTML);
    }
  });
  observer.observe(document.body, { subtree: true, characterData: true, childList: true });
  await new Promise((resolve) => setTimeout(resolve, 2500));
  observer.disconnect();
  return said;
})()`;

test('everything can be reached and seen by keyboard alone', async () => {
  test.setTimeout(120_000);
  const context = await openScreens(browser, 'en', 'light');
  for (const [name, screen] of Object.entries(SCREENS)) {
    const page = await showScreen(context, screen, 'en');
    const controls = await page
      .locator('button:enabled:visible, input:visible, select:visible, textarea:visible, summary:visible')
      .count();
    const reached = new Set<string>();
    await page.evaluate('document.activeElement?.blur()');
    for (let press = 0; press < controls + 2; press++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate<Focused | undefined>(FOCUSED);
      if (!focused) continue;
      expect(focused.isSeen, `${name}: focus is not seen on ${focused.html}`).toBe(true);
      reached.add(String(focused.index));
    }
    expect(reached.size, name).toBe(controls);
    await page.close();
  }
  await context.close();
});

test('a minute passes without a word to a screen reader', async () => {
  const context = await openScreens(browser, 'en', 'light');
  const screen = SCREENS.fresh;
  if (!screen) throw new Error('no such screen');
  const page = await showScreen(context, screen, 'en', 'runs');
  const before = await page.locator('.ring strong').textContent();
  const said = await page.evaluate(SAID);
  expect(await page.locator('.ring strong').textContent()).not.toBe(before);
  expect(said).toEqual([]);
  await context.close();
});
