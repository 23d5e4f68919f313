import type { Locator } from '@playwright/test';
import type { App } from './app.ts';

/** The list of packets. */
export class Packets {
  readonly region: Locator;
  readonly filter: Locator;
  readonly rows: Locator;
  /** The row where the cursor is. */
  readonly now: Locator;

  constructor(private readonly app: App) {
    this.region = app.page.locator('[data-panel-id=packets]');
    this.filter = app.page.getByRole('combobox', { name: 'Filter packets' });
    this.rows = app.page.getByRole('listbox', { name: 'Packets' }).getByRole('option');
    this.now = app.page.getByRole('listbox', { name: 'Packets' }).locator('[aria-current]');
  }

  /** A row by what is said in it. */
  row(text: string | RegExp): Locator {
    return this.rows.filter({ hasText: text });
  }

  async choose(text: string | RegExp): Promise<void> {
    await this.row(text).first().click();
    await this.app.settled();
  }

  async filterBy(words: string): Promise<void> {
    await this.filter.fill(words);
    await this.filter.press('Enter');
    await this.app.settled();
  }

  async showTimersAndCommands(): Promise<void> {
    await this.region.getByRole('button', { name: /timers and commands/ }).click();
    await this.app.settled();
  }
}

/** Why, and the kernel's functions. */
export class Path {
  readonly why: Locator;
  readonly tree: Locator;
  readonly steps: Locator;
  /** The step where the cursor is. */
  readonly now: Locator;

  constructor(private readonly app: App) {
    const region = app.page.locator('[data-panel-id=path]');
    this.why = region.locator('p').first();
    this.tree = region.getByRole('tree', { name: 'Call path' });
    this.steps = this.tree.getByRole('treeitem');
    this.now = this.tree.locator('[aria-current=step]');
  }

  async goToStep(text: string | RegExp): Promise<void> {
    await this.steps.filter({ hasText: text }).first().click();
    await this.app.settled();
  }

  /** Follows a dotted link of the explanation. */
  async followEvidence(text: string | RegExp): Promise<void> {
    await this.why.getByRole('button', { name: text }).first().click();
    await this.app.settled();
  }
}

/** The objects in scope. */
export class Inspector {
  readonly region: Locator;

  constructor(private readonly app: App) {
    this.region = app.page.locator('[data-panel-id=inspector]');
  }

  async look(object: string): Promise<void> {
    await this.region.getByRole('tab', { name: object, exact: true }).click();
    await this.app.settled();
  }

  field(name: string): Locator {
    return this.region.locator(`[data-field="${name}"]`);
  }

  /** Goes to the step that gave a field its value. */
  async goWhereItWasSet(name: string): Promise<void> {
    await this.field(name)
      .getByRole('button', { name: /go there/ })
      .click();
    await this.app.settled();
  }
}

/** What the model's kernel prints. */
export class KernelLog {
  readonly region: Locator;
  readonly level: Locator;
  readonly lines: Locator;
  readonly now: Locator;
  /** `9 of 303 lines`. */
  readonly facts: Locator;

  constructor(private readonly app: App) {
    this.region = app.page.locator('[data-panel-id=log]');
    this.level = this.region.getByRole('combobox', { name: 'Debug level of the log' });
    this.lines = this.region.getByRole('listbox', { name: 'Kernel log' }).getByRole('option');
    this.now = this.region.locator('[aria-current=step]');
    this.facts = this.region.getByText(/of [\d,]+ lines$/);
  }

  async setLevel(level: number): Promise<void> {
    await this.level.selectOption(String(level));
    await this.app.settled();
  }
}

/** The axis of the run. */
export class Timeline {
  readonly axis: Locator;

  constructor(private readonly app: App) {
    this.axis = app.page.getByRole('slider', { name: /^Timeline/ });
  }

  /** Where the cursor is, in seconds of uptime. */
  async time(): Promise<number> {
    return Number.parseFloat((await this.axis.getAttribute('aria-valuetext')) ?? '');
  }

  /** Clicks at a share of its width. */
  async clickAt(share: number): Promise<void> {
    const box = await this.axis.boundingBox();
    if (!box) throw new Error('the timeline is not drawn');
    await this.axis.click({ position: { x: box.width * share, y: box.height / 2 } });
    await this.app.settled();
  }
}
