import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { build, type PreviewServer, preview } from 'vite';
import { ensureChromium } from '../../tools/chromium.mjs';
import type { AppPage, EnginePage } from '../browser/pages.ts';
import { statusBytes } from './program.ts';

const VIEWPORT = { width: 1440, height: 900 };

interface Process {
  readonly type: string;
  readonly id: number;
  readonly cpuTime: number;
}

interface Pages {
  readonly engine: EnginePage;
  readonly app: AppPage;
}

/** A browser with the pages of the bench, built as the app is built. */
export class BenchBrowser {
  private constructor(
    readonly browser: Browser,
    private readonly server: PreviewServer,
    private readonly system: CDPSession,
    private readonly limit: number,
  ) {}

  /** `limit` = seconds after which a call of a page is given up. */
  static async launch(root: string, cache: string, limit: number): Promise<BenchBrowser> {
    const folder = join(root, 'bench', 'browser');
    const outDir = join(cache, 'site');
    const common = { root: folder, configFile: join(root, 'vite.config.ts'), logLevel: 'error' } as const;
    const input = [join(folder, 'engine.html'), join(folder, 'app.html')];
    await build({ ...common, build: { outDir, emptyOutDir: true, rolldownOptions: { input } } });
    const server = await preview({ ...common, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
    const browser = await chromium.launch({
      executablePath: await ensureChromium(),
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
    return new BenchBrowser(browser, server, await browser.newBrowserCDPSession(), limit);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
  }

  /** Opens a page in a process of its own and puts files into its input. */
  async open<Name extends keyof Pages>(
    name: Name,
    files: readonly string[],
  ): Promise<BenchPage<Pages[Name]>> {
    const before = new Set((await this.processes()).map(({ id }) => id));
    const context = await this.browser.newContext({ viewport: VIEWPORT, locale: 'en-GB' });
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`${this.server.resolvedUrls?.local[0]}${name}.html`);
    await page.waitForFunction(() => 'bench' in window);
    await page
      .locator('input[type=file]')
      .last()
      .setInputFiles([...files]);
    const renderers = (await this.processes()).filter(({ type }) => type === 'renderer');
    const own = renderers.filter(({ id }) => !before.has(id)).map(({ id }) => id);
    const resident = (pid: number): number => statusBytes(pid, 'VmRSS') ?? 0;
    const candidates = own.length > 0 ? own : renderers.map(({ id }) => id);
    const pid = candidates.toSorted((a, b) => resident(b) - resident(a))[0];
    return BenchPage.of<Pages[Name]>(page, pid, this.limit);
  }

  /** Seconds of processor time that all processes of the browser have taken so far. */
  async cpu(): Promise<number> {
    return (await this.processes()).reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  }

  private async processes(): Promise<readonly Process[]> {
    return (await this.system.send('SystemInfo.getProcessInfo')).processInfo;
  }
}

type Method = (...args: never[]) => unknown;

/** One page of the bench. */
export class BenchPage<Api> {
  private readonly gone: Promise<never>;

  private constructor(
    private readonly page: Page,
    /** Its renderer. */
    readonly pid: number,
    private readonly worker: Worker,
    private readonly limit: number,
  ) {
    this.gone = new Promise((_, reject) => {
      page.on('crash', () => reject(new Error('the page ran out of memory or crashed')));
    });
    this.gone.catch(() => {});
  }

  static async of<Api>(page: Page, pid: number, limit: number): Promise<BenchPage<Api>> {
    return new BenchPage<Api>(page, pid, await Worker.of(page), limit);
  }

  /** Calls a function of the page. Rejects when the page crashes or takes too long. */
  async call<Name extends keyof Api & string>(
    name: Name,
    args: Api[Name] extends Method ? Parameters<Api[Name]> : never,
  ): Promise<Api[Name] extends Method ? Awaited<ReturnType<Api[Name]>> : never> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done after ${this.limit} s`)), this.limit * 1000);
    });
    const called = this.page.evaluate(
      ([method, words]) =>
        (window.bench as unknown as Record<string, (...values: unknown[]) => unknown>)[method](...words),
      [name, args as unknown[]] as const,
    );
    try {
      return (await Promise.race([called, this.gone, late])) as Awaited<typeof called> as never;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Bytes that the worker of the engine holds after a collection of garbage: objects and typed arrays. */
  retained(): Promise<number> {
    return this.worker.retained();
  }

  /** Begins to note the largest size of the page's process. */
  watchMemory(): void {
    try {
      writeFileSync(`/proc/${this.pid}/clear_refs`, '5');
    } catch {
      // Then the largest size since the process began is what is told.
    }
  }

  /** Largest size of the page's process in bytes; null = the system does not tell. */
  get memory(): number | null {
    return statusBytes(this.pid, 'VmHWM');
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

interface HeapUsage {
  readonly usedSize: number;
  readonly backingStorageSize?: number;
}

/** The first worker of a page, as the browser's debugger sees it. */
class Worker {
  private next = 0;
  private readonly waiting = new Map<number, (result: unknown) => void>();

  private constructor(
    private readonly session: CDPSession,
    private readonly id: string,
  ) {
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const { id: number, result } = JSON.parse(message) as { id: number; result: unknown };
      this.waiting.get(number)?.(result);
      this.waiting.delete(number);
    });
  }

  static async of(page: Page): Promise<Worker> {
    const session = await page.context().newCDPSession(page);
    const attached = new Promise<string>((resolve) => {
      session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
        if (targetInfo.type === 'worker') resolve(sessionId);
      });
    });
    await session.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: false,
    });
    return new Worker(session, await attached);
  }

  async retained(): Promise<number> {
    await this.send('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize = 0 } = (await this.send('Runtime.getHeapUsage')) as HeapUsage;
    return usedSize + backingStorageSize;
  }

  private send(method: string): Promise<unknown> {
    const id = ++this.next;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, resolve);
      const message = JSON.stringify({ id, method, params: {} });
      this.session.send('Target.sendMessageToTarget', { sessionId: this.id, message }).catch(reject);
    });
  }
}
