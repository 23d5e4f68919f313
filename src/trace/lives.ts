import { Column, firstIndex, RareWords, WordColumn } from '../base/column.ts';
import { addrKey, formatAddr, formatEndpoint, type InetAddr } from '../base/inet.ts';
import { Endpoints } from '../inputs/endpoints.ts';
import { type ip_vs_conn, is_template } from '../kernel/ipvs/ip_vs.ts';

/** A life in the table: when it began and ended, and what it was. */
export interface Life {
  readonly uid: number;
  /** Event and step that made it; step 0 = not kept. */
  readonly born: number;
  readonly bornStep: number;
  /** Event that released it; -1 = it is still there. */
  readonly died: number;
  readonly label: string;
  readonly client: string;
  readonly template: boolean;
  readonly protocol: number;
  /** uid of the entry that controls it, 0 = none. */
  readonly control: number;
}

/** Where an entry points; `server` is '' when it is bound to none. */
export interface LifeEnds {
  readonly virtual: string;
  readonly server: string;
  /** uid of its struct ip_vs_dest; 0 = none. */
  readonly dest: number;
  readonly fwmark: number;
  /** Persistence engine and what it read, `sip`; '' = none. */
  readonly pe: string;
}

const TEMPLATE = 1;
const NONE = 0xffffffff;
/** Rows that are skipped together. */
const BLOCK = 2048;

/** One entry; texts are made when they are asked for. */
class LifeRow implements Life {
  constructor(
    private readonly lives: Lives,
    private readonly row: number,
  ) {}

  get uid(): number {
    return this.lives.uids.at(this.row);
  }

  get born(): number {
    return this.lives.births.at(this.row);
  }

  get bornStep(): number {
    return this.lives.birthSteps.at(this.row);
  }

  get died(): number {
    const event = this.lives.deaths.at(this.row);
    return event === NONE ? -1 : event;
  }

  get label(): string {
    return formatEndpoint(this.lives.addressAt(this.row), this.lives.ports.at(this.row));
  }

  get client(): string {
    return formatAddr(this.lives.addressAt(this.row));
  }

  get template(): boolean {
    return this.lives.isTemplateAt(this.row);
  }

  get protocol(): number {
    return this.lives.protocols.at(this.row);
  }

  get control(): number {
    return this.lives.controls.at(this.row);
  }
}

/** The entries of a run in the order in which they were made: some forty bytes each, in columns. */
export class Lives {
  readonly uids = new WordColumn();
  readonly births = new WordColumn();
  readonly birthSteps = new RareWords();
  readonly deaths = new WordColumn();
  readonly ports = new Column(Uint16Array);
  readonly protocols = new Column(Uint8Array);
  readonly bits = new Column(Uint8Array);
  readonly controls = new WordColumn();
  /** IPv4 addresses of clients; of others the place in `clients6`. */
  private readonly addresses = new WordColumn();
  private readonly clients6: InetAddr[] = [];
  private readonly isSix = new RareWords();
  /** Where each was hashed by the event that made it, and where it went later, which hardly ever happens. */
  private readonly buckets = new WordColumn();
  private readonly moves = new Map<number, { readonly event: number; readonly bucket: number }[]>();
  private readonly virtuals = new WordColumn();
  private readonly dests = new WordColumn();
  private readonly marks = new RareWords();
  private readonly engines = new Map<number, string>();
  private readonly endpoints = new Endpoints();
  private readonly servers = new Map<number, string>();
  /** Row + 1 by uid; 0 = no entry has it. */
  private readonly rows = new WordColumn();
  /** The last entry of each client and the one before each, for as many as `linked`. */
  private readonly lastOf = new Map<number | string, number>();
  private readonly before: number[] = [];
  /** Entries that were released, and what was reckoned when there were as many. */
  private ended = 0;
  private known: { readonly size: number; readonly ended: number; readonly last: Uint32Array } | null = null;

  get size(): number {
    return this.uids.length;
  }

  /** An entry is in the table; `step` 0 = it is not known at which step. */
  add(cp: ip_vs_conn, born: number, step: number): void {
    const row = this.uids.length;
    while (this.rows.length <= cp.uid) this.rows.push(0);
    this.rows.set(cp.uid, row + 1);
    this.uids.push(cp.uid);
    this.births.push(born);
    this.birthSteps.push(step);
    this.deaths.push(NONE);
    this.ports.push(cp.cport);
    this.protocols.push(cp.protocol);
    this.bits.push(is_template(cp) ? TEMPLATE : 0);
    this.controls.push(cp.control?.uid ?? 0);
    this.buckets.push(cp.bucket < 0 ? NONE : cp.bucket);
    this.addAddress(cp.caddr);
    this.virtuals.push(this.endpoints.id(cp.vaddr, cp.vport));
    this.marks.push(cp.fwmark);
    this.addDest(cp);
    if (cp.pe) this.engines.set(cp.uid, cp.pe);
  }

  private addAddress(caddr: InetAddr): void {
    if (typeof caddr === 'number') {
      this.addresses.push(caddr);
      this.isSix.push(0);
    } else {
      this.addresses.push(this.clients6.push(caddr) - 1);
      this.isSix.push(1);
    }
  }

  private addDest({ dest }: ip_vs_conn): void {
    this.dests.push(dest?.uid ?? 0);
    if (dest && !this.servers.has(dest.uid)) this.servers.set(dest.uid, formatEndpoint(dest.addr, dest.port));
  }

  /** An entry was hashed; one that is being made is added when its event is over. */
  hashed({ uid, bucket }: ip_vs_conn, event: number): void {
    const row = this.rowOf(uid);
    if (row < 0 || this.bucketAt(row, event) === bucket) return;
    const known = this.moves.get(row);
    if (known) known.push({ event, bucket });
    else this.moves.set(row, [{ event, bucket }]);
  }

  /** Every later hashing of a row, which hardly ever happens: the event and the bucket. */
  *rehashed(): Generator<{ readonly row: number; readonly event: number; readonly bucket: number }> {
    for (const [row, moves] of this.moves) for (const move of moves) yield { row, ...move };
  }

  /** The bucket of a row when an event is over; -1 = it was never hashed. */
  bucketAt(row: number, event: number): number {
    const moved = this.moves.size === 0 ? undefined : this.moves.get(row);
    const last = moved?.findLast((move) => move.event <= event);
    if (last) return last.bucket;
    const bucket = this.buckets.at(row);
    return bucket === NONE ? -1 : bucket;
  }

  /**
   * Chains of the table when an event was over, of rows in the order in which they were made, the last one in front.
   * -1 = none.
   */
  chainsAt(event: number, buckets: number): { readonly heads: Int32Array; readonly next: Int32Array } {
    const { births, deaths } = this;
    const heads = new Int32Array(buckets).fill(-1);
    const end = firstIndex(0, this.size, (row) => births.at(row) > event);
    const next = new Int32Array(end);
    const last = this.lastDeaths();
    for (let block = 0; block * BLOCK < end; block++) {
      if (last[block] <= event) continue;
      const behind = Math.min(end, (block + 1) * BLOCK);
      for (let row = block * BLOCK; row < behind; row++) {
        if (deaths.at(row) <= event) continue;
        const bucket = this.bucketAt(row, event);
        if (bucket < 0) continue;
        next[row] = heads[bucket];
        heads[bucket] = row;
      }
    }
    return { heads, next };
  }

  /** The last death in each block of rows: of a long run most blocks are over at any moment. */
  private lastDeaths(): Uint32Array {
    const { known } = this;
    if (known && known.size === this.size && known.ended === this.ended) return known.last;
    const last = new Uint32Array(Math.ceil(this.size / BLOCK));
    for (let row = 0; row < this.size; row++) {
      const block = Math.floor(row / BLOCK);
      last[block] = Math.max(last[block], this.deaths.at(row));
    }
    this.known = { size: this.size, ended: this.ended, last };
    return last;
  }

  isTemplateAt(row: number): boolean {
    return (this.bits.at(row) & TEMPLATE) !== 0;
  }

  /** uid of the struct ip_vs_dest that a row is bound to, and its address and port as text; null = none. */
  serverAt(row: number): { readonly uid: number; readonly key: string } | null {
    const uid = this.dests.at(row);
    const key = this.servers.get(uid);
    return key === undefined ? null : { uid, key };
  }

  /** An entry was released. */
  end(uid: number, event: number): void {
    const row = this.rowOf(uid);
    if (row < 0) return;
    this.deaths.set(row, event);
    this.ended++;
  }

  has(uid: number): boolean {
    return this.rowOf(uid) >= 0;
  }

  get(uid: number): Life | undefined {
    const row = this.rowOf(uid);
    return row < 0 ? undefined : new LifeRow(this, row);
  }

  /** Where an entry pointed when the event that made it was over. */
  endsOf(uid: number): LifeEnds | null {
    const row = this.rowOf(uid);
    if (row < 0) return null;
    const end = this.endpoints.of(this.virtuals.at(row));
    const dest = this.dests.at(row);
    return {
      virtual: end ? formatEndpoint(end.addr, end.port) : '',
      server: this.servers.get(dest) ?? '',
      dest,
      fwmark: this.marks.at(row),
      pe: this.engines.get(uid) ?? '',
    };
  }

  *values(): Generator<Life> {
    for (let row = 0; row < this.size; row++) yield new LifeRow(this, row);
  }

  *keys(): Generator<number> {
    for (let row = 0; row < this.size; row++) yield this.uids.at(row);
  }

  /** The connection (no template) that a client made last before an event; null = it is its first. */
  previousOf(client: InetAddr, event: number): Life | null {
    this.link();
    let row = this.lastOf.get(addrKey(client)) ?? -1;
    while (row >= 0 && this.births.at(row) >= event) row = this.before[row];
    return row < 0 ? null : new LifeRow(this, row);
  }

  addressAt(row: number): InetAddr {
    return this.isSix.at(row) ? this.clients6[this.addresses.at(row)] : this.addresses.at(row);
  }

  private link(): void {
    for (let row = this.before.length; row < this.size; row++) {
      const key = addrKey(this.addressAt(row));
      const isConnection = !this.isTemplateAt(row);
      this.before.push(isConnection ? (this.lastOf.get(key) ?? -1) : -1);
      if (isConnection) this.lastOf.set(key, row);
    }
  }

  /** -1 = no entry has this uid. */
  rowOf(uid: number): number {
    return uid < this.rows.length ? this.rows.at(uid) - 1 : -1;
  }
}
