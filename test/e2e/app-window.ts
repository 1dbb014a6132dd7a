import type { Locator, Page } from 'playwright';

/** The program's window, by what a person sees in it. */
export class AppWindowPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get state(): Locator {
    return this.page.locator('.state[role=status]');
  }

  get ring(): Locator {
    return this.page.getByRole('timer');
  }

  get alert(): Locator {
    return this.page.getByRole('alert');
  }

  /** The question before something is lost. */
  get question(): Locator {
    return this.page.getByRole('alertdialog');
  }

  /** The button that copies the token; for a while it says what was copied. */
  get copy(): Locator {
    return this.page.locator('button.copy');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** A row that leads on or does something, by its first words. */
  row(name: string): Locator {
    return this.page.locator('button.row:visible', { has: this.page.getByText(name, { exact: true }) });
  }

  /** Chooses an item of the profile's menu. */
  async choose(item: string): Promise<void> {
    await this.page.locator('.switcher').click();
    await this.row(item).click();
  }

  /** Seconds on the ring. */
  async secondsLeft(): Promise<number> {
    const text = (await this.ring.locator('strong').textContent()) ?? '';
    return text.split(':').reduce((total, part) => total * 60 + Number(part), 0);
  }

  /** Fills in the page that sets up a profile. Without a client ID Microsoft's app stays chosen. */
  async fillSetup(fields: {
    name?: string;
    tenantId?: string;
    clientId?: string;
    workspaceUrl?: string;
    authority: string;
  }): Promise<void> {
    const { page } = this;
    await page.getByLabel('Workspace URL').fill(fields.workspaceUrl ?? '');
    if (fields.clientId !== undefined) {
      await page.getByLabel('My organization’s app registration').check();
      await page.getByLabel('Application (client) ID', { exact: true }).fill(fields.clientId);
    }
    const cloud = page.getByLabel('Cloud', { exact: true });
    if (!(await cloud.isVisible())) await page.getByText('More options', { exact: true }).click();
    await page.getByLabel('Name', { exact: true }).fill(fields.name ?? '');
    await page.getByLabel('Directory (tenant) ID').fill(fields.tenantId ?? '');
    await cloud.selectOption('other');
    await page.getByLabel('Authority', { exact: true }).fill(fields.authority);
    await page.getByLabel('Authority', { exact: true }).blur();
  }
}
