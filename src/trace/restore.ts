import { addrKey } from '../base/inet.ts';
import { innermost } from '../inputs/innermost.ts';
import type { PacketInput } from '../inputs/program.ts';
import { find_entry_of_reply, find_entry_of_request } from '../kernel/ipvs/conn_lookup.ts';
import { IP_VS_CONN_F_MASQ, IP_VS_FWD_METHOD, type ip_vs_conn } from '../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import { take_sent_icmp } from '../kernel/lib/icmp.ts';
import type { HookName } from '../kernel/lib/netfilter.ts';
import type { IpPacket } from '../packet/packet.ts';

/** Captured copies become the packets that they were: what only the machine's own entries can tell. */

/** A packet on its way into the machine. */
export interface Restored {
  readonly ip: IpPacket;
  readonly hook: HookName;
}

interface Ends {
  readonly saddr?: IpPacket['saddr'];
  readonly daddr?: IpPacket['daddr'];
  readonly sport?: number;
  readonly dport?: number;
}

function withEnds(ip: IpPacket, change: Ends): IpPacket {
  const { saddr = ip.saddr, daddr = ip.daddr, sport, dport } = change;
  let { transport } = ip;
  if ('sport' in transport) {
    transport = { ...transport, sport: sport ?? transport.sport, dport: dport ?? transport.dport };
  }
  return { ...ip, saddr, daddr, transport };
}

const isMasq = (cp: ip_vs_conn): boolean => IP_VS_FWD_METHOD(cp) === IP_VS_CONN_F_MASQ;

/** A packet from the virtual end, captured behind the director. */
function reply(ipvs: netns_ipvs, ip: IpPacket, hook: HookName, host: boolean): Restored | null {
  const cp = find_entry_of_reply(ipvs, ip);
  if (!cp) return host ? { ip, hook: 'LOCAL_OUT' } : null;
  return isMasq(cp) ? { ip: withEnds(ip, { saddr: cp.daddr, sport: cp.dport }), hook } : null;
}

/** A real server's reply, as the server would have sent it that the entry has now; without an entry it stays as it was. */
function answer(
  ipvs: netns_ipvs,
  ip: IpPacket,
  { hook }: PacketInput,
  { vaddr, vport }: { vaddr: IpPacket['saddr']; vport: number },
): Restored {
  return reply(ipvs, withEnds(ip, { saddr: vaddr, sport: vport }), hook, false) ?? { ip, hook };
}

/** An ICMP error from the virtual address to a client: the host's own, or translated from a real server's. */
function icmpError(ipvs: netns_ipvs, ip: IpPacket, hook: HookName): Restored | null {
  if (take_sent_icmp(ipvs, addrKey(ip.daddr))) return null;
  const { transport } = ip;
  const embedded = transport.kind === 'icmp' ? transport.embedded : null;
  const cp = embedded && find_entry_of_request(ipvs, embedded);
  if (!embedded || transport.kind !== 'icmp' || !cp || !isMasq(cp)) return { ip, hook };
  const about = withEnds(embedded, { daddr: cp.daddr, dport: cp.dport });
  return { ip: { ...ip, saddr: cp.daddr, transport: { ...transport, embedded: about } }, hook: 'FORWARD' };
}

/** The packet as it came to the director; null = it never did, or the model has just sent it itself. */
export function restored(ipvs: netns_ipvs, input: PacketInput, ip: IpPacket | null): Restored | null {
  if (!ip) return null;
  const { restore, hook } = input;
  switch (restore?.kind) {
    case undefined:
      return { ip, hook };
    case 'request':
      return { ip: withEnds(ip, { daddr: restore.vaddr, dport: restore.vport }), hook };
    case 'inner':
      return { ip: innermost(ip), hook };
    case 'reply':
      return reply(ipvs, ip, hook, restore.host);
    case 'answer':
      return answer(ipvs, ip, input, restore);
    case 'own-icmp':
      return icmpError(ipvs, ip, hook);
  }
}
