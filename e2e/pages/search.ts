import type { Locator, Page } from '@playwright/test';
import type { App } from './app.ts';

/** A field of the expression language, by its name. */
export class ExpressionField {
  readonly input: Locator;
  /** What can be written, or what was written before. */
  readonly choices: Locator;
  readonly chosen: Locator;
  /** The sentence below the field. */
  readonly problem: Locator;
  /** The characters with the wavy line. */
  readonly wrong: Locator;

  constructor(page: Page, name: string) {
    this.input = page.getByRole('combobox', { name, exact: true });
    const list = page.getByRole('listbox', { name: new RegExp(`^${name}, `) });
    this.choices = list.getByRole('option');
    this.chosen = list.locator('[aria-selected=true]');
    this.problem = page.locator('p[role=status][popover]');
    this.wrong = page.locator('mark[data-problem]');
  }

  /** The texts that the list offers. */
  async offered(): Promise<string[]> {
    return this.choices.locator('code').allTextContents();
  }
}

/** Find or run. */
export class Palette {
  readonly input: Locator;
  readonly results: Locator;

  constructor(private readonly app: App) {
    this.input = app.dialog.getByRole('combobox', { name: 'Find or run' });
    this.results = app.dialog.getByRole('option');
  }

  async find(text: string): Promise<void> {
    await this.app.page.keyboard.press('Control+k');
    await this.input.fill(text);
  }

  result(text: string | RegExp): Locator {
    return this.results.filter({ hasText: text }).first();
  }

  /** Goes down to a result with the keyboard and takes it. */
  async take(text: string | RegExp): Promise<void> {
    const wanted = this.result(text);
    await wanted.waitFor();
    await this.app.settled();
    for (let n = 0; n < 80 && (await wanted.getAttribute('aria-selected')) !== 'true'; n++)
      await this.app.page.keyboard.press('ArrowDown');
    await this.app.page.keyboard.press('Enter');
    await this.app.settled();
  }
}
