import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { chromiumOptions } from './find-chromium.ts';
import type { Surroundings } from './surroundings.ts';

/** The person at the computer, with a browser of their own: a real Chromium. */
export class Person {
  readonly #browser: Browser;
  readonly #surroundings: Surroundings;
  readonly #sessions: BrowserContext[] = [];
  readonly #leave: () => Promise<void>;

  private constructor(browser: Browser, surroundings: Surroundings, leave: () => Promise<void>) {
    this.#browser = browser;
    this.#surroundings = surroundings;
    this.#leave = leave;
  }

  /**
   * @param options.headed where somebody watches
   * @param options.browser one that is there already, and stays; else the person starts their own
   */
  static async arrive(
    surroundings: Surroundings,
    { headed = false, browser }: { headed?: boolean; browser?: Browser } = {},
  ): Promise<Person> {
    if (browser) return new Person(browser, surroundings, async () => undefined);
    const own = await chromium.launch(chromiumOptions(chromium, !headed));
    return new Person(own, surroundings, () => own.close());
  }

  /** Opens a sign-in link in a new browser session. */
  async open(link: string): Promise<Page> {
    // The simulator signs its certificate itself; whether the program checks it is tested elsewhere.
    const session = await this.#browser.newContext({ ignoreHTTPSErrors: true });
    this.#sessions.push(session);
    const page = await session.newPage();
    await page.goto(link);
    return page;
  }

  /** Types user name and password and signs in; ends at the program's own page. */
  async signIn(link: string): Promise<Page> {
    const page = await this.open(link);
    const [user] = this.#surroundings.entra.users;
    if (!user) throw new Error('the simulator has no user');
    await page.getByLabel('User name').fill(user.username);
    await page.getByLabel('Password').fill(user.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    return page;
  }

  async leave(): Promise<void> {
    for (const session of this.#sessions) await session.close();
    await this.#leave();
  }
}
