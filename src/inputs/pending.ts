/** An input that may still be seen again as a copy. */
export interface PendingInput {
  readonly index: number;
  /** Seconds. */
  readonly time: number;
  /** Link addresses of the frame: a copy on one interface has others. */
  readonly macs: string;
}

/** First in, first out; what was taken stays in the array until half of it is gone. */
class Queue {
  private items: PendingInput[] = [];
  private head = 0;

  push(item: PendingInput): void {
    this.items.push(item);
  }

  first(): PendingInput | null {
    return this.items[this.head] ?? null;
  }

  shift(): void {
    this.head++;
    if (this.head * 2 < this.items.length) return;
    this.items = this.items.slice(this.head);
    this.head = 0;
  }

  dropBefore(time: number): void {
    for (let item = this.first(); item && item.time <= time; item = this.first()) this.shift();
  }
}

/** How long an input waits for its copy: longer than an ARP resolution, shorter than a reused sequence. */
const WAIT_SECONDS = 5;

/**
 * Inputs that wait for their copies, found by key. Many packets can share a key (datagrams of one length to one
 * service), so each step takes the same time however many wait: queues by key and link addresses.
 */
export class PendingInputs {
  private readonly queues = new Map<string, Map<string, Queue>>();
  private swept = Number.NEGATIVE_INFINITY;

  remember(keys: readonly string[], item: PendingInput): void {
    for (const key of keys) {
      let groups = this.queues.get(key);
      if (!groups) {
        groups = new Map();
        this.queues.set(key, groups);
      }
      let queue = groups.get(item.macs);
      if (!queue) {
        queue = new Queue();
        groups.set(item.macs, queue);
      }
      queue.push(item);
    }
  }

  /** The oldest input under one of the keys, the first key first; not one with these link addresses. */
  take(keys: readonly string[], notMacs: string | null): PendingInput | null {
    for (const key of keys) {
      const queue = this.oldest(this.queues.get(key), notMacs);
      const item = queue?.first();
      if (!queue || !item) continue;
      queue.shift();
      return item;
    }
    return null;
  }

  private oldest(groups: ReadonlyMap<string, Queue> | undefined, notMacs: string | null): Queue | null {
    let best: Queue | null = null;
    for (const [macs, queue] of groups ?? []) {
      const first = macs === notMacs ? null : queue.first();
      if (first && first.index < (best?.first()?.index ?? Number.POSITIVE_INFINITY)) best = queue;
    }
    return best;
  }

  /** Gives up on inputs that have waited too long; looks at all of them only now and then. */
  forget(now: number): void {
    if (now - this.swept < WAIT_SECONDS) return;
    this.swept = now;
    for (const [key, groups] of this.queues) {
      for (const [macs, queue] of groups) {
        queue.dropBefore(now - WAIT_SECONDS);
        if (!queue.first()) groups.delete(macs);
      }
      if (groups.size === 0) this.queues.delete(key);
    }
  }
}
