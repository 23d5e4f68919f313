import { formatEndpoint } from '../../base/inet.ts';
import type { ip_vs_dest, ip_vs_iphdr, ip_vs_service } from '../../kernel/ipvs/ip_vs.ts';
import { scheduler_of } from '../../kernel/ipvs/ip_vs_sched.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import { is_overloaded } from '../../kernel/ipvs/sched/scheduler.ts';
import { NullProbe } from '../../trace/dmesg.ts';
import type { Look, ServerPlace } from '../../trace/scheduler-views.ts';

/**
 * Asks a scheduler without consequences: it works on a copy of its own fields. Only for schedulers that keep
 * nothing but fields, or change nothing when they are asked (all but lblc, lblcr and twos).
 */

/** A packet for schedulers that do not look at it. */
const ANY_PACKET: ip_vs_iphdr = {
  af: 2,
  protocol: 6,
  saddr: 0,
  daddr: 0,
  sport: 0,
  dport: 0,
  fragoffs: 0,
  icmp: false,
  inverse: false,
  transport: { kind: 'other' },
};

class LookProbe extends NullProbe {
  readonly looks: Look[] = [];

  constructor(private readonly names: readonly string[]) {
    super();
  }

  override branch(condition: string, text: string, taken: boolean): void {
    const space = text.indexOf(' ');
    const server = this.names.indexOf(text.slice(0, space));
    if (server >= 0) this.looks.push({ server, condition, operands: text.slice(space + 1), taken });
  }
}

export const placeOf = (svc: ip_vs_service, dest: ip_vs_dest | null): ServerPlace => {
  const place = dest ? svc.destinations.indexOf(dest) : -1;
  return place < 0 ? null : place;
};

export interface Trial {
  readonly chosen: readonly ServerPlace[];
  /** What was looked at for the first choice. */
  readonly looks: readonly Look[];
}

/** What the scheduler would choose, `count` times in a row, if nothing else happened in between. */
export function tryOut(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  count: number,
  packet: ip_vs_iphdr = ANY_PACKET,
): Trial {
  const scheduler = scheduler_of(svc);
  if (!scheduler) return { chosen: [], looks: [] };
  const probe = new LookProbe(svc.destinations.map(({ addr, port }) => formatEndpoint(addr, port)));
  const machine: netns_ipvs = { ...ipvs, probe, ratelimit: { ...ipvs.ratelimit } };
  const memory = svc.sched_data;
  const copy = { ...svc, sched_data: typeof memory === 'object' && memory ? { ...memory } : memory };
  const chosen: ServerPlace[] = [];
  let looks: readonly Look[] = [];
  for (let i = 0; i < count; i++) {
    chosen.push(placeOf(svc, scheduler.schedule(machine, copy, packet)));
    if (i === 0) looks = probe.looks.slice();
    if (chosen[i] === null) break;
  }
  return { chosen, looks };
}

/** Why a server gets nothing now; '' = it may. */
export function passedOver(dest: ip_vs_dest): string {
  if (is_overloaded(dest)) return 'overloaded';
  return dest.weight <= 0 ? 'weight 0' : '';
}
