import type { Locator, Page } from 'playwright';

/** The program's window, by what a person sees in it. */
export class AppWindowPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get state(): Locator {
    return this.page.locator('p.state[role=status]').first();
  }

  get ring(): Locator {
    return this.page.getByRole('timer');
  }

  get alert(): Locator {
    return this.page.getByRole('alert');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Seconds on the ring. */
  async secondsLeft(): Promise<number> {
    const text = (await this.ring.locator('strong').textContent()) ?? '';
    return text.split(':').reduce((total, part) => total * 60 + Number(part), 0);
  }

  async fillProfile(fields: {
    name: string;
    tenantId?: string;
    clientId: string;
    workspaceUrl?: string;
    authority?: string;
  }): Promise<void> {
    const { page } = this;
    // The first run asks which way first.
    const way = this.button('I have tenant and client ID');
    const name = page.getByLabel('Name', { exact: true });
    await way.or(name).first().waitFor();
    if (await way.isVisible()) await way.click();
    await name.fill(fields.name);
    await page.getByLabel('Workspace URL').fill(fields.workspaceUrl ?? '');
    await page.getByLabel('Application (client) ID').fill(fields.clientId);
    await page.getByLabel('Directory (tenant) ID').fill(fields.tenantId ?? '');
    if (fields.authority !== undefined) {
      const cloud = page.getByLabel('Cloud', { exact: true });
      if (!(await cloud.isVisible())) await page.getByText('Cloud and resource ID').click();
      await cloud.selectOption('other');
      await page.getByLabel('Authority', { exact: true }).fill(fields.authority);
    }
  }
}
