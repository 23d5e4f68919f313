import { formatEndpoint } from '../../base/inet.ts';
import { keyOfListed, numericEnd, serviceText } from '../../inputs/listing-rules.ts';
import { find_dest } from '../../kernel/ipvs/dest.ts';
import {
  IP_VS_CONN_F_FWD_MASK,
  IP_VS_SVC_F_PERSISTENT,
  type ip_vs_dest,
  ip_vs_dest_inactconns,
  type ip_vs_service,
  type ip_vs_stats,
} from '../../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import { __ip_vs_service_find, __ip_vs_svc_fwm_find } from '../../kernel/ipvs/service_lookup.ts';
import { services_walk } from '../../kernel/ipvs/services.ts';
import { shown_stats } from '../../kernel/ipvs/stats.ts';
import type {
  ListedFigure,
  ListedFigures,
  ListedServer,
  ListedService,
  ServicesListing,
  StatsListing,
} from '../../readers/listings/listed.ts';
import type { EvidenceResult } from '../../trace/evidence-views.ts';
import { Comparison, type MachineAt, told } from './moment.ts';

const METHODS = ['masq', 'local', 'tunnel', 'droute', 'bypass'] as const;
const METHOD_NAMES = {
  masq: 'Masq',
  local: 'Local',
  tunnel: 'Tunnel',
  droute: 'Route',
  bypass: 'Bypass',
} as const;
const FIGURES = ['conns', 'inPkts', 'outPkts', 'inBytes', 'outBytes'] as const;
const FIGURE_NAMES = ['Conns', 'InPkts', 'OutPkts', 'InBytes', 'OutBytes'] as const;

const holds = ({ value, unit }: ListedFigure, model: number): boolean =>
  model >= value && model < value + unit;

/** Counters that are not those of the listing; a rounded figure stands for a range. */
function figuresOff(listed: ListedFigures | null, ipvs: netns_ipvs, stats: ip_vs_stats): string[] {
  if (!listed) return [];
  const { counters } = shown_stats(ipvs, stats);
  return FIGURES.flatMap((name, i) =>
    holds(listed[name], counters[i]) ? [] : [told(listed[name].value, counters[i], FIGURE_NAMES[i])],
  );
}

/** Where both sides have a value and the values are not equal. */
function off(name: string, listed: string | number | null, model: string | number): string[] {
  return listed === null || listed === model ? [] : [told(listed, model, name)];
}

function serverOff(listed: ListedServer, dest: ip_vs_dest, ipvs: netns_ipvs, stats: boolean): string[] {
  const method = METHODS[dest.conn_flags & IP_VS_CONN_F_FWD_MASK] ?? 'masq';
  return [
    ...off('method', listed.method && METHOD_NAMES[listed.method], METHOD_NAMES[method]),
    ...off('Weight', listed.weight, dest.weight),
    ...off('ActiveConn', listed.activeConns, dest.activeconns),
    ...off('InActConn', listed.inactConns, ip_vs_dest_inactconns(dest)),
    ...off('PersistConn', listed.persistConns, dest.persistconns),
    ...off('Uthreshold', listed.upperThreshold, dest.u_threshold),
    ...off('Lthreshold', listed.lowerThreshold, dest.l_threshold),
    ...(stats ? figuresOff(listed.figures, ipvs, dest.stats) : []),
  ];
}

function serviceOff(listed: ListedService, svc: ip_vs_service, ipvs: netns_ipvs, stats: boolean): string[] {
  const { hz } = ipvs.params;
  const said = off('scheduler', listed.scheduler, svc.scheduler ?? 'none');
  if (listed.scheduler !== null) {
    const model = svc.flags & IP_VS_SVC_F_PERSISTENT ? svc.timeout / hz : 0;
    const { persistent } = listed;
    const seconds = persistent ? (persistent.unit === 's' ? persistent.timeout : persistent.timeout / hz) : 0;
    if (Math.abs(seconds - model) >= 1) said.push(told(`${seconds} s`, `${model} s`, 'persistence'));
  }
  if (stats) said.push(...figuresOff(listed.figures, ipvs, svc.stats));
  return said;
}

function serviceFor(listed: ListedService, ipvs: netns_ipvs): ip_vs_service | null {
  const key = keyOfListed(listed);
  if (!key) return null;
  if (key.kind === 'fwmark') return __ip_vs_svc_fwm_find(ipvs, key.ipv6 ? 10 : 2, key.fwmark);
  const af = typeof key.addr === 'number' ? 2 : 10;
  return __ip_vs_service_find(ipvs, af, key.protocol, key.addr, key.port);
}

function modelName(svc: ip_vs_service): string {
  if (svc.fwmark !== 0) return serviceText({ kind: 'fwmark', fwmark: svc.fwmark, ipv6: svc.af === 10 });
  return serviceText({ kind: 'address', protocol: svc.protocol, addr: svc.addr, port: svc.port });
}

class ServicesComparison {
  private names = 0;

  constructor(
    private readonly comparison: Comparison,
    private readonly ipvs: netns_ipvs,
    private readonly stats: boolean,
  ) {}

  service(listed: ListedService): ip_vs_service | null {
    const key = keyOfListed(listed);
    if (!key) {
      this.names++;
      return null;
    }
    const name = serviceText(key);
    const svc = serviceFor(listed, this.ipvs);
    if (!svc) {
      this.comparison.missing(name, 'the model has no such service');
      return null;
    }
    this.comparison.row(name, serviceOff(listed, svc, this.ipvs, this.stats));
    const seen = new Set<ip_vs_dest>();
    for (const server of listed.servers) {
      const dest = this.server(name, server, svc);
      if (dest) seen.add(dest);
    }
    for (const dest of svc.destinations) {
      if (seen.has(dest) || this.names > 0) continue;
      const text = 'the listing has no such server';
      this.comparison.extra(`${name} -> ${formatEndpoint(dest.addr, dest.port)}`, text);
    }
    return svc;
  }

  private server(name: string, listed: ListedServer, svc: ip_vs_service): ip_vs_dest | null {
    const end = numericEnd(listed.end);
    if (!end) {
      this.names++;
      return null;
    }
    const subject = `${name} -> ${formatEndpoint(end.addr, end.port)}`;
    const dest = find_dest(svc, end.addr, end.port);
    if (dest) this.comparison.row(subject, serverOff(listed, dest, this.ipvs, this.stats));
    else this.comparison.missing(subject, 'the model has no such server');
    return dest;
  }

  end(seen: ReadonlySet<ip_vs_service>): void {
    const { comparison, names } = this;
    if (names > 0) {
      comparison.notes.push(`${names} rows are given by names and not compared: list with -n.`);
      return;
    }
    for (const svc of services_walk(this.ipvs)) {
      if (!seen.has(svc)) comparison.extra(modelName(svc), 'the listing has no such service');
    }
  }
}

/** A listing of services in any of its forms: services, servers, weights, counts, thresholds, counters. */
export function compareServices(listing: ServicesListing, machine: MachineAt): EvidenceResult {
  const comparison = new Comparison('rows', machine);
  const walk = new ServicesComparison(comparison, machine.ipvs, listing.form === 'stats');
  const seen = new Set<ip_vs_service>();
  for (const listed of listing.services) {
    const svc = walk.service(listed);
    if (svc) seen.add(svc);
  }
  walk.end(seen);
  if (listing.form === 'rate')
    comparison.notes.push('Rates are not compared: only which services and servers there are.');
  return comparison.result();
}

/** /proc/net/ip_vs_stats: the totals. */
export function compareStats(listing: StatsListing, machine: MachineAt): EvidenceResult {
  const comparison = new Comparison('figures', machine);
  const { ipvs } = machine;
  const { counters } = shown_stats(ipvs, ipvs.tot_stats);
  for (const [i, name] of FIGURES.entries()) {
    const listed = listing.counters?.[name];
    if (!listed) continue;
    comparison.row(FIGURE_NAMES[i], holds(listed, counters[i]) ? [] : [told(listed.value, counters[i])]);
  }
  if (listing.rates) comparison.notes.push('Rates are not compared.');
  return comparison.result();
}
