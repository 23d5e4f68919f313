import { WordColumn } from '../../base/column.ts';
import { addrEqual } from '../../base/inet.ts';
import { isMulticast } from '../../control/ipvsadm-daemon.ts';
import { inPrefix, markOf } from '../../control/mark-rule.ts';
import type { PacketStore } from '../../packet/store.ts';
import type { ServerRole, Topology } from '../topology.ts';
import { type Cut, type CutService, isEnd } from './cut.ts';
import { type CutHeader, headersOf } from './headers.ts';

/** Its data connections have ports of their own. */
const FTP_PORT = 21;

/** Says of each packet whether a cut keeps it. */
export class CutTest {
  private readonly services: readonly ServiceTest[];
  private readonly second: number;
  private readonly fromNs: number;
  private readonly untilNs: number;
  private readonly anyTime: boolean;
  private readonly anyOne: boolean;
  private readonly header: CutHeader = { saddr: 0, daddr: 0, protocol: 0, sport: -1, dport: -1 };

  constructor(
    private readonly store: PacketStore,
    private readonly cut: Cut,
    topology: Topology,
  ) {
    this.services = cut.services.map((service) => new ServiceTest(service, topology));
    this.second = store.baseSec;
    const first = store.length > 0 ? store.nsec(0) : 0;
    this.fromNs = cut.from === null ? Number.NEGATIVE_INFINITY : first + cut.from * 1e9;
    this.untilNs = cut.until === null ? Number.POSITIVE_INFINITY : first + cut.until * 1e9;
    this.anyTime = cut.from === null && cut.until === null;
    this.anyOne = cut.clients.length === 0 && cut.services.length === 0;
  }

  /**
   * Packets of a client or service are kept in both directions, the translated ones and tunnels included; ICMP errors by
   * the packet that they are about; messages to multicast groups always, as synchronisation is among them.
   */
  keeps(index: number): boolean {
    const { store } = this;
    if (!this.anyTime) {
      const time = store.nsSince(index, this.second);
      if (time < this.fromNs || time > this.untilNs) return false;
    }
    if (this.anyOne) return true;
    if (store.version(index) === 0) return false;
    if (!store.isPlain(index)) return this.keepsAny(headersOf(store, index));
    const { header } = this;
    header.saddr = store.saddr(index);
    header.daddr = store.daddr(index);
    header.protocol = store.protocol(index);
    header.sport = store.sport(index);
    header.dport = store.dport(index);
    return isMulticast(header.daddr) || (this.isOfClient(header) && this.isOfService(header));
  }

  private keepsAny(headers: readonly CutHeader[]): boolean {
    return (
      headers.some(({ daddr }) => isMulticast(daddr)) ||
      (headers.some((header) => this.isOfClient(header)) &&
        headers.some((header) => this.isOfService(header)))
    );
  }

  private isOfClient({ saddr, daddr }: CutHeader): boolean {
    const { clients } = this.cut;
    if (clients.length === 0) return true;
    for (const prefix of clients) if (inPrefix(saddr, prefix) || inPrefix(daddr, prefix)) return true;
    return false;
  }

  private isOfService(header: CutHeader): boolean {
    if (this.services.length === 0) return true;
    for (const service of this.services) if (service.has(header)) return true;
    return false;
  }
}

/** One service: its virtual end, its mark, and its masqueraded real servers. */
class ServiceTest {
  private readonly service: CutService;
  private readonly servers: readonly ServerRole['server'][];

  constructor(
    service: CutService,
    private readonly topology: Topology,
  ) {
    const ftp = service.kind === 'address' && service.port === FTP_PORT;
    this.servers = [...topology.servers.values()]
      .flat()
      .filter((role) => role.method === 'masq' && isServiceOf(service, role))
      .map(({ server }) => (ftp ? { ...server, port: 0 } : server));
    this.service = ftp ? { ...service, port: 0 } : service;
  }

  has({ saddr, daddr, protocol, sport, dport }: CutHeader): boolean {
    const { service, servers } = this;
    if (isEnd(service, protocol, daddr, dport) || isEnd(service, protocol, saddr, sport)) return true;
    if (service.kind === 'fwmark' && this.isMarked({ saddr, daddr, protocol, sport, dport })) return true;
    for (const { addr, port } of servers) {
      if (addrEqual(addr, daddr) && (port === 0 || dport < 0 || port === dport)) return true;
      if (addrEqual(addr, saddr) && (port === 0 || sport < 0 || port === sport)) return true;
    }
    return false;
  }

  /** The packet has the mark, or what it answers to has. */
  private isMarked({ saddr, daddr, protocol, sport, dport }: CutHeader): boolean {
    const { marks } = this.topology;
    const { service } = this;
    if (service.kind !== 'fwmark') return false;
    const [from, to] = [sport < 0 ? null : sport, dport < 0 ? null : dport];
    return (
      markOf(marks, { saddr, daddr, protocol, sport: from, dport: to }) === service.mark ||
      markOf(marks, { saddr: daddr, daddr: saddr, protocol, sport: to, dport: from }) === service.mark
    );
  }
}

function isServiceOf(wanted: CutService, { service }: ServerRole): boolean {
  if (wanted.kind === 'fwmark') return service.kind === 'fwmark' && service.fwmark === wanted.mark;
  if (service.kind !== 'address' || !addrEqual(service.addr, wanted.addr)) return false;
  if (wanted.protocol !== null && wanted.protocol !== service.protocol) return false;
  return wanted.port === 0 || service.port === 0 || service.port === wanted.port;
}

/** Numbers of the packets that a cut keeps, upwards. */
export function selectPackets(store: PacketStore, cut: Cut, topology: Topology): Uint32Array {
  const test = new CutTest(store, cut, topology);
  const kept = new WordColumn();
  for (let i = 0; i < store.length; i++) if (test.keeps(i)) kept.push(i);
  return kept.filled;
}
