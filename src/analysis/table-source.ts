import type { InetAddr } from '../base/inet.ts';
import { type ip_vs_conn, is_template } from '../kernel/ipvs/ip_vs.ts';
import { ip_vs_state_name } from '../kernel/ipvs/ip_vs_proto.ts';
import { STATE_CLASSES } from '../trace/table-views.ts';
import type { ConnContext } from './conns.ts';

/** What a map of buckets is made from: the entries of every bucket, whatever they are kept in. */
export interface TableSource<E> {
  readonly buckets: number;
  /** The first entry of a bucket; null = it is empty. */
  first(bucket: number): E | null;
  /** The next one of the same bucket. */
  next(entry: E): E | null;
  isTemplate(entry: E): boolean;
  /** One more than the place of its state in {@link STATE_CLASSES}. */
  stateClass(entry: E): number;
  /** Seconds of uptime at which it was made; null = before the run. */
  born(entry: E): number | null;
  /** Palette place of its real server; -1 = it has none. */
  series(entry: E): number;
  client(entry: E): InetAddr;
  /** Its real server's address. */
  server(entry: E): InetAddr | null;
}

const STATES: Readonly<Record<string, (typeof STATE_CLASSES)[number]>> = {
  NONE: 'none',
  CLOSE: 'over',
  CLOSED: 'over',
  LISTEN: 'over',
  REJECTED: 'over',
  TIME_WAIT: 'waiting',
  FIN_WAIT: 'closing',
  CLOSE_WAIT: 'closing',
  LAST_ACK: 'closing',
  'S-SENT': 'closing',
  'S-RECEIVED': 'closing',
  'S-ACK-SENT': 'closing',
  SYN_RECV: 'opening',
  SYN_SENT: 'opening',
  SYNACK: 'opening',
  INIT1: 'opening',
  INIT: 'opening',
  'C-SENT': 'opening',
  'C-REPLIED': 'opening',
  'C-WAIT': 'opening',
  COOKIE: 'opening',
  'C-ECHOED': 'opening',
};

/** By the name that listings give a state; what is none of the others (ESTABLISHED, UDP, a used template) is active. */
export function stateClassOf(name: string): number {
  return STATE_CLASSES.indexOf(STATES[name] ?? 'active') + 1;
}

/** The table of a machine. */
export class MachineTable implements TableSource<ip_vs_conn> {
  constructor(private readonly context: ConnContext) {}

  get buckets(): number {
    return this.context.ipvs.conn_tab.size;
  }

  first(bucket: number): ip_vs_conn | null {
    return this.context.ipvs.conn_tab.heads[bucket];
  }

  next(cp: ip_vs_conn): ip_vs_conn | null {
    return cp.c_next;
  }

  isTemplate(cp: ip_vs_conn): boolean {
    return is_template(cp);
  }

  stateClass(cp: ip_vs_conn): number {
    return stateClassOf(ip_vs_state_name(cp, this.context.ipvs.params.profile));
  }

  born(cp: ip_vs_conn): number | null {
    const { index } = this.context;
    const born = index.lives.get(cp.uid)?.born ?? -1;
    return born < 0 ? null : index.timeOf(born) / 1e9;
  }

  series({ dest }: ip_vs_conn): number {
    return dest ? this.context.servers.of(dest.addr, dest.port).series : -1;
  }

  client(cp: ip_vs_conn): InetAddr {
    return cp.caddr;
  }

  server(cp: ip_vs_conn): InetAddr {
    return cp.dest?.addr ?? cp.daddr;
  }
}
