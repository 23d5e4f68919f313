import type { Locator, Page } from '@playwright/test';
import { pageOf } from '../support/page-of.ts';

const ADDRESS = 'long-list.html';
let made: Promise<string> | null = null;

/** A list of numbered rows on a page of its own. */
export class LongList {
  readonly list: Locator;

  constructor(readonly page: Page) {
    this.list = page.getByRole('listbox', { name: 'Long list' });
  }

  async open(rows: number): Promise<void> {
    made ??= pageOf('e2e/support/long-list.tsx');
    const body = await made;
    await this.page.route(`**/${ADDRESS}*`, (route) => route.fulfill({ contentType: 'text/html', body }));
    await this.page.goto(`${ADDRESS}?${rows}`);
    await this.row(0).waitFor();
  }

  row(index: number): Locator {
    return this.list.getByText(`row ${index}`, { exact: true });
  }

  /** The row at the upper edge, and how many pixels of it are hidden. */
  async first(): Promise<{ row: number; hidden: number }> {
    return this.list.evaluate((list) => {
      const { top } = list.getBoundingClientRect();
      const rows = [...list.querySelectorAll<HTMLElement>('[data-index]')];
      const first = rows.find((row) => row.getBoundingClientRect().bottom > top);
      if (!first) return { row: -1, hidden: 0 };
      return { row: Number(first.dataset.index), hidden: top - first.getBoundingClientRect().top };
    });
  }

  /** Pixels from the beginning of the list to what is seen. */
  async top(): Promise<number> {
    const { row, hidden } = await this.first();
    return row * 22 + hidden;
  }

  /** As if the scrollbar were dragged to a share of its way. */
  async drag(share: number): Promise<void> {
    await this.list.evaluate((list, to) => {
      list.scrollTop = Math.round((list.scrollHeight - list.clientHeight) * to);
    }, share);
  }

  async wheel(by: number): Promise<void> {
    await this.list.hover();
    await this.page.mouse.wheel(0, by);
  }
}
