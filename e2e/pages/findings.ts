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
  /** What to type for the chosen alternative. */
  readonly commands: Locator;
  /** Packets that went otherwise. */
  readonly changed: Locator;

  constructor(private readonly app: App) {
    const { page } = app;
    this.list = page.getByRole('listbox', { name: 'Findings' }).getByRole('option');
    this.headline = page.getByRole('region', { name: 'The finding' }).getByRole('heading');
    this.moments = page.getByRole('listbox', { name: 'Moments' }).getByRole('option');
    this.marks = page.getByRole('figure').locator('button');
    this.commands = page.getByRole('region', { name: 'What if' }).getByRole('code');
    this.changed = page.getByRole('listbox', { name: 'Changed packets' }).getByRole('option');
    this.remedies = page.getByRole('list', { name: 'Remedies' });
  }

  /** A row of the table of alternatives. */
  alternative(name: string | RegExp): Locator {
    return this.app.page
      .getByRole('table', { name: 'Alternatives' })
      .getByRole('row')
      .filter({
        has: this.app.page.getByRole('rowheader').filter({ hasText: name }),
      });
  }

  async choose(summary: string): Promise<void> {
    await this.list.filter({ hasText: summary }).click();
  }

  /** Shows the moments of the finding instead of its chart. */
  async listMoments(): Promise<void> {
    await this.app.page.getByRole('tab', { name: /^Moments/ }).click();
  }
}
