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
    await this.page.getByLabel('Name', { exact: true }).fill(fields.name);
    await this.page.getByLabel('Workspace URL').fill(fields.workspaceUrl ?? '');
    await this.page.getByLabel('Directory (tenant) ID').fill(fields.tenantId ?? '');
    await this.page.getByLabel('Application (client) ID').fill(fields.clientId);
    if (fields.authority !== undefined) {
      await this.page.getByLabel('Cloud').selectOption('other');
      await this.page.getByLabel('Authority', { exact: true }).fill(fields.authority);
    }
  }
}
