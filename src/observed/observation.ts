import { addrEqual, familyOf, type InetAddr } from '../base/inet.ts';
import type { Command, ForwardingMethod, ServiceKey } from '../control/command.ts';
import { run_command } from '../kernel/command.ts';
import { chain_head, conn_tab_walk, ip_vs_conn_hashkey } from '../kernel/ipvs/conn_tab.ts';
import { find_dest } from '../kernel/ipvs/dest.ts';
import {
  type ip_vs_conn,
  type ip_vs_conn_param,
  type ip_vs_dest,
  type ip_vs_service,
  is_template,
} from '../kernel/ipvs/ip_vs.ts';
import { type netns_ipvs, set } from '../kernel/ipvs/netns_ipvs.ts';
import { FTPPORT, ip_vs_service_find } from '../kernel/ipvs/service_lookup.ts';
import { services_walk } from '../kernel/ipvs/services.ts';
import { service_key } from '../kernel/listing/rules.ts';
import type { End } from './values.ts';

/** The three ends of an entry, as messages name them. */
export interface Ends {
  readonly protocol: number;
  readonly c: End;
  readonly v: End;
  readonly d: End;
}

const METHOD_OF_TAG: Readonly<Record<string, ForwardingMethod>> = {
  M: 'masq',
  L: 'local',
  T: 'tunnel',
  R: 'droute',
  B: 'bypass',
};

/** What one event's lines have named so far, and the machine that is rebuilt from them. */
export class Observation {
  cp: ip_vs_conn | null = null;
  ct: ip_vs_conn | null = null;
  /** No real server was found for it. */
  refused = false;
  /** The entry that the event is about. */
  about: ip_vs_conn | null = null;
  svc: ip_vs_service | null = null;
  /** Firewall mark of the service that was looked up. */
  fwmark = 0;
  /** The service's port, where a template has told that it is zero. */
  portZero = false;
  /** A service that was found and is not known yet. */
  hit: { readonly protocol: number; readonly addr: InetAddr; readonly port: number } | null = null;
  /** The scheduler at work, what it chose, and what else the lines tell of a service that is not known yet. */
  scheduler: string | null = null;
  picked: { readonly server: End; readonly weight: number } | null = null;
  persistent = false;
  netmask: number | null = null;
  onePacket = false;
  /** A helper has announced a connection. */
  announced = false;
  /** The packet is an ICMP error about the entry's flow. */
  icmp = false;
  /** The client's packet as it was looked up. */
  asked: ip_vs_conn_param | null = null;
  /** Call-ID of the packet. */
  callid: string | null = null;
  /** Entries that the event holds a reference of. */
  readonly held = new Set<ip_vs_conn>();
  /** Entries that are not in the table (one-packet). */
  private readonly unhashed: ip_vs_conn[] = [];

  constructor(readonly ipvs: netns_ipvs) {}

  hold(cp: ip_vs_conn): void {
    this.held.add(cp);
    if (is_template(cp)) this.ct = cp;
    else this.cp = cp;
    this.about = this.cp ?? this.ct;
  }

  keepUnhashed(cp: ip_vs_conn): void {
    this.unhashed.push(cp);
  }

  /** The entry with these ends. */
  find({ protocol, c, v, d }: Ends): ip_vs_conn | null {
    return this.atClient(
      protocol,
      c,
      (cp) => sameEnd(cp.vaddr, cp.vport, v) && sameEnd(cp.daddr, cp.dport, d),
    );
  }

  /**
   * An entry of a client's end that passes a test: those of this event first, then its chain. Templates of a
   * persistence engine hang elsewhere, and lines about control links do not name the protocol: then the whole table.
   */
  atClient(protocol: number | null, c: End, test: (cp: ip_vs_conn) => boolean): ip_vs_conn | null {
    const fits = (cp: ip_vs_conn): boolean =>
      (protocol === null || cp.protocol === protocol) && sameEnd(cp.caddr, cp.cport, c) && test(cp);
    const near = [...this.held, ...this.unhashed].find(fits);
    if (near) return near;
    const { conn_tab } = this.ipvs;
    if (protocol !== null) {
      const bucket = ip_vs_conn_hashkey(conn_tab, protocol, c.addr, c.port);
      for (let cp = chain_head(conn_tab, bucket); cp; cp = cp.c_next) if (fits(cp)) return cp;
    }
    if (protocol !== null && c.port !== 0) return null;
    for (const cp of conn_tab_walk(conn_tab)) if (fits(cp)) return cp;
    return null;
  }

  /**
   * Carries out a command. What the log has told of references stays: schedulers that fill tables with servers
   * would count theirs on top.
   */
  administer(command: Command): void {
    const { ipvs } = this;
    const known = [...services_walk(ipvs)].flatMap(({ destinations }) =>
      destinations.map((dest) => ({ dest, refcnt: dest.refcnt })),
    );
    run_command(ipvs, command);
    for (const { dest, refcnt } of known) set(ipvs, dest, 'refcnt', refcnt);
  }

  /** A service that was found exists, even if nothing came of it. */
  meetService(): void {
    if (!this.hit || this.svc) return;
    const { protocol, addr, port } = this.hit;
    this.service(protocol, { addr, port }, familyOf(addr));
  }

  /** The service of a virtual end; if none is known, one is made: the log has just shown that it is there. */
  service(protocol: number, v: End, af: 2 | 10): ip_vs_service | null {
    const { ipvs, fwmark } = this;
    const known = ip_vs_service_find(ipvs, af, fwmark, protocol, v.addr, v.port);
    if (known) return known;
    const port = this.portZero ? 0 : v.port;
    const service: ServiceKey =
      fwmark !== 0
        ? { kind: 'fwmark', fwmark, ipv6: af === 10 }
        : { kind: 'address', protocol, addr: v.addr, port };
    this.administer({
      op: 'add-service',
      service,
      options: {
        scheduler: this.scheduler ?? 'wlc',
        persistent: this.portZero || this.persistent ? 0 : null,
        netmask: this.netmask,
        pe: this.callid === null ? null : 'sip',
        onePacket: this.onePacket,
        schedFlags: [],
      },
    });
    return ip_vs_service_find(ipvs, af, fwmark, protocol, v.addr, v.port);
  }

  knownServer(svc: ip_vs_service, d: End): ip_vs_dest | null {
    const known = find_dest(svc, d.addr, d.port) ?? (svc.port === 0 ? find_dest(svc, d.addr, 0) : null);
    return known ?? (svc.port === FTPPORT ? find_dest(svc, d.addr, FTPPORT) : null);
  }

  /** The real server of a service; made when the log names one that is not known. */
  server(svc: ip_vs_service, d: End, tag: string): ip_vs_dest | null {
    const known = this.knownServer(svc, d);
    if (known) return known;
    const port = svc.port === 0 ? 0 : d.port;
    const { picked } = this;
    const chosen = picked !== null && addrEqual(picked.server.addr, d.addr);
    this.administer({
      op: 'add-server',
      service: service_key(svc),
      server: { addr: d.addr, port },
      options: {
        method: METHOD_OF_TAG[tag] ?? 'masq',
        weight: chosen ? picked.weight : 1,
        upperThreshold: 0,
        lowerThreshold: 0,
        tunnel: null,
      },
    });
    return find_dest(svc, d.addr, port);
  }
}

export function sameEnd(addr: InetAddr, port: number, end: End): boolean {
  return port === end.port && addrEqual(addr, end.addr);
}
