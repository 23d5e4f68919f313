import { type InetAddr, parseEndpoint } from '../../base/inet.ts';
import { IP_VS_CONN_F_TEMPLATE } from '../../kernel/ipvs/ip_vs.ts';
import { ip_vs_state_name } from '../../kernel/ipvs/ip_vs_proto.ts';
import type { EventIndex } from '../../trace/event-index.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Servers } from '../servers.ts';
import { stateClassOf, type TableSource } from '../table-source.ts';

interface KnownServer {
  readonly series: number;
  readonly addr: InetAddr | null;
}

const NO_SERVER: KnownServer = { series: -1, addr: null };

/** The table when an event was over, out of the index: entries are rows of its lives, and no event is run again. */
export class IndexTable implements TableSource<number> {
  readonly buckets: number;
  private readonly index: EventIndex;
  private readonly heads: Int32Array;
  private readonly following: Int32Array;
  private readonly classes = new Map<number, number>();
  private readonly known = new Map<number, KnownServer>();

  constructor(
    private readonly trace: Trace,
    private readonly servers: Servers,
    private readonly event: number,
  ) {
    this.index = trace.index;
    this.buckets = 2 ** trace.program.params.conn_tab_bits;
    const { heads, next } = this.index.lives.chainsAt(event, this.buckets);
    this.heads = heads;
    this.following = next;
  }

  first(bucket: number): number | null {
    const row = this.heads[bucket];
    return row < 0 ? null : row;
  }

  next(row: number): number | null {
    const next = this.following[row];
    return next < 0 ? null : next;
  }

  isTemplate(row: number): boolean {
    return this.index.lives.isTemplateAt(row);
  }

  stateClass(row: number): number {
    const { lives, byEntry } = this.index;
    const state = byEntry.stateAt(lives.uids.at(row), this.event);
    const protocol = lives.protocols.at(row);
    const key = (state * 256 + protocol) * 2 + (this.isTemplate(row) ? 1 : 0);
    const known = this.classes.get(key);
    if (known !== undefined) return known;
    const flags = this.isTemplate(row) ? IP_VS_CONN_F_TEMPLATE : 0;
    const { profile } = this.trace.program.params;
    const made = stateClassOf(ip_vs_state_name({ protocol, state, flags }, profile));
    this.classes.set(key, made);
    return made;
  }

  born(row: number): number {
    return this.index.timeOf(this.index.lives.births.at(row)) / 1e9;
  }

  series(row: number): number {
    return this.serverOf(row).series;
  }

  client(row: number): InetAddr {
    return this.index.lives.addressAt(row);
  }

  server(row: number): InetAddr | null {
    return this.serverOf(row).addr;
  }

  private serverOf(row: number): KnownServer {
    const bound = this.index.lives.serverAt(row);
    if (!bound) return NO_SERVER;
    const known = this.known.get(bound.uid);
    if (known) return known;
    const end = parseEndpoint(bound.key);
    const made = end ? { series: this.servers.of(end.addr, end.port).series, addr: end.addr } : NO_SERVER;
    this.known.set(bound.uid, made);
    return made;
  }
}
