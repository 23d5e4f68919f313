/** How long an input waits for its copy: longer than an ARP resolution, shorter than a reused sequence. */
const WAIT_SECONDS = 5;
const FIRST_SLOTS = 1024;

/** Grows with its content; 0 = none in all links, so rows count from 1. */
class Pool {
  count = 1;
  words: Int32Array;

  constructor(
    private readonly width: number,
    capacity = FIRST_SLOTS,
  ) {
    this.words = new Int32Array(width * capacity);
  }

  /** Where the new row begins. */
  row(): number {
    const at = this.count++ * this.width;
    if (at + this.width > this.words.length) {
      const larger = new Int32Array(this.words.length * 2);
      larger.set(this.words);
      this.words = larger;
    }
    return at;
  }
}

/** Rows of groups: two words of the key, link addresses, first and last item, next group of the same key. */
const GROUP = { width: 6, key1: 0, key2: 1, macs: 2, first: 3, last: 4, next: 5 } as const;
/** Words of a slot. */
const SLOT = 2;
/** Rows of items: packet, next item. */
const ITEM = { width: 2, packet: 0, next: 1 } as const;

/**
 * Inputs that may still be seen again as copies, found by key (see PacketKeys). Many packets can share a key (datagrams
 * of one length to one service), so each step takes the same time however many wait: queues by key and link addresses.
 * All of it lives in a few typed arrays.
 */
export class PendingInputs {
  /** Open addressing: group and first word of its key; at most a quarter full, because most packets are in none. */
  private slots = new Int32Array(FIRST_SLOTS * SLOT);
  private keys = 0;
  private groups = new Pool(GROUP.width);
  private items = new Pool(ITEM.width);
  private swept = Number.NEGATIVE_INFINITY;

  /** @param timeOf seconds of a packet; only differences matter */
  constructor(private readonly timeOf: (packet: number) => number) {}

  /** @param macs number of the frame's pair of link addresses: a copy on one interface has others */
  remember(key1: number, key2: number, packet: number, macs: number): void {
    const { groups, items } = this;
    let group = this.first(key1, key2);
    while (group !== 0 && groups.words[group + GROUP.macs] !== macs) group = groups.words[group + GROUP.next];
    if (group === 0) group = this.addGroup(key1, key2, macs);
    const item = items.row();
    items.words[item + ITEM.packet] = packet;
    items.words[item + ITEM.next] = 0;
    const last = groups.words[group + GROUP.last];
    if (groups.words[group + GROUP.first] === 0) groups.words[group + GROUP.first] = item;
    else items.words[last + ITEM.next] = item;
    groups.words[group + GROUP.last] = item;
  }

  /** Takes the oldest input under a key, but none with these link addresses (-1 = any); -1 = there is none. */
  take(key1: number, key2: number, notMacs: number): number {
    const { groups, items } = this;
    let best = 0;
    let packet = -1;
    for (let group = this.first(key1, key2); group !== 0; group = groups.words[group + GROUP.next]) {
      const item = groups.words[group + GROUP.first];
      if (item === 0 || groups.words[group + GROUP.macs] === notMacs) continue;
      const candidate = items.words[item + ITEM.packet];
      if (best !== 0 && candidate >= packet) continue;
      best = group;
      packet = candidate;
    }
    if (best === 0) return -1;
    groups.words[best + GROUP.first] = items.words[groups.words[best + GROUP.first] + ITEM.next];
    return packet;
  }

  /** Gives up on inputs that have waited too long; looks at all of them only now and then. */
  forget(now: number): void {
    if (now - this.swept < WAIT_SECONDS) return;
    this.swept = now;
    const { groups, items } = this;
    this.groups = new Pool(GROUP.width, Math.max(FIRST_SLOTS, groups.count >>> 1));
    this.items = new Pool(ITEM.width, Math.max(FIRST_SLOTS, items.count >>> 1));
    this.slots = new Int32Array(this.slots.length);
    this.keys = 0;
    for (let number = 1; number < groups.count; number++) this.keep(groups.words, number, items.words, now);
  }

  /** Carries what may still be waited for of one group over into the new pools. */
  private keep(groups: Int32Array, number: number, items: Int32Array, now: number): void {
    const at = number * GROUP.width;
    let item = groups[at + GROUP.first];
    while (item !== 0 && this.timeOf(items[item + ITEM.packet]) <= now - WAIT_SECONDS)
      item = items[item + ITEM.next];
    for (; item !== 0; item = items[item + ITEM.next])
      this.remember(
        groups[at + GROUP.key1],
        groups[at + GROUP.key2],
        items[item + ITEM.packet],
        groups[at + GROUP.macs],
      );
  }

  /** Where the first group of a key is named, or could be. */
  private slotOf(key1: number, key2: number): number {
    const { groups, slots } = this;
    const mask = slots.length / SLOT - 1;
    for (let slot = key1 & mask; ; slot = (slot + 1) & mask) {
      const at = slot * SLOT;
      if (slots[at] === 0) return at;
      if (slots[at + 1] === key1 && groups.words[slots[at] + GROUP.key2] === key2) return at;
    }
  }

  private first(key1: number, key2: number): number {
    return this.slots[this.slotOf(key1, key2)];
  }

  private addGroup(key1: number, key2: number, macs: number): number {
    if (this.keys * 4 * SLOT >= this.slots.length) this.rehash();
    const at = this.slotOf(key1, key2);
    const group = this.groups.row();
    const { words } = this.groups;
    words[group + GROUP.key1] = key1;
    words[group + GROUP.key2] = key2;
    words[group + GROUP.macs] = macs;
    words[group + GROUP.first] = 0;
    words[group + GROUP.next] = this.slots[at];
    if (this.slots[at] === 0) this.keys++;
    this.slots[at] = group;
    this.slots[at + 1] = key1;
    return group;
  }

  private rehash(): void {
    const old = this.slots;
    this.slots = new Int32Array(old.length * 2);
    const { words } = this.groups;
    for (let at = 0; at < old.length; at += SLOT) {
      const group = old[at];
      if (group === 0) continue;
      const place = this.slotOf(words[group + GROUP.key1], words[group + GROUP.key2]);
      this.slots[place] = group;
      this.slots[place + 1] = old[at + 1];
    }
  }
}
