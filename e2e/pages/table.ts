import { expect, type Locator } from '@playwright/test';
import type { App } from './app.ts';

/** A place in the window. */
export interface Place {
  x: number;
  y: number;
}

/** ip_vs_conn_tab: buckets, one chain, entries. */
export class Table {
  readonly map: Locator;
  readonly lookUpField: Locator;
  readonly chain: Locator;
  readonly nodes: Locator;
  /** The node that the cursor's step compares. */
  readonly nodeNow: Locator;
  readonly entries: Locator;
  readonly legend: Locator;
  /** Whose buckets are marked, with the numbers. */
  readonly marked: Locator;
  /** What the cells show. */
  readonly mode: Locator;
  readonly searches: Locator;
  readonly rounds: Locator;
  readonly minimap: Locator;
  /** What a screen reader hears of the bucket under the keyboard. */
  readonly heard: Locator;

  constructor(private readonly app: App) {
    const { page } = app;
    this.map = page.getByRole('application', { name: /^Hash table/ });
    this.lookUpField = page.getByRole('textbox', { name: 'Look up' });
    this.chain = page.getByRole('region', { name: 'Lookup and chain' });
    this.nodes = this.chain.getByRole('button', { name: /^Node / });
    this.nodeNow = this.chain.getByRole('list', { name: /^Chain of/ }).locator('[aria-current=step]');
    this.entries = page.getByRole('grid', { name: /^Entries/ }).getByRole('row');
    this.legend = page.getByRole('region', { name: 'Legend' });
    this.marked = this.legend.locator('[data-marked]');
    this.mode = page.getByRole('combobox', { name: 'Cells show' });
    this.searches = this.chain.getByRole('list', { name: 'Searches of this event' }).getByRole('button');
    this.rounds = this.chain.locator('[data-hash-rounds]');
    this.minimap = page.locator('[data-minimap]');
    this.heard = this.map.locator('[aria-live]');
  }

  async lookUp(text: string): Promise<void> {
    await this.lookUpField.fill(text);
    await this.lookUpField.press('Enter');
    await this.app.settled();
  }

  async listEntries(): Promise<void> {
    await this.app.page.getByRole('tab', { name: 'Entries' }).click();
    await this.app.settled();
  }

  async showInCells(mode: string): Promise<void> {
    await this.mode.selectOption(mode);
    await this.app.settled();
  }

  /** Marks the buckets of a server, or of the event's client again. */
  async mark(whose: string): Promise<void> {
    await this.app.page.getByRole('combobox', { name: 'Mark' }).selectOption(whose);
    await this.app.settled();
  }

  search(title: string): Locator {
    return this.searches.filter({ hasText: title });
  }

  async goToSearch(title: string): Promise<void> {
    await this.search(title).click();
    await this.app.settled();
  }

  async unfoldTheHash(): Promise<void> {
    await this.chain.getByRole('button', { name: 'All steps of the hash' }).click();
  }

  /** A place inside the map by shares of its width and height. */
  async place(across: number, down: number): Promise<Place> {
    const box = await this.map.boundingBox();
    if (!box) throw new Error('the map is not drawn');
    return { x: Math.round(box.x + box.width * across), y: Math.round(box.y + box.height * down) };
  }

  /** Points there; what is said about the bucket: `0x89f empty`. */
  async pointAt({ x, y }: Place): Promise<string> {
    const { mouse } = this.app.page;
    await mouse.move(x + 1, y);
    await mouse.move(x, y);
    return (await this.map.locator('[data-callout=pointed]').textContent()) ?? '';
  }

  async scale(): Promise<number> {
    return Number(await this.map.getAttribute('data-scale'));
  }

  /** Turns the wheel over a place and waits until the map has followed. */
  async zoomAt({ x, y }: Place, notches: number): Promise<void> {
    const before = await this.scale();
    await this.app.page.mouse.move(x, y);
    await this.app.page.mouse.wheel(0, -120 * notches);
    await expect.poll(() => this.scale()).not.toBe(before);
  }

  async drag(from: Place, to: Place): Promise<void> {
    const { mouse } = this.app.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2);
    await mouse.move(to.x, to.y);
    await mouse.up();
  }

  /** `TCP FIN_WAIT 172.16.0.1:41000 10.0.0.100:80 192.168.1.12:80` for every entry that is drawn. */
  async entryTexts(): Promise<string[]> {
    return this.entries.evaluateAll((rows) =>
      rows.map((row) => {
        const cells = [...row.querySelectorAll('[role=gridcell]')].map((cell) => cell.textContent?.trim());
        const [protocol, source, virtual, destination, state] = cells;
        return [protocol, state, source, virtual, destination].join(' ');
      }),
    );
  }
}
