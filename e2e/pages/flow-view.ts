import type { Locator } from '@playwright/test';
import type { App } from './app.ts';

/** The flowchart, the packets of one of its places, and the tree of calls beside it. */
export class Flow {
  readonly panel: Locator;
  readonly chart: Locator;
  /** The node where the cursor is. */
  readonly now: Locator;
  /** Packets that came through the chosen place. */
  readonly through: Locator;
  readonly throughRows: Locator;
  readonly calls: Locator;

  constructor(private readonly app: App) {
    const { page } = app;
    this.panel = page.locator('[data-panel-id=flow]');
    this.chart = page.getByRole('group', { name: 'Flowchart' });
    this.now = this.chart.locator('[aria-current=step]');
    this.through = page.locator('[data-panel-id=flow-through]');
    this.throughRows = page.getByRole('listbox', { name: /^Events through/ }).getByRole('option');
    this.calls = page.locator('[data-panel-id=flow-calls]').getByRole('tree', { name: 'Call path' });
  }

  /** A node by its lane and the text on it. */
  node(lane: string, text: string): Locator {
    return this.chart.locator(`[data-place="${lane}/${text}"]`);
  }

  /** An outcome of a node, by what is said of it: `hit`, `true`. */
  outcome(node: string, label: string): Locator {
    return this.chart.getByRole('button', { name: `${node}: ${label},` });
  }

  /** Events that are written at a node or an outcome. */
  async count(place: Locator): Promise<number> {
    const name = (await place.getAttribute('aria-label')) ?? '';
    return Number(/([\d,]+) events?$/.exec(name)?.[1].replace(/,/g, '') ?? Number.NaN);
  }

  async goToCall(text: string): Promise<void> {
    await this.calls.getByRole('treeitem').filter({ hasText: text }).first().click();
    await this.app.settled();
  }

  async list(place: Locator): Promise<void> {
    await place.click();
    await this.app.settled();
  }
}
