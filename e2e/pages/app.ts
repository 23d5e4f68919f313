import { expect, type JSHandle, type Locator, type Page } from '@playwright/test';
import type { DroppedFile } from '../support/recorded.ts';
import { Compare } from './compare.ts';
import { Differences } from './differences.ts';
import { Findings } from './findings.ts';
import { Flow } from './flow-view.ts';
import { Layout } from './layout.ts';
import { Inspector, KernelLog, Packets, Path, Timeline } from './path-view.ts';
import { Stops } from './stops.ts';
import { Table } from './table.ts';
import { Evidence, Life, Services, Templates, Timers } from './views.ts';

export const VIEW_NAMES = [
  'Path',
  'Flow',
  'Table',
  'Templates',
  'Timers',
  'Services',
  'Findings',
  'Evidence',
  'Compare',
  'Differences',
] as const;

export type ViewName = (typeof VIEW_NAMES)[number];

/** What a reader does with the window as a whole. */
export class App {
  readonly packets: Packets;
  readonly path: Path;
  readonly inspector: Inspector;
  readonly log: KernelLog;
  readonly timeline: Timeline;
  readonly table: Table;
  readonly templates: Templates;
  readonly timers: Timers;
  readonly life: Life;
  readonly services: Services;
  readonly evidence: Evidence;
  readonly compare: Compare;
  readonly stops: Stops;
  readonly findings: Findings;
  readonly flow: Flow;
  readonly differences: Differences;
  readonly layout: Layout;
  /** Where the cursor is: `packet 9 of 96`, `step 27 of 45`. */
  readonly readout: Locator;
  readonly status: Locator;
  readonly dialog: Locator;
  readonly failure: Locator;
  readonly progress: Locator;
  /** How far opening is, in words, with its buttons. */
  readonly opening: Locator;

  constructor(readonly page: Page) {
    this.packets = new Packets(this);
    this.path = new Path(this);
    this.inspector = new Inspector(this);
    this.log = new KernelLog(this);
    this.timeline = new Timeline(this);
    this.table = new Table(this);
    this.templates = new Templates(this);
    this.timers = new Timers(this);
    this.life = new Life(this);
    this.services = new Services(this);
    this.evidence = new Evidence(this);
    this.compare = new Compare(this);
    this.stops = new Stops(this);
    this.findings = new Findings(this);
    this.flow = new Flow(this);
    this.differences = new Differences(this);
    this.layout = new Layout(this);
    this.readout = page.locator('[data-readout]');
    this.status = page.getByRole('contentinfo');
    this.dialog = page.getByRole('dialog');
    this.failure = page.getByRole('alert');
    this.progress = page.getByRole('progressbar');
    this.opening = page.getByRole('region', { name: 'Opening', exact: true });
  }

  /** Opens the window at its address and waits for the case that it starts with. */
  async open(path = ''): Promise<void> {
    await this.page.goto(path);
    await expect(this.caseButton).toBeVisible();
    await this.settled();
  }

  /** Nothing is asked of the engine and what came is drawn. Faster than polling: it listens. */
  async settled(timeout = 10_000): Promise<void> {
    const idle = await this.page.evaluate((limit) => {
      const root = document.documentElement;
      const isIdle = () => root.dataset.idle === 'true';
      return new Promise<boolean>((resolve) => {
        if (isIdle()) return resolve(true);
        const timer = setTimeout(() => done(false), limit);
        const observer = new MutationObserver(() => {
          if (isIdle()) done(true);
        });
        const done = (value: boolean) => {
          clearTimeout(timer);
          observer.disconnect();
          resolve(value);
        };
        observer.observe(root, { attributeFilter: ['data-idle'] });
      });
    }, timeout);
    expect(idle, `the window is idle within ${timeout} ms`).toBe(true);
  }

  get caseButton(): Locator {
    return this.page.getByRole('banner').locator('[aria-haspopup=dialog]');
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await this.settled();
    }
  }

  /** Chooses how fast time runs. */
  async choosePace(pace: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'How fast time runs' }).selectOption(pace);
  }

  /** Lets milliseconds of a clock that the test has installed pass, with all that follows from each tick. */
  async letRun(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 50) {
      await this.page.clock.runFor(50);
      await this.settled();
    }
  }

  /** One of the buttons around the readout, by what it does. */
  async step(name: string): Promise<void> {
    await this.stepButton(name).click();
    await this.settled();
  }

  stepButton(name: string): Locator {
    return this.page.getByRole('toolbar', { name: 'Steps' }).getByRole('button', { name, exact: true });
  }

  /** Event, packet and step of the cursor as numbers. */
  async at(): Promise<{ packet: number; step: number; steps: number }> {
    const text = ((await this.readout.textContent()) ?? '').replace(/,/g, '');
    const [, packet, , step, steps] = /packet (\d+)\s+of (\d+)\s*step (\d+) of (\d+)/.exec(text) ?? [];
    return { packet: Number(packet), step: Number(step), steps: Number(steps) };
  }

  /** Everything that depends on the moment, as text, to compare moments with each other. */
  async momentText(): Promise<string> {
    return this.page.evaluate(() => {
      const parts = [
        '[data-readout]',
        '[data-panel-id=path] p',
        '[data-panel-id=path] [aria-current=step]',
        '[data-panel-id=inspector]',
        '[data-panel-id=log] header',
        '[data-panel-id=log] [aria-current=step]',
        '[data-panel-id=packets] [aria-current]',
        'footer [role=status]',
      ];
      const textOf = (element: Element) => element.textContent.trim();
      return parts
        .map((selector) => `${selector}\n${[...document.querySelectorAll(selector)].map(textOf).join('\n')}`)
        .join('\n\n');
    });
  }

  async show(view: ViewName): Promise<void> {
    await this.page.getByRole('tablist', { name: 'Views' }).getByRole('tab', { name: view }).click();
    await this.settled();
  }

  /** Chooses a built-in case from the menu under its name. */
  async openCase(title: string): Promise<void> {
    await this.caseButton.click();
    await this.dialog.getByRole('button', { name: title }).click();
    await expect(this.caseButton).toContainText(title);
    await this.settled();
  }

  async goToPacket(packet: number): Promise<void> {
    await this.page.keyboard.press('Control+k');
    await this.dialog.getByRole('combobox', { name: 'Find or run' }).fill(String(packet));
    await this.page.keyboard.press('Enter');
    await this.settled();
  }

  /** To the last event at or before a time in seconds of uptime. */
  async goToTime(uptime: number): Promise<void> {
    await this.press('C');
    const last = Number(/of ([\d,]+)/.exec((await this.readout.textContent()) ?? '')?.[1].replace(/,/g, ''));
    let [from, to] = [1, last];
    while (from < to) {
      const middle = Math.ceil((from + to) / 2);
      await this.goToPacket(middle);
      if ((await this.timeline.time()) <= uptime) from = middle;
      else to = middle - 1;
    }
    await this.goToPacket(from);
    for (;;) {
      const before = await this.timeline.time();
      await this.press('.');
      const now = await this.timeline.time();
      if (now > uptime) return this.press(',');
      if (
        now === before &&
        (await this.stepButton('Continue to the end').getAttribute('aria-disabled')) === 'true'
      )
        return;
    }
  }

  /** Has files ready to be dropped: making them in the page takes time of its own. */
  async prepare(...files: DroppedFile[]): Promise<JSHandle<DataTransfer>> {
    const packed = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
    return this.page.evaluateHandle(async (list) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of list) {
        const response = await fetch(`data:application/octet-stream;base64,${base64}`);
        transfer.items.add(new File([await response.arrayBuffer()], name));
      }
      return transfer;
    }, packed);
  }

  /** Drags files over the window and lets them go; does not wait until they are read. */
  async letGo(dataTransfer: JSHandle<DataTransfer>): Promise<void> {
    const body = this.page.locator('body');
    await body.dispatchEvent('dragenter', { dataTransfer });
    await expect(this.page.getByRole('heading', { name: 'Drop to open' })).toBeVisible();
    await body.dispatchEvent('dragover', { dataTransfer });
    await body.dispatchEvent('drop', { dataTransfer });
  }

  /** Lets files go and presses a key in the same moment, before anything is read. */
  async dropAndPress(key: string, ...files: DroppedFile[]): Promise<void> {
    const transfer = await this.prepare(...files);
    await this.page.evaluate(
      ([dataTransfer, pressed]) => {
        const more = { bubbles: true, cancelable: true };
        document.body.dispatchEvent(new DragEvent('drop', { ...more, dataTransfer }));
        document.body.dispatchEvent(new KeyboardEvent('keydown', { ...more, key: pressed }));
      },
      [transfer, key] as const,
    );
  }

  async drop(...files: DroppedFile[]): Promise<void> {
    await this.letGo(await this.prepare(...files));
    await this.settled();
  }

  /** Opens text as a reader pastes it. */
  async paste(text: string): Promise<void> {
    await this.page.keyboard.press('o');
    await this.dialog.getByRole('textbox', { name: /Text to open/ }).fill(text);
    await this.dialog.getByRole('button', { name: /Open the text/ }).click();
    await this.settled();
  }

  /** Reads what is said about the case: files, kernel, what was assumed; closes it again. */
  async aboutTheCase(): Promise<string> {
    await this.page.keyboard.press('i');
    const text = (await this.dialog.textContent()) ?? '';
    await this.page.keyboard.press('Escape');
    return text;
  }
}
