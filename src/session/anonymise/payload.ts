import { AF_INET, AF_INET6, familyOf, formatAddr, formatIn4, type InetAddr } from '../../base/inet.ts';
import { pe_data_bytes } from '../../kernel/ipvs/conn_tab.ts';
import { type FtpAddrPort, ip_vs_ftp_get_addrport } from '../../kernel/ipvs/ftp_addrport.ts';
import { get_callid, latin1 } from '../../kernel/ipvs/pe_sip.ts';
import type { IpPacket } from '../../packet/packet.ts';
import type { Replacer } from './replacer.ts';
import { replaceSync } from './sync-payload.ts';

/**
 * Payload is made anew out of the little that IPVS reads of it, so that nothing else can be left in it. Lengths of
 * packets stand beside it in a case and stay as they are: sequence numbers need no care.
 */

type Ends = Pick<Replacer, 'end'>;

/** What both ends of a control connection may announce, with the words that come before the address (RFC 959, 2428). */
const ANNOUNCED = [
  { pattern: 'PORT', long: 'PORT ', short: 'PORT ', close: '\r\n' },
  { pattern: 'EPRT', long: 'EPRT ', short: 'EPRT ', close: '\r\n' },
  { pattern: '227 ', long: '227 Entering Passive Mode (', short: '227 (', close: ')\r\n' },
  { pattern: '229 ', long: '229 Entering Extended Passive Mode (', short: '229 (', close: ')\r\n' },
] as const;

function oldFormat(addr: InetAddr, port: number): string {
  const octets = typeof addr === 'number' ? formatIn4(addr).replaceAll('.', ',') : '';
  return `${octets},${port >> 8},${port & 255}`;
}

function extendedFormat({ addr, port }: FtpAddrPort): string {
  if (addr === null) return `|||${port}|`;
  return `|${familyOf(addr) === AF_INET ? 1 : 2}|${formatAddr(addr)}|${port}|`;
}

/** `PORT`, `EPRT`, `227` or `229` with a replaced address; null = the text announces nothing. */
function announcement(text: string, { saddr, daddr }: IpPacket, to: Ends): string | null {
  const family = familyOf(saddr);
  for (const { pattern, long, short, close } of ANNOUNCED) {
    const found = ip_vs_ftp_get_addrport(text, pattern, family);
    if (!found) continue;
    // Of an answer without an address the port is one of the server's, who is the sender.
    const { addr, port } = to.end({ addr: found.addr ?? saddr, port: found.port });
    const given = { ...found, addr: found.addr === null ? null : addr, port };
    const old = pattern === 'PORT' || pattern === '227 ';
    const end = old ? oldFormat(addr, port) : extendedFormat(given);
    const whole = `${long}${end}${close}`;
    return whole.length <= text.length || familyOf(daddr) === AF_INET6 ? whole : `${short}${end}${close}`;
  }
  return null;
}

/** The command that asks for a passive transfer, alone; null = there is none that the kernel would notice. */
function passive(text: string): string | null {
  const at = text.search(/PASV\r\n|EPSV[ \r]/i);
  if (at < 0 || at > text.length - 6) return null;
  const [line] = /^(?:PASV|EPSV(?: [12](?=\r)| )?)/i.exec(text.slice(at)) ?? [''];
  return `${line.toUpperCase()}\r\n`;
}

function ftp(text: string, packet: IpPacket, to: Ends): string | null {
  return announcement(text, packet, to) ?? passive(text);
}

/** A SIP message with a replaced Call-ID and nothing else. */
function sip(text: string, to: Pick<Replacer, 'callId'>): string | null {
  const id = get_callid(text);
  if (id === null) return null;
  const whole = `INFO sip:example.invalid SIP/2.0\r\nCall-ID: ${to.callId(id)}\r\n`;
  return whole.length <= text.length ? whole : `\r\ni:${to.callId(id)}\r\n`;
}

/** What takes the place of a packet's payload; null = nothing of it is read. */
export function replacePayload(payload: Uint8Array, packet: IpPacket, to: Replacer): Uint8Array | null {
  const { transport, daddr } = packet;
  if (transport.kind === 'udp' && isGroup(daddr)) return replaceSync(payload, transport.payloadLength, to);
  const text = latin1(payload);
  const made = transport.kind === 'tcp' ? ftp(text, packet, to) : sip(text, to);
  return made === null ? null : pe_data_bytes(made);
}

function isGroup(addr: InetAddr): boolean {
  return typeof addr === 'number' ? addr >>> 28 === 14 : addr[0] >>> 24 === 255;
}

/** Does the payload make the kernel write an address of its own into the answer? Then lengths of texts count. */
export function isRewritten(payload: Uint8Array, { saddr }: IpPacket): boolean {
  return ip_vs_ftp_get_addrport(latin1(payload), '227 ', familyOf(saddr)) !== null;
}
