import type { Locator } from '@playwright/test';
import type { App } from './app.ts';

/** Persistence templates and what they control. */
export class Templates {
  readonly families: Locator;
  readonly biography: Locator;

  constructor(app: App) {
    const { page } = app;
    this.families = page.getByRole('tree', { name: /^Templates/ }).getByRole('treeitem');
    this.biography = page.getByRole('region', { name: 'Biography' }).getByRole('button');
  }

  family(client: string): Locator {
    return this.families.filter({ hasText: client });
  }
}

/** Armed timers and the wheel. */
export class Timers {
  readonly rows: Locator;
  readonly wheel: Locator;

  constructor(private readonly app: App) {
    const { page } = app;
    this.rows = page.getByRole('listbox', { name: 'Coming timers' }).getByRole('option');
    this.wheel = page.getByRole('region', { name: 'Timer wheel' });
  }

  row(entry: string): Locator {
    return this.rows.filter({ hasText: entry });
  }

  async choose(entry: string): Promise<void> {
    await this.row(entry).click();
    await this.app.settled();
  }
}

/** `ipvsadm -Ln` at the cursor. */
export class Services {
  readonly region: Locator;

  constructor(private readonly app: App) {
    this.region = app.page.getByRole('region', { name: 'Services', exact: true });
  }

  service(title: string | RegExp): Locator {
    return this.region.getByRole('table', { name: title });
  }

  /** A quantity over time, by its title. */
  chart(title: string): Locator {
    return this.app.page.getByRole('slider', { name: `${title} over time` });
  }

  /** The time that a chart shows, in seconds. */
  async chartRange(title: string): Promise<{ from: number; to: number }> {
    const chart = this.chart(title);
    const [from, to] = [await chart.getAttribute('aria-valuemin'), await chart.getAttribute('aria-valuemax')];
    return { from: Number(from), to: Number(to) };
  }

  /** Drags over a part of a chart's time, by shares of what it shows. */
  async dragInChart(title: string, from: number, to: number): Promise<void> {
    const box = await this.chart(title).boundingBox();
    if (!box) throw new Error(`${title} is not shown`);
    const { left, right } = { left: 46, right: 12 };
    const x = (share: number) => box.x + left + share * (box.width - left - right);
    const { mouse } = this.app.page;
    await mouse.move(x(from), box.y + 40);
    await mouse.down();
    await mouse.move(x((from + to) / 2), box.y + 42);
    await mouse.move(x(to), box.y + 40);
    await mouse.up();
    await this.app.settled();
  }

  /** Shows a chart as numbers and adds up one of its columns. */
  async sumOfChart(title: string, column: string): Promise<number> {
    const card = this.app.page.getByRole('region', { name: title, exact: true });
    await card.getByRole('button', { name: 'Table' }).click();
    const table = card.getByRole('table');
    const heads = await table.locator('thead th').allTextContents();
    const cells = await table
      .locator(`tbody tr > :nth-child(${heads.indexOf(column) + 1})`)
      .allTextContents();
    return cells.reduce((sum, cell) => sum + Number(cell), 0);
  }

  /** The cells of every real server under the heads asked for, sorted: `192.168.1.12:80 Route 1 0 0`. */
  async servers(...heads: string[]): Promise<string[]> {
    const rows = await this.region.getByRole('table').evaluateAll(
      (tables, wanted) =>
        tables.flatMap((table) => {
          const text = (cell: Element) =>
            cell.textContent
              ?.replace(/^->\s*/, '')
              .replace(/,/g, '')
              .trim() ?? '';
          const names = [...table.querySelectorAll('thead th')].map(text);
          const places = wanted.map((name) => names.indexOf(name));
          // Tables of schedulers stand below those of services.
          if (places[0] < 0) return [];
          return [...table.querySelectorAll('tbody tr')].map((row) => {
            const cells = [...row.children].map(text);
            return places.map((place) => cells[place]).join(' ');
          });
        }),
      ['RemoteAddress:Port', ...heads],
    );
    return rows.sort();
  }
}

/** Parts of pasted text. */
export class Evidence {
  readonly parts: Locator;
  readonly differences: Locator;

  constructor(private readonly app: App) {
    this.parts = app.page.getByRole('list', { name: 'Parts of pasted text' }).locator(':scope > li');
    this.differences = app.page.getByRole('list', { name: 'Differences' }).getByRole('button');
  }

  /** By the beginning of its name, which is what it is and how much: `ipvsadm -Ln, 1 service`. */
  part(name: string): Locator {
    return this.app.page.locator(`li[aria-label^="${name}"]`);
  }

  use(title: string): Locator {
    return this.app.page.getByRole('combobox', { name: `Use of ${title}`, exact: true });
  }

  time(title: string): Locator {
    return this.app.page.getByRole('textbox', { name: `Time of ${title} in seconds of uptime` });
  }
}
