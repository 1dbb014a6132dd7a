import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Browser, BrowserContext, Disposable, Page } from 'playwright';
import { LANGUAGES, type Language } from '../../src/shared/languages.ts';
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

/** A page that shows one screen after the other: the built window, with answers made up in main's place. */
export class Stage {
  readonly page: Page;
  readonly #locale: string;
  #bridge: Disposable | undefined;

  private constructor(page: Page, locale: string) {
    this.page = page;
    this.#locale = locale;
  }

  static async open(
    context: BrowserContext,
    language: Language,
    clock: 'stands still' | 'runs' = 'stands still',
  ): Promise<Stage> {
    const page = await context.newPage();
    if (clock === 'runs') await page.clock.install({ time: NOW });
    else await page.clock.setFixedTime(NOW);
    await page.route('https://window.invalid/**', async (route) => {
      const path = join(WINDOW, new URL(route.request().url()).pathname);
      const contentType = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }[
        extname(path)
      ];
      await route.fulfill({ body: await readFile(path), ...(contentType ? { contentType } : {}) });
    });
    return new Stage(page, LANGUAGES[language].locale);
  }

  /** Loads the window in the screen's state, as if it had just been opened, and goes to the screen. */
  async show(screen: Screen): Promise<void> {
    const state = { ...screen.state, locale: this.#locale };
    await this.#bridge?.dispose();
    this.#bridge = await this.page.addInitScript(`window.bridge = {
      request: async (channel) => (${JSON.stringify({ ...screen.answers, 'state.get': { ok: true, value: state } })})[channel] ?? { ok: true },
      on: () => () => undefined,
    };`);
    await this.page.setViewportSize(SIZE);
    await this.page.goto('https://window.invalid/index.html');
    await this.page.locator('main').waitFor();
    await screen.open?.(this.page);
  }
}
