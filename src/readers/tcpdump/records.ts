import type { PasteLine } from '../listings/lines.ts';
import { type LinkText, readLink } from './link.ts';
import { readStamp, type Stamp } from './stamp.ts';

/** One packet as tcpdump printed it, its lines put together. */
export interface PacketText {
  line: number;
  stamp: Stamp | null;
  link: LinkText;
  /** From the parenthesis of `-v` or the source address on; the lines of `-v` are joined with a blank. */
  text: string;
}

/** What tcpdump says of itself. */
const ABOUT =
  /^(?:tcpdump: |listening on \S+, link-type |reading from file |\d+ packets? (?:captured|received by filter|dropped by)|Warning: interface names might be incorrect|dropped privs to )/;
const UNSTAMPED =
  /^(?:[\w.@:?-]{1,20} +(?:In|Out|B|M|P) +)?IP6? +(?:\(|\S+ > \S+:)|^ARP, |^(?:[\w.@:?-]{1,20} +)?(?:In|Out|B|M|P) .{0,60}ethertype /;
/** The column of the interface is set to the right and may be empty. */
const DIRECTED = /^(?:[\w.@:?-]{1,20} +)?(?:In|Out|B|M|P) /;
const HEX = /^0x[0-9a-f]{4}:\s+[0-9a-f]{2}/;
/** The second line of `-v`, or an IP header inside another packet. */
const SECOND = /^(?:IP6? \(|\((?:tos|hlim|class|flowlabel) |\S+ > \S+:(?:\s|$))/;
/** Longer packets than this are payload that was printed as well. */
const LONGEST = 20_000;

export const isTcpdumpAbout = (text: string): boolean => ABOUT.test(text);

/** True = a packet begins on this line. */
export function isPacketStart(text: string): boolean {
  const stamped = readStamp(text);
  if (stamped) return readLink(stamped.rest) !== null;
  if (UNSTAMPED.test(text)) return true;
  const link = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2} /i.test(text) ? readLink(text) : null;
  return link !== null && /ethertype/.test(text);
}

/** True = the line can belong to the packet before it: indented, hexadecimal, or a second line of `-v`. */
export function isPacketMore({ text, indented }: PasteLine): boolean {
  return indented || HEX.test(text) || SECOND.test(text);
}

function begin({ line, text }: PasteLine): PacketText | null {
  const stamped = readStamp(text);
  const link = readLink(stamped ? stamped.rest : text);
  return link && { line, stamp: stamped?.stamp ?? null, link, text: link.rest };
}

/** True if an IP header inside this packet is still to come: an ICMP error of `-v`, a packet of `-v` without its line. */
function wantsMore({ text }: PacketText): boolean {
  if (text.endsWith(')') && !text.includes(' > ')) return true;
  if (/\)$/.test(text) && /: IP6? \([^>]*$/.test(text)) return true;
  return (
    /: ICMP6?,? [^>]{1,200}length \d+$/.test(text) &&
    /unreach|exceeded|source quench|redirect|problem|too big/.test(text)
  );
}

/** Packets out of lines; lines that belong to none are given back. */
export function packetTexts(lines: readonly PasteLine[]): { packets: PacketText[]; others: PasteLine[] } {
  const packets: PacketText[] = [];
  const others: PasteLine[] = [];
  const stamped = lines.some(({ text }) => readStamp(text) !== null && isPacketStart(text));
  let open: PacketText | null = null;
  for (const at of lines) {
    const { text } = at;
    if (text === '' || isTcpdumpAbout(text)) continue;
    const inside =
      open !== null &&
      !readStamp(text) &&
      (stamped || (at.indented && !DIRECTED.test(text)) || (wantsMore(open) && SECOND.test(text)));
    if (!inside && isPacketStart(text)) {
      open = begin(at);
      if (open) packets.push(open);
    } else if (open && SECOND.test(text)) {
      if (open.text.length < LONGEST) open.text += ` ${text}`;
    } else if (!open || !isPacketMore(at)) others.push(at);
  }
  return { packets, others };
}
