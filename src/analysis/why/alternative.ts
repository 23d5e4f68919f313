import { formatEndpoint } from '../../base/inet.ts';
import type { ip_vs_dest, ip_vs_service } from '../../kernel/ipvs/ip_vs.ts';
import { schedule, scheduler_of } from '../../kernel/ipvs/ip_vs_sched.ts';
import { lookBack } from '../../trace/rewind.ts';
import type { Visit } from '../../trace/trace.ts';

/** What the scheduler would have chosen at an event at which a template decided. */
export interface Alternative {
  readonly dest: ip_vs_dest;
  readonly figureName: string;
  /** `.12 257, .11 0`, in list order; '' = the scheduler compares nothing per server. */
  readonly figures: string;
}

/** Schedulers whose choice leaves the machine as it was, or whose memory is a few numbers that can be put back. */
const HARMLESS = new Set(['wlc', 'lc', 'sed', 'nq', 'sh', 'dh', 'rr', 'wrr']);

function choose(visit: Visit, svc: ip_vs_service): Alternative | null {
  const { ipvs, recorder } = visit;
  const iph = recorder.scopes.find(({ name }) => name === 'iph')?.object;
  if (!iph || 'kind' in iph || 'caddr' in iph) return null;
  const memory =
    typeof svc.sched_data === 'object' && svc.sched_data ? { ...svc.sched_data } : svc.sched_data;
  const dest = schedule(ipvs, svc, iph);
  if (typeof svc.sched_data === 'object' && svc.sched_data) Object.assign(svc.sched_data, memory);
  if (!dest) return null;
  const figure = scheduler_of(svc)?.figure;
  const all = figure
    ? svc.destinations.map((d) => `${lastPart(d)} ${figure.of(svc, d, ipvs)}`).join(', ')
    : '';
  return { dest, figureName: figure ? `${figure.name.replace(/^\w+ /, '')}s` : '', figures: all };
}

function lastPart(dest: ip_vs_dest): string {
  return typeof dest.addr === 'number' ? `.${dest.addr & 255}` : formatEndpoint(dest.addr, dest.port);
}

/** Asks the scheduler as the machine was before the event; null = it cannot be asked without a trace. */
export function alternative(visit: Visit): Alternative | null {
  const svc = visit.recorder.facts.service;
  if (!svc?.scheduler || !HARMLESS.has(svc.scheduler)) return null;
  return lookBack(visit.ipvs, visit.recorder.rawSteps, 0, () => choose(visit, svc));
}

/** What the scheduler compared at an event, as it stood before: `.12 257, .11 0`; null = it compares nothing. */
export function figuresBefore(visit: Visit, svc: ip_vs_service): { text: string; tie: boolean } | null {
  const figure = scheduler_of(svc)?.figure;
  if (!figure || svc.destinations.length > 8) return null;
  return lookBack(visit.ipvs, visit.recorder.rawSteps, 0, () => {
    const usable = svc.destinations.filter(({ weight }) => weight > 0);
    const values = usable.map((dest) => figure.of(svc, dest, visit.ipvs));
    const least = Math.min(...values.map(Number));
    const tie =
      !figure.name.includes('slots') && values.filter((value) => Number(value) === least).length > 1;
    return { text: usable.map((dest, i) => `${lastPart(dest)} ${values[i]}`).join(', '), tie };
  });
}
