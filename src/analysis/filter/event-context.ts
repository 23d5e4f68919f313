import { type InetAddr, parseEndpoint } from '../../base/inet.ts';
import type { Endpoint } from '../../expression/catalogue.ts';
import type { PacketInput, PlainColumns } from '../../inputs/program.ts';
import { ip_vs_conn_hashkey } from '../../kernel/ipvs/conn_tab.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import type { IpPacket, Transport } from '../../packet/packet.ts';
import { EVENT_KINDS, type IndexedEvent, type Life } from '../../trace/event-index.ts';
import type { Trace } from '../../trace/trace.ts';
import { stateName } from '../lanes.ts';
import type { LogTexts } from '../log-texts.ts';
import { packetInputOf } from '../rows.ts';

const zero = (): number => 0;
/** Of packets that are not in columns: none is plain. */
const NO_COLUMNS: PlainColumns = {
  isPlain: () => false,
  saddr: zero,
  daddr: zero,
  sport: zero,
  dport: zero,
  protocol: zero,
  flags: zero,
  payloadLength: zero,
};

/** The event that a filter looks at; what it takes to read a field is done when the field is read. */
export class EventContext {
  event = -1;
  private found: IndexedEvent | null = null;
  private packet: IpPacket | null | undefined;
  private states: Int8Array | null = null;
  /** For its hash, which never changes. */
  private table: netns_ipvs['conn_tab'] | null = null;
  private births: Uint8Array | null = null;
  private readonly buckets = new Map<number, number>();
  private readonly bySite = new Map<number, SiteTexts>();
  private readonly servers: (Endpoint | null)[] = [];

  private plainAt: number | undefined;
  readonly columns: PlainColumns;

  constructor(
    readonly trace: Trace,
    readonly texts: LogTexts,
  ) {
    this.columns = trace.program.packets.columns ?? NO_COLUMNS;
  }

  at(event: number): this {
    this.event = event;
    this.found = null;
    this.packet = undefined;
    this.plainAt = undefined;
    return this;
  }

  /** Number of the event's packet if its fields can be read from `columns`; -1 = ask for `ip`. */
  get plain(): number {
    if (this.plainAt === undefined) this.plainAt = this.plainPacket();
    return this.plainAt;
  }

  private plainPacket(): number {
    const { inputs } = this.trace.program;
    const input = this.trace.index.inputOf(this.event);
    const packet = input >= 0 && inputs.packetOf ? inputs.packetOf(input) : -1;
    return packet >= 0 && this.columns.isPlain(packet) ? packet : -1;
  }

  get known(): IndexedEvent {
    this.found ??= this.trace.index.at(this.event);
    return this.found;
  }

  get kind(): (typeof EVENT_KINDS)[number] {
    return EVENT_KINDS[this.trace.index.kindOf(this.event)];
  }

  get input(): PacketInput | null {
    const input = this.trace.index.inputOf(this.event);
    return packetInputOf(input < 0 ? null : (this.trace.program.inputs.at(input) ?? null));
  }

  get ip(): IpPacket | null {
    if (this.packet === undefined) {
      const { input } = this;
      this.packet = input ? this.trace.program.packets.ip(input.packet) : null;
    }
    return this.packet;
  }

  transport<K extends Transport['kind']>(kind: K): Extract<Transport, { kind: K }> | null {
    const transport = this.ip?.transport;
    return transport && isOf(transport, kind) ? transport : null;
  }

  /** The ends of the packet with their ports, or of the entry whose timer fires. */
  get client(): Endpoint | null {
    const { ip, input } = this;
    if (ip && input) return input.hook === 'LOCAL_IN' ? ends(ip).src : ends(ip).dst;
    return this.kind === 'timer' && this.life ? parseEndpoint(this.life.label) : null;
  }

  get service(): Endpoint | null {
    const { ip, input } = this;
    if (!ip || !input) return null;
    if (input.restore?.kind === 'request') return { addr: input.restore.vaddr, port: input.restore.vport };
    return input.hook === 'LOCAL_IN' ? ends(ip).dst : ends(ip).src;
  }

  get life(): Life | undefined {
    return this.trace.index.lives.get(this.known.entry);
  }

  /** A real server by its number in the index. */
  server(id: number): Endpoint | null {
    if (id < 0) return null;
    if (this.servers[id] === undefined) this.servers[id] = parseEndpoint(this.trace.index.serverKeys[id]);
    return this.servers[id];
  }

  get bucket(): number | null {
    const { life, trace } = this;
    const end = life ? parseEndpoint(life.label) : null;
    if (!life || !end) return null;
    const known = this.buckets.get(life.uid);
    if (known !== undefined) return known;
    this.table ??= trace.atStart().conn_tab;
    const bucket = ip_vs_conn_hashkey(this.table, life.protocol, end.addr, end.port);
    this.buckets.set(life.uid, bucket);
    return bucket;
  }

  /** Did the event make an entry of this kind? */
  made(kind: 'entry' | 'template'): boolean {
    this.births ??= birthsOf(this.trace);
    return (this.births[this.event] & (kind === 'entry' ? MADE_ENTRY : MADE_TEMPLATE)) !== 0;
  }

  /** State of the event's entry behind the event. */
  get state(): string | null {
    const { life, trace } = this;
    if (!life) return null;
    this.states ??= statesAfter(trace);
    return stateName(life, this.states[this.event]);
  }

  /** Names of the functions that an event of this shape called, and the branches that it met. */
  get sites(): SiteTexts {
    const { index } = this.trace;
    const shape = index.shapeOf(this.event);
    const known = this.bySite.get(shape);
    if (known) return known;
    const sites = [...index.paths.shapes[shape]].map((site) => index.paths.sites[site]);
    const found: SiteTexts = {
      calls: sites.flatMap((site) => (site.kind === 'call' ? [site.fn] : [])),
      branches: sites.flatMap((site) =>
        site.kind === 'branch' ? [`${site.fn}: ${site.condition} is ${site.taken}`] : [],
      ),
    };
    this.bySite.set(shape, found);
    return found;
  }
}

interface SiteTexts {
  readonly calls: readonly string[];
  readonly branches: readonly string[];
}

function isOf<K extends Transport['kind']>(
  transport: Transport,
  kind: K,
): transport is Extract<Transport, { kind: K }> {
  return transport.kind === kind;
}

function ends({ saddr, daddr, transport }: IpPacket): { src: Endpoint; dst: Endpoint } {
  const { sport, dport } = 'sport' in transport ? transport : { sport: 0, dport: 0 };
  return { src: { addr: saddr, port: sport }, dst: { addr: daddr, port: dport } };
}

/** Per event, the state in which it leaves its entry: one pass over the index. */
function statesAfter({ index }: Trace): Int8Array {
  const after = new Int8Array(index.length);
  const states = new Map<number, number>();
  let change = 0;
  for (let event = 0; event < index.length; event++) {
    for (; change < index.changeUids.length && index.changeEvents.at(change) <= event; change++)
      states.set(index.changeUids.at(change), index.changeStates.at(change));
    after[event] = states.get(index.at(event).entry) ?? 0;
  }
  return after;
}

const MADE_ENTRY = 1;
const MADE_TEMPLATE = 2;

function birthsOf({ index }: Trace): Uint8Array {
  const births = new Uint8Array(index.length);
  for (const { born, template } of index.lives.values())
    births[born] |= template ? MADE_TEMPLATE : MADE_ENTRY;
  return births;
}

/** IPv6 addresses only. */
export function six(addr: InetAddr | undefined): InetAddr | null {
  return addr === undefined || typeof addr === 'number' ? null : addr;
}
