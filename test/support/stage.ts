import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Browser, BrowserContext, Disposable, Page } from 'playwright';
import type { AppState } from '../../src/shared/app-state.ts';
import { LANGUAGE_CODES, LANGUAGES, type Language } from '../../src/shared/languages.ts';
import { NOW } from './screen-states.ts';
import type { Screen } from './screens.ts';

const WINDOW = join('out', 'renderer');
/** The window's, as it opens. */
const SIZE = { width: 380, height: 600 };
export const THEMES = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  contrast: { colorScheme: 'dark', contrast: 'more' },
} as const;

/** Whether time passes on the page. A clock that is driven by the test needs a document of its own each time. */
type Clock = 'stands still' | 'runs';

/** A browser session that shows screens in one language and theme. */
export async function openScreens(
  browser: Browser,
  language: Language,
  theme: keyof typeof THEMES,
  { deviceScaleFactor = 2 } = {},
): Promise<BrowserContext> {
  return browser.newContext({
    viewport: SIZE,
    deviceScaleFactor,
    timezoneId: 'UTC',
    locale: LANGUAGES[language].locale,
    reducedMotion: 'reduce',
    ...THEMES[theme],
  });
}

/**
 * Runs in the page before its scripts. Time stands still: what a screen says for some seconds stays, however slow the
 * machine. And what they leave behind is noted, so that the next screen can be drawn in the same document as if the
 * window had just been opened: to load another one would take three times as long.
 */
const STAND_STILL = `(() => {
  const listeners = [];
  const { addEventListener } = document;
  document.addEventListener = (...args) => {
    listeners.push(args);
    addEventListener.apply(document, args);
  };
  const { setTimeout } = window;
  window.setTimeout = (work, delay = 0) => (delay < 500 ? setTimeout(work, delay) : 0);
  window.setInterval = () => 0;
  // A function's text is compiled once and has a state of its own at every call. A module with one would be compiled at
  // every drawing, which takes longer than the drawing.
  let program;
  const compile = async () => {
    const { src } = document.querySelector('script[type=module]');
    const text = await (await fetch(src)).text();
    const body = text.replaceAll('import.meta', 'meta').replaceAll('import(', 'load(');
    const run = (0, eval)('(async (meta, load) => {"use strict";' + body + '})');
    return () => run({ url: src }, (path) => import(new URL(path, src).href));
  };
  window.openAnew = async () => {
    for (const args of listeners.splice(0)) document.removeEventListener(...args);
    for (const style of document.querySelectorAll('head style')) style.remove();
    const root = Object.assign(document.createElement('div'), { id: 'root' });
    document.body.replaceChildren(root);
    document.documentElement.lang = 'en';
    program ??= await compile();
    await program();
    while (!document.querySelector('main')) await new Promise((resolve) => setTimeout(resolve));
  };
})()`;

/** Runs in the page: waits until what was done has had its effects, which come after the next frame, and theirs. */
const SETTLED = `(async () => {
  for (let frame = 0; frame < 2; frame++) {
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  }
})()`;

/** A page that shows one screen after the other: the built window, with answers made up in main's place. */
export class Stage {
  readonly page: Page;
  readonly #locale: string;
  readonly #clock: Clock;
  #state: AppState | undefined;
  #bridge: Disposable | undefined;

  private constructor(page: Page, locale: string, clock: Clock) {
    this.page = page;
    this.#locale = locale;
    this.#clock = clock;
  }

  static async open(
    context: BrowserContext,
    language: Language,
    clock: Clock = 'stands still',
  ): Promise<Stage> {
    const page = await context.newPage();
    if (clock === 'runs') {
      await page.clock.install({ time: NOW });
    } else {
      await page.clock.setFixedTime(NOW);
      await page.addInitScript(STAND_STILL);
    }
    await page.route('https://window.invalid/**', async (route) => {
      const path = join(WINDOW, new URL(route.request().url()).pathname);
      const contentType = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }[
        extname(path)
      ];
      await route.fulfill({ body: await readFile(path), ...(contentType ? { contentType } : {}) });
    });
    return new Stage(page, LANGUAGES[language].locale, clock);
  }

  /** Draws the window in the screen's state, as if it had just been opened, and goes to the screen. */
  async show(screen: Screen): Promise<void> {
    this.#state = { ...screen.state, locale: this.#locale };
    const bridge = `window.bridge = {
      request: async (channel) => (${JSON.stringify({ ...screen.answers, 'state.get': { ok: true, value: this.#state } })})[channel] ?? { ok: true },
      on: (event, listener) => {
        if (event === 'state:changed') window.tell = listener;
        return () => undefined;
      },
    };`;
    if (this.#bridge && this.#clock === 'stands still') {
      await this.page.evaluate(`${bridge} window.openAnew()`);
    } else {
      await this.#bridge?.dispose();
      this.#bridge = await this.page.addInitScript(bridge);
      await this.page.goto('https://window.invalid/index.html');
      await this.page.locator('main').waitFor();
    }
    if (screen.open) {
      await screen.open(this.page);
      // What was clicked last would look pointed at.
      await this.page.mouse.move(0, 0);
    }
    if (this.#clock === 'stands still') await this.page.evaluate(SETTLED);
  }

  /**
   * Evaluates in the page in one language after the other, the page's own at last: as when the person chooses another
   * in the settings, the window stays where it is.
   */
  async inEachLanguage<T>(expression: string): Promise<Record<Language, T>> {
    const own = LANGUAGE_CODES.filter((language) => LANGUAGES[language].locale === this.#locale);
    const others = LANGUAGE_CODES.filter((language) => !own.includes(language));
    const languages = [...others, ...own].map((language) => [language, LANGUAGES[language].locale]);
    return this.page.evaluate(`(async () => {
      const found = {};
      for (const [language, locale] of ${JSON.stringify(languages)}) {
        window.tell({ ...${JSON.stringify(this.#state)}, locale });
        do await new Promise((resolve) => setTimeout(resolve));
        while (document.documentElement.lang !== locale);
        found[language] = ${expression};
      }
      return found;
    })()`);
  }
}
