import type { Locator } from '@playwright/test';
import type { App } from './app.ts';

/** Where to stop, what to watch, what is marked; under the inspector, or over another view. */
export class Stops {
  readonly breakpoints: Locator;
  readonly watches: Locator;
  readonly bookmarks: Locator;
  /** Where a stop is written. */
  readonly stopField: Locator;
  readonly watchField: Locator;
  /** What is wrong with what was written. */
  readonly problem: Locator;
  /** Steps of the call path that carry a breakpoint. */
  readonly discs: Locator;

  constructor(private readonly app: App) {
    const { page } = app;
    this.breakpoints = page.getByRole('list', { name: 'Breakpoints' }).getByRole('listitem');
    this.watches = page.getByRole('list', { name: 'Watches' }).getByRole('listitem');
    this.bookmarks = page.getByRole('list', { name: 'Bookmarks' }).getByRole('listitem');
    this.stopField = page.getByRole('combobox', { name: 'Stop at', exact: true });
    this.watchField = page.getByRole('combobox', { name: 'Watch', exact: true });
    this.problem = page.getByRole('alert');
    this.discs = page.getByRole('tree', { name: 'Call path' }).locator('[data-stop]');
  }

  /** Writes where to stop, and leaves the field. */
  async stopAt(text: string): Promise<void> {
    await this.app.press('F9');
    await this.stopField.fill(text);
    await this.enter();
  }

  async watch(expression: string): Promise<void> {
    await this.app.press('w');
    await this.watchField.fill(expression);
    await this.enter();
  }

  /** Marks the moment of the cursor. */
  async mark(note: string): Promise<void> {
    await this.app.press('k');
    await this.app.page
      .getByRole('textbox', { name: /^Note of the bookmark/ })
      .and(this.app.page.locator(':focus'))
      .fill(note);
    await this.app.press('Enter');
  }

  async forward(): Promise<void> {
    await this.app.step('Continue to the next stop');
  }

  async back(): Promise<void> {
    await this.app.step('Continue back to the stop before');
  }

  /** One of the questions that a field of the inspector can be asked. */
  async ask(field: string, question: string): Promise<void> {
    await this.app.inspector.field(field).getByRole('button', { name: field }).first().click();
    await this.app.page.getByRole('menu').getByRole('menuitem', { name: question }).click();
    await this.app.settled();
  }

  breakpoint(text: string): Locator {
    return this.breakpoints.filter({ hasText: text });
  }

  watched(expression: string): Locator {
    return this.app.page.locator(`[data-watch="${expression}"]`);
  }

  private async enter(): Promise<void> {
    await this.app.press('Enter');
    if (await this.problem.isVisible()) return;
    await this.app.press('Escape');
  }
}
