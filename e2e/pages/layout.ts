import { expect, type Locator } from '@playwright/test';
import type { App } from './app.ts';

export type PanelName = 'Packets' | 'Path' | 'Objects' | 'Timeline' | 'Kernel log';

const IDS: Readonly<Record<PanelName, string>> = {
  Packets: 'packets',
  Path: 'path',
  Objects: 'inspector',
  Timeline: 'timeline',
  'Kernel log': 'log',
};
const NAMES = new Map(Object.entries(IDS).map(([name, id]) => [id, name]));

/** Where the panels stand, and the menus that change it. */
export class Layout {
  readonly menu: Locator;

  constructor(private readonly app: App) {
    this.menu = app.page.getByRole('menu');
  }

  panel(name: PanelName): Locator {
    return this.app.page.locator(`[data-panel-id=${IDS[name]}]`);
  }

  /** Chooses from the "..." of a panel. */
  async choose(name: string, what: string): Promise<void> {
    await this.app.page.getByRole('button', { name: `Panel ${name}` }).click();
    await this.menu.getByRole('menuitem', { name: what }).click();
    await this.app.settled();
  }

  /** Sets or takes away the check mark of a panel in the menu of panels. */
  async toggle(name: string): Promise<void> {
    await this.app.press('h');
    await this.menu.getByRole('menuitemcheckbox', { name }).click();
    await this.app.press('Escape');
  }

  async reset(): Promise<void> {
    await this.app.press('h');
    await this.menu.getByRole('menuitem', { name: 'Reset layout' }).click();
    await this.app.settled();
  }

  async focus(name: PanelName): Promise<void> {
    await this.panel(name).locator('[tabindex="0"]').last().focus();
  }

  async hasFocus(name: PanelName): Promise<void> {
    await expect(this.panel(name).locator(':focus')).toHaveCount(1);
  }

  /** The panels that are seen, from left to right in each row from the top: `Packets Path Objects / Timeline Kernel log`. */
  async seen(): Promise<string> {
    const found = await this.app.page.locator('[data-panel-id]').evaluateAll((panels) =>
      panels.map((panel) => {
        const { x, y } = panel.getBoundingClientRect();
        return { id: (panel as HTMLElement).dataset.panelId ?? '', x, y };
      }),
    );
    const boxes = found.map(({ id, x, y }) => ({ name: NAMES.get(id) ?? id, x, y }));
    const rows: (typeof boxes)[] = [];
    for (const box of boxes.sort((a, b) => a.y - b.y)) {
      const row = rows.find(([first]) => Math.abs(first.y - box.y) < 60);
      if (row) row.push(box);
      else rows.push([box]);
    }
    return rows
      .map((row) =>
        row
          .sort((a, b) => a.x - b.x)
          .map(({ name }) => name)
          .join(' '),
      )
      .join(' / ');
  }
}
