import { join } from 'node:path';
import type { EnginePage, Opened } from '../browser/pages.ts';
import { BenchBrowser, type BenchPage } from '../measure/browser.ts';
import { isInstalled, run, type Taken } from '../measure/program.ts';
import { type TrafficFiles, TrafficFolder } from '../traffic/files.ts';
import type { Row } from './row.ts';

export interface BenchOptions {
  readonly packets: number;
  /** Packets of the large trace. */
  readonly large: number;
  readonly rounds: number;
  /** Random moments that are visited for one figure. */
  readonly samples: number;
  /** Seconds after which a call of a page is given up. */
  readonly limit: number;
}

/** Makes some rows of the table: those of `ids` that are wanted. */
export interface Measure {
  readonly ids: readonly string[];
  run(bench: Bench, wanted: ReadonlySet<string>): Promise<readonly Row[]>;
}

/** An engine that has loaded something, and what that took. */
export interface Load {
  readonly page: BenchPage<EnginePage>;
  readonly opened: Opened;
  /** Seconds of processor time of the whole browser. */
  readonly cpu: number;
  /** Largest size of the page's process, bytes. */
  readonly memory: number | null;
  /** Bytes that the worker held before. */
  readonly before: number;
}

const BITS = 12;

/** Which package of Debian brings a program. */
const PACKAGES: Readonly<Record<string, string>> = {
  tshark: 'tshark',
  capinfos: 'wireshark-common',
  tcpdump: 'tcpdump',
};

/** What all measures share: traffic, the browser, other programs, and the large trace once it is loaded. */
export class Bench {
  readonly traffic: TrafficFolder;
  readonly cache: string;
  private launched: Promise<BenchBrowser> | null = null;
  private large: Promise<Load> | null = null;

  constructor(
    readonly root: string,
    readonly options: BenchOptions,
    readonly say: (text: string) => void,
  ) {
    this.cache = join(root, '.cache', 'bench');
    this.traffic = new TrafficFolder(this.cache, say);
  }

  get browser(): Promise<BenchBrowser> {
    this.launched ??= BenchBrowser.launch(this.root, this.cache, this.options.limit);
    return this.launched;
  }

  /** The files of a case, by their paths. */
  caseFiles({ capture, rules, sysctl }: TrafficFiles, bits = BITS): readonly string[] {
    return [capture, rules, sysctl, this.traffic.parameters(bits)];
  }

  /** Loads a case into a fresh page with the engine. Who asked for it closes it. */
  async load(files: TrafficFiles, bits = BITS): Promise<Load> {
    const browser = await this.browser;
    const page = await browser.open('engine', this.caseFiles(files, bits));
    const before = await page.retained();
    page.watchMemory();
    const cpu = await browser.cpu();
    try {
      const opened = await page.call('open', []);
      const taken = (await browser.cpu()) - cpu;
      if (opened.packets !== files.packets)
        throw new Error(`${opened.packets} of ${files.packets} packets went into the model`);
      this.say(`loaded ${opened.packets} packets in ${(opened.ms / 1000).toFixed(2)} s`);
      return { page, opened, cpu: taken, memory: page.memory, before };
    } catch (error) {
      await page.close();
      throw error;
    }
  }

  /** The large trace in the engine, for everything that only asks. */
  loadedLarge(): Promise<Load> {
    this.large ??= this.load(this.traffic.traffic(this.options.large, 'headers'));
    return this.large;
  }

  /** Hands over a page with the large trace, for {@link loadedLarge}. */
  keepLarge(load: Load): void {
    this.large ??= Promise.resolve(load);
  }

  /** What another program takes; text = why it cannot run. */
  async peer(program: string, ...args: readonly string[]): Promise<Taken | string> {
    if (!isInstalled(program))
      return `${program} is not installed: apt-get install ${PACKAGES[program] ?? program}`;
    return run(program, args);
  }

  async close(): Promise<void> {
    if (this.launched) await (await this.launched).close();
  }
}
