import type { Locator } from '@playwright/test';
import type { App } from './app.ts';

/** Two moments side by side. */
export class Differences {
  readonly region: Locator;
  readonly list: Locator;
  readonly rows: Locator;
  readonly kinds: Locator;
  readonly filterField: Locator;
  /** A, B and what happened between, as text. */
  readonly moments: Locator;

  constructor(private readonly app: App) {
    const { page } = app;
    this.region = page.getByRole('region', { name: /^(Differences|What differs)$/ });
    this.list = page.getByRole('grid', { name: 'What differs between A and B' });
    this.rows = this.list.getByRole('row');
    this.kinds = page.getByRole('radiogroup', { name: 'Kinds of differences' }).getByRole('radio');
    this.filterField = page.getByRole('textbox', { name: 'Filter differences' });
    this.moments = page.getByRole('region', { name: 'The two moments' });
  }

  /** A row by what it says: `TCP 172.16.0.1:41001 > 10.0.0.100:80: only at B`. */
  row(says: string | RegExp): Locator {
    return this.list.getByRole('row', { name: says });
  }

  /** Asks what differs since something: `the start`, `the previous packet`, `this entry was made`. */
  async since(what: string): Promise<void> {
    await this.app.page.getByRole('button', { name: what, exact: true }).click();
    await this.app.settled();
  }

  async only(kind: string): Promise<void> {
    await this.kinds.filter({ hasText: kind }).click();
    await this.app.settled();
  }

  async filter(words: string): Promise<void> {
    await this.filterField.fill(words);
    await this.filterField.press('Enter');
    await this.app.settled();
  }

  /** `Fields` or a listing: `ipvsadm -Lnc`. */
  async lookAs(what: string): Promise<void> {
    await this.app.page.getByRole('combobox', { name: 'Differences as' }).selectOption(what);
    await this.app.settled();
  }

  /** Goes to the event that made the change of a row. */
  async whoChanged(row: Locator): Promise<void> {
    await row.getByRole('button').last().click();
    await this.app.settled();
  }

  /** What the rows say that are drawn. */
  async texts(): Promise<string[]> {
    return this.rows.evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
  }
}
