import { formatEndpoint } from '../../base/inet.ts';
import { conn_tab_walk } from '../../kernel/ipvs/conn_tab.ts';
import { type ip_vs_conn, is_template } from '../../kernel/ipvs/ip_vs.ts';
import { ip_vs_proto_name } from '../../kernel/ipvs/ip_vs_proto.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import { services_walk } from '../../kernel/ipvs/services.ts';
import type { nf_conn } from '../../kernel/lib/nf_conntrack.ts';
import type { timer_list } from '../../kernel/lib/timer.ts';
import { service_name } from '../../kernel/listing/service_title.ts';
import type { DifferenceGroup } from '../../trace/difference-views.ts';
import { tupleText } from '../fields.ts';
import {
  CONN_FIELDS,
  CONNTRACK_FIELDS,
  DEST_FIELDS,
  endName,
  type FieldSpec,
  SERVICE_FIELDS,
  TIMER_FIELDS,
  TOTAL_FIELDS,
  type Value,
} from './fields.ts';

/** One object as it was: its values in the order of its group's fields. */
export interface Item {
  /** Of the kernel object; 0 = it is none that has one. */
  readonly uid: number;
  /** What it is called; with `mark` what tells it from others on another side, where uids say nothing. */
  readonly name: string;
  readonly mark: string;
  readonly template: boolean;
  readonly values: readonly Value[];
}

/** A bucket's chain from its head: uids, and the names of its nodes. */
export interface Chain {
  readonly bucket: number;
  readonly uids: readonly number[];
  readonly names: readonly string[];
}

/** All that is held against another moment: plain data, a few dozen bytes a field. */
export interface Snapshot {
  readonly hz: number;
  /** It is rebuilt from a log, which does not tell everything. */
  readonly told: boolean;
  readonly items: Readonly<Record<DifferenceGroup, readonly Item[]>>;
  readonly chains: ReadonlyMap<number, Chain>;
  /** Buckets of two tables mean the same when size, seed and hash are the same. */
  readonly table: string;
}

/** Marks a counter that a log does not tell of. */
export const UNTOLD = 'untold';

/** The fields of a group; a bucket has its chain instead. */
export const GROUP_FIELDS: Readonly<
  Record<DifferenceGroup, readonly Pick<FieldSpec<never>, 'name' | 'as' | 'written' | 'untold'>[]>
> = {
  service: SERVICE_FIELDS,
  server: DEST_FIELDS,
  trash: DEST_FIELDS,
  template: CONN_FIELDS,
  entry: CONN_FIELDS,
  timer: TIMER_FIELDS,
  bucket: [],
  conntrack: CONNTRACK_FIELDS,
  sysctl: [{ name: 'value', written: null }],
  counter: [{ name: 'value', written: null }],
};

class Taker {
  readonly items: Record<DifferenceGroup, Item[]> = {
    service: [],
    server: [],
    trash: [],
    template: [],
    entry: [],
    timer: [],
    bucket: [],
    conntrack: [],
    sysctl: [],
    counter: [],
  };
  readonly chains = new Map<number, Chain>();

  constructor(private readonly ipvs: netns_ipvs) {}

  private values<T>(fields: readonly FieldSpec<T>[], object: T): Value[] {
    return fields.map(({ of }) => of(object, this.ipvs));
  }

  private plain(group: DifferenceGroup, name: string, values: readonly Value[], mark = ''): void {
    this.items[group].push({ uid: 0, name, mark, template: false, values });
  }

  conns(): void {
    let chain = { bucket: -1, uids: [] as number[], names: [] as string[] };
    for (const cp of conn_tab_walk(this.ipvs.conn_tab)) {
      this.conn(cp);
      if (chain.bucket !== cp.bucket) {
        chain = { bucket: cp.bucket, uids: [], names: [] };
        this.chains.set(cp.bucket, chain);
      }
      chain.uids.push(cp.uid);
      chain.names.push(formatEndpoint(cp.caddr, cp.cport));
    }
  }

  private conn(cp: ip_vs_conn): void {
    const ends = `${formatEndpoint(cp.caddr, cp.cport)} > ${formatEndpoint(cp.vaddr, cp.vport)}`;
    const name = `${ip_vs_proto_name(cp.protocol)} ${ends}`;
    const template = is_template(cp);
    const mark = `${template ? 'template' : ''}${cp.pe_data ?? ''}`;
    const about = { uid: cp.uid, name, mark, template };
    this.items[template ? 'template' : 'entry'].push({ ...about, values: this.values(CONN_FIELDS, cp) });
    this.items.timer.push({ ...about, values: this.values(TIMER_FIELDS, cp.timer) });
  }

  private machineTimer(name: string, timer: timer_list): void {
    this.plain('timer', name, this.values(TIMER_FIELDS, timer));
  }

  rules(): void {
    const { ipvs, items } = this;
    for (const svc of services_walk(ipvs)) {
      const name = service_name(svc).replace(/\s+/g, ' ');
      const about = { name, mark: '', template: false };
      items.service.push({ ...about, uid: svc.uid, values: this.values(SERVICE_FIELDS, svc) });
      for (const dest of svc.destinations)
        items.server.push({
          uid: dest.uid,
          name: endName(dest),
          mark: name,
          template: false,
          values: this.values(DEST_FIELDS, dest),
        });
    }
    for (const dest of ipvs.dest_trash)
      items.trash.push({
        uid: dest.uid,
        name: endName(dest),
        mark: `${dest.vfwmark} ${formatEndpoint(dest.vaddr, dest.vport)}`,
        template: false,
        values: this.values(DEST_FIELDS, dest),
      });
  }

  conntracks(): void {
    const seen = new Set<nf_conn>();
    for (const bucket of this.ipvs.nf_conntrack_hash)
      for (const ct of bucket) {
        if (seen.has(ct)) continue;
        seen.add(ct);
        const name = `${ip_vs_proto_name(ct.original.protonum)} ${tupleText(ct.original)}`;
        const values = this.values(CONNTRACK_FIELDS, ct);
        this.items.conntrack.push({ uid: ct.uid, name, mark: '', template: false, values });
      }
  }

  namespace(): void {
    const { ipvs } = this;
    for (const [name, value] of Object.entries(ipvs.sysctl)) this.plain('sysctl', name, [value]);
    const { tcp_timeouts, udp_timeout } = ipvs.proto;
    const [ESTABLISHED, FIN_WAIT] = [1, 4];
    this.plain('sysctl', 'ipvsadm --set tcp', [tcp_timeouts[ESTABLISHED] / ipvs.params.hz]);
    this.plain('sysctl', 'ipvsadm --set tcpfin', [tcp_timeouts[FIN_WAIT] / ipvs.params.hz]);
    this.plain('sysctl', 'ipvsadm --set udp', [udp_timeout / ipvs.params.hz]);
    for (const { name, of, untold } of TOTAL_FIELDS)
      this.plain('counter', name, [of(ipvs, ipvs)], untold ? UNTOLD : '');
    this.machineTimer('dest_trash_timer', ipvs.dest_trash_timer);
    this.machineTimer('expire_nodest_conn_work', ipvs.expire_nodest_conn_work);
    this.machineTimer('defense_work', ipvs.defense_work);
  }
}

/** A machine as it is now, to be held against another moment. It is read and not changed. */
export function snapshotOf(ipvs: netns_ipvs, told = false): Snapshot {
  const taker = new Taker(ipvs);
  taker.rules();
  taker.conns();
  taker.conntracks();
  taker.namespace();
  const { size, rnd, xor, hash } = ipvs.conn_tab;
  return {
    hz: ipvs.params.hz,
    told,
    items: taker.items,
    chains: taker.chains,
    table: `${hash} ${size} ${rnd} ${xor}`,
  };
}
