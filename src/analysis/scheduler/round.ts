import type { ip_vs_service } from '../../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import { rr_data, wrr_data } from '../../kernel/ipvs/sched/round.ts';
import type { CursorInside, WrrInside } from '../../trace/scheduler-views.ts';
import { passedOver, placeOf, tryOut } from './try-out.ts';

/** Schedulers that go round the list. */

/** At least two rounds of most lists. */
const NEXT_CHOICES = 12;

export function cursorInside(ipvs: netns_ipvs, svc: ip_vs_service): CursorInside {
  return {
    kind: 'cursor',
    at: placeOf(svc, rr_data(svc).last),
    passedOver: svc.destinations.map(passedOver),
    next: tryOut(ipvs, svc, NEXT_CHOICES).chosen,
  };
}

export function wrrInside(ipvs: netns_ipvs, svc: ip_vs_service): WrrInside {
  const { cl, cw, mw, di } = wrr_data(svc);
  return {
    kind: 'wrr',
    at: placeOf(svc, cl),
    cw,
    mw,
    di,
    weights: svc.destinations.map(({ weight }) => weight),
    passedOver: svc.destinations.map(passedOver),
    next: tryOut(ipvs, svc, NEXT_CHOICES).chosen,
  };
}
