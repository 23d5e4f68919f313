import { Column, RareWords, WordColumn } from '../base/column.ts';
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
    return (this.lives.bits.at(this.row) & TEMPLATE) !== 0;
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

  /** An entry was released. */
  end(uid: number, event: number): void {
    const row = this.rowOf(uid);
    if (row >= 0) this.deaths.set(row, event);
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
      const isConnection = (this.bits.at(row) & TEMPLATE) === 0;
      this.before.push(isConnection ? (this.lastOf.get(key) ?? -1) : -1);
      if (isConnection) this.lastOf.set(key, row);
    }
  }

  private rowOf(uid: number): number {
    return uid < this.rows.length ? this.rows.at(uid) - 1 : -1;
  }
}
