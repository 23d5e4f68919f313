import { expect, type Locator } from '@playwright/test';
import type { App } from './app.ts';

export type SideLabel = 'Model' | 'Observed kernel (log)' | 'Beside';

/** Two kernels of a case line by line, and the switch between them. */
export class Compare {
  readonly result: Locator;
  readonly columns: Locator;
  readonly rows: Locator;
  readonly differing: Locator;
  readonly differences: Locator;
  readonly line: Locator;
  /** In the status line: `agrees for 316 messages`. */
  readonly notice: Locator;
  readonly sides: Locator;

  constructor(private readonly app: App) {
    const { page } = app;
    this.result = page.getByRole('region', { name: 'Result of the comparison' });
    this.columns = page.getByRole('listbox', { name: /line by line$/ });
    this.rows = this.columns.getByRole('option');
    this.differing = this.columns.getByRole('option', { name: /, (differs\.|only |at another time)/ });
    this.differences = page.getByRole('listbox', { name: 'Differences' }).getByRole('option');
    this.line = page.getByRole('region', { name: 'Chosen line' });
    this.notice = page.getByRole('status', { name: 'Comparison' });
    this.sides = page.getByRole('radiogroup', { name: 'Kernel that is shown' }).getByRole('radio');
  }

  side(name: SideLabel): Locator {
    return this.sides.and(this.app.page.getByRole('radio', { name }));
  }

  async show(name: SideLabel): Promise<void> {
    await this.side(name).click();
    await expect(this.side(name)).toBeChecked();
    await this.app.settled();
  }
}
