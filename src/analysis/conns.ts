import { formatAddr } from '../base/inet.ts';
import { type ip_vs_conn, ip_vs_fwd_tag, is_template } from '../kernel/ipvs/ip_vs.ts';
import { ip_vs_proto_name, ip_vs_state_name } from '../kernel/ipvs/ip_vs_proto.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import { uptimeOf } from '../kernel/lib/jiffies.ts';
import type { EventIndex } from '../trace/event-index.ts';
import type { ConnView } from '../trace/views.ts';
import { type ConnChoice, connOrder } from './conn-order.ts';
import { connFlagNames, objectId } from './fields.ts';
import type { Servers } from './servers.ts';

/** Which fields of which object a moment has changed: `ip_vs_conn#12` -> names. */
export type Changes = ReadonlyMap<string, ReadonlySet<string>>;

export interface ConnContext {
  readonly ipvs: netns_ipvs;
  readonly servers: Servers;
  readonly index: EventIndex;
  readonly changes: Changes;
}

/** An entry as panels draw it. */
export function connView({ ipvs, servers, index, changes }: ConnContext, cp: ip_vs_conn): ConnView {
  const { hz } = ipvs.params;
  const pending = cp.timer.slot >= 0;
  const id = objectId(cp);
  return {
    id,
    uid: cp.uid,
    protocol: ip_vs_proto_name(cp.protocol),
    caddr: formatAddr(cp.caddr),
    cport: cp.cport,
    vaddr: formatAddr(cp.vaddr),
    vport: cp.vport,
    daddr: formatAddr(cp.daddr),
    dport: cp.dport,
    server: cp.dest ? servers.of(cp.dest.addr, cp.dest.port) : null,
    state: ip_vs_state_name(cp, ipvs.params.profile),
    template: is_template(cp),
    flags: cp.flags,
    flagNames: connFlagNames(cp.flags),
    fwd: ip_vs_fwd_tag(cp),
    refcnt: cp.refcnt,
    nControl: cp.n_control,
    control: cp.control ? objectId(cp.control) : null,
    inPkts: cp.in_pkts,
    timeout: cp.timeout / hz,
    asked: pending ? uptimeOf(hz, cp.timer.expires) : null,
    fires: pending ? uptimeOf(hz, cp.timer.fires) : null,
    bucket: cp.bucket,
    born: index.lives.get(cp.uid)?.born ?? -1,
    changed: [...(changes.get(id) ?? [])],
  };
}

/** A window of the entries that are listed; only these are turned into views. */
export function connWindow(
  context: ConnContext,
  query: ConnChoice & { readonly from: number; readonly count: number },
): { from: number; total: number; rows: ConnView[] } {
  const order = connOrder(context.ipvs, query);
  const length = Math.max(0, Math.min(query.count, order.total - query.from));
  const rows = Array.from({ length }, (_, at) => connView(context, order.at(query.from + at)));
  return { from: query.from, total: order.total, rows };
}
