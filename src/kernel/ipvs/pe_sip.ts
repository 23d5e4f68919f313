import { addrEqual } from '../../base/inet.ts';
import { helper as M } from '../../klog/linux-6.12.ts';
import type { Transport } from '../../packet/packet.ts';
import { IP_VS_CONN_F_TEMPLATE, type ip_vs_conn, type ip_vs_conn_param } from './ip_vs.ts';
import { ip_vs_proto_name } from './ip_vs_proto.ts';
import { type netns_ipvs, printk } from './netns_ipvs.ts';

/**
 * The SIP persistence engine (ip_vs_pe.c, ip_vs_pe_sip.c; header search as in nf_conntrack_sip.c): calls with
 * one Call-ID stay together. Text is held as one character per byte.
 */
const PEDATA_MAXLEN = 255;
/** The kernel's text buffer for one Call-ID in a message. */
const CALLID_BUFFER = 64;

const WORD = '[\\w!"%()*+:<>?\\[\\\\\\]`{}~\\-./\']+';
/** A header line `Call-ID` or, short, `i`; a domain must follow an `@`. */
const CALL_ID = new RegExp(
  `(?:\\r\\n|\\r|\\n)(?:call-id|i(?![a-z]))[ \\t]*:[ \\t]*(${WORD}(?:@${WORD})?(?!@))`,
  'gi',
);

/** Engines that exist. */
export function pe_getbyname(ipvs: netns_ipvs, name: string): boolean {
  if (ipvs.probe) printk(ipvs, M.pe_getbyname, name);
  const known = name === 'sip';
  if (!known && ipvs.probe) printk(ipvs, M.pe_not_found, name);
  return known;
}

export function has_conn_out(pe: string | null): boolean {
  return pe === 'sip';
}

export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** get_callid: the first Call-ID that a line end follows; null = none. */
export function get_callid(payload: string): string | null {
  for (const match of payload.matchAll(CALL_ID)) {
    const end = match.index + match[0].length;
    const terminated = payload[end] === '\r' || payload[end] === '\n';
    return terminated && match[1].length <= PEDATA_MAXLEN ? match[1] : null;
  }
  return null;
}

/** The text of a Call-ID in messages: the kernel's copy of up to 64 characters, printed from the second on. */
function printed(callid: string): string {
  return callid.slice(1, CALLID_BUFFER);
}

/** ip_vs_sip_fill_param: the key of the packet's call, or null when it has none. */
export function ip_vs_sip_fill_param(ipvs: netns_ipvs, transport: Transport): string | null {
  if (transport.kind !== 'udp' || !transport.payload || transport.payload.length === 0) return null;
  const callid = get_callid(latin1(transport.payload));
  if (callid !== null && ipvs.probe) printk(ipvs, M.sip_callid, printed(callid), callid.length);
  return callid;
}

/** ip_vs_sip_ct_match: is this the template of the call? */
export function ip_vs_sip_ct_match(ipvs: netns_ipvs, p: ip_vs_conn_param, ct: ip_vs_conn): boolean {
  const matches =
    ct.af === p.af &&
    addrEqual(p.caddr, ct.caddr) &&
    addrEqual(p.vaddr, ct.vaddr) &&
    ct.vport === p.vport &&
    (ct.flags & IP_VS_CONN_F_TEMPLATE) !== 0 &&
    ct.protocol === p.protocol &&
    ct.pe_data === p.pe_data;
  if (ipvs.probe) {
    const outcome = matches ? 'hit' : 'not hit';
    printk(
      ipvs,
      M.sip_match,
      ip_vs_proto_name(p.protocol),
      printed(p.pe_data ?? ''),
      p.vaddr,
      p.vport,
      outcome,
    );
  }
  return matches;
}
