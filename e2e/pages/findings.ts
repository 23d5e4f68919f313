import type { Locator } from '@playwright/test';
import type { App } from './app.ts';

/** What is wrong in the case. */
export class Findings {
  readonly list: Locator;
  readonly headline: Locator;
  /** The moments of the finding. */
  readonly moments: Locator;
  readonly marks: Locator;
  readonly remedies: Locator;

  constructor(private readonly app: App) {
    const { page } = app;
    this.list = page.getByRole('listbox', { name: 'Findings' }).getByRole('option');
    this.headline = page.getByRole('region', { name: 'The finding' }).getByRole('heading');
    this.moments = page.getByRole('listbox', { name: 'Moments' }).getByRole('option');
    this.marks = page.getByRole('figure').locator('button');
    this.remedies = page.getByRole('list', { name: 'Remedies' });
  }

  async choose(summary: string): Promise<void> {
    await this.list.filter({ hasText: summary }).click();
  }

  /** Shows the moments of the finding instead of its chart. */
  async listMoments(): Promise<void> {
    await this.app.page.getByRole('tab', { name: /^Moments/ }).click();
  }
}
