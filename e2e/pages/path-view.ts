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
  /** Signs, marks and gaps, for the keyboard. */
  readonly marks: Locator;
  /** The one that is chosen. */
  readonly mark: Locator;
  /** Shows only some lanes. */
  readonly lanesOf: Locator;

  constructor(private readonly app: App) {
    this.axis = app.page.getByRole('slider', { name: /^Timeline/ });
    this.marks = app.page.getByRole('listbox', { name: /^Marks of the timeline/ });
    this.mark = this.marks.getByRole('option');
    this.lanesOf = app.page.getByRole('textbox', { name: /^Lanes of a client/ });
  }

  /** Where the cursor is, in seconds of uptime. */
  async time(): Promise<number> {
    return Number.parseFloat((await this.axis.getAttribute('aria-valuetext')) ?? '');
  }

  /** The stretch that is zoomed on, in seconds of uptime; null = the whole run is shown. */
  async shown(): Promise<{ from: number; to: number } | null> {
    const text = (await this.axis.getAttribute('aria-valuetext')) ?? '';
    const [, from, to] = /shown from ([\d.]+) to ([\d.]+) s/.exec(text) ?? [];
    return from === undefined ? null : { from: Number(from), to: Number(to) };
  }

  private async box() {
    const box = await this.axis.boundingBox();
    if (!box) throw new Error('the timeline is not drawn');
    return box;
  }

  /** Clicks at a share of its width, at half its height or as many pixels from its top. */
  async clickAt(share: number, top?: number): Promise<void> {
    const { width, height } = await this.box();
    await this.axis.click({ position: { x: width * share, y: top ?? height / 2 } });
    await this.app.settled();
  }

  /** Drags from one share of its width to another; with Shift that shows the stretch between. */
  async drag(from: number, to: number, options: { shift?: boolean } = {}): Promise<void> {
    const { x, y, width, height } = await this.box();
    const { keyboard, mouse } = this.app.page;
    if (options.shift) await keyboard.down('Shift');
    await mouse.move(x + width * from, y + height / 2);
    await mouse.down();
    await mouse.move(x + width * to, y + height / 2, { steps: 4 });
    await mouse.up();
    if (options.shift) await keyboard.up('Shift');
    await this.app.settled();
  }

  /** Goes through the marks until one has some words; they are read as a screen reader would. */
  async findMark(words: RegExp): Promise<string> {
    await this.marks.focus();
    await this.app.press('Home');
    for (let before = ''; ; ) {
      const name = (await this.mark.getAttribute('aria-label')) ?? '';
      if (words.test(name)) return name;
      if (name === before) throw new Error(`no mark has ${words}`);
      before = name;
      await this.app.press('ArrowRight');
    }
  }
}
