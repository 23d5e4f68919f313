import { be16, be32, be32s } from './bytes.ts';
import { type Header, KIND_FRAGMENT, KIND_NOT_IP } from './header.ts';
import * as P from './protocols.ts';
import { decodeTransport } from './transport.ts';

/** Extension headers beyond this many are not walked. */
const MAX_EXTENSIONS = 16;

function unreadable(h: Header, why: string): false {
  h.version = 0;
  h.kind = KIND_NOT_IP;
  h.problem = why;
  return false;
}

/** RFC 791. False = no header to speak of. `end` = end of the captured bytes, `wireEnd` = where the frame ended on the wire. */
function ipv4(
  h: Header,
  b: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  embedded: boolean,
): boolean {
  const left = end - at;
  if (left < 20) return unreadable(h, `the IPv4 header is cut: ${Math.max(0, left)} of 20 bytes captured`);
  const ihl = (b[at] & 15) * 4;
  if (b[at] >>> 4 !== 4) return unreadable(h, `malformed IPv4 header: version ${b[at] >>> 4}`);
  if (ihl < 20) return unreadable(h, `malformed IPv4 header: header length ${ihl}`);
  const total = be16(b, at + 2);
  // Segmentation offload: a segment above 64 KiB is captured before its length is known.
  h.length = total === 0 ? wireEnd - at : total;
  h.headerLength = ihl;
  h.tos = b[at + 1];
  h.id = be16(b, at + 4);
  const fragment = be16(b, at + 6);
  h.dontFragment = (fragment & 0x4000) !== 0;
  h.moreFragments = (fragment & 0x2000) !== 0;
  h.fragmentOffset = (fragment & 0x1fff) * 8;
  h.ttl = b[at + 8];
  h.protocol = b[at + 9];
  h.saddr = be32(b, at + 12);
  h.daddr = be32(b, at + 16);
  if (h.length < ihl) h.problem = `malformed IPv4 header: total length ${total}, header length ${ihl}`;
  if (h.fragmentOffset > 0) h.kind = KIND_FRAGMENT;
  else decodeTransport(h, b, at + ihl, end, embedded);
  return true;
}

/** Walks the extension headers (RFC 8200; kernel: net/ipv6/exthdrs_core.c ipv6_find_hdr); -1 = cut or too many. */
function extensions(h: Header, b: Uint8Array, start: number, end: number, first: number): number {
  let next = first;
  let at = start;
  for (let n = 0; n <= MAX_EXTENSIONS; n++) {
    h.protocol = next;
    const fragment = next === P.IPPROTO_FRAGMENT;
    const authentication = next === P.IPPROTO_AH;
    const options = next === P.IPPROTO_HOPOPTS || next === P.IPPROTO_ROUTING || next === P.IPPROTO_DSTOPTS;
    if (!fragment && !authentication && !options) return at;
    if (at + 8 > end) {
      h.problem = `the IPv6 extension header ${next} is cut`;
      return -1;
    }
    next = b[at];
    if (fragment) {
      h.fragmentOffset = be16(b, at + 2) & 0xfff8;
      h.moreFragments = (b[at + 3] & 1) === 1;
      h.id = be32(b, at + 4);
      at += 8;
      if (h.fragmentOffset > 0) {
        h.protocol = next;
        return at;
      }
    } else at += authentication ? (b[at + 1] + 2) * 4 : (b[at + 1] + 1) * 8;
  }
  h.problem = `more than ${MAX_EXTENSIONS} IPv6 extension headers`;
  return -1;
}

/** RFC 8200. Payload length 0 with something behind it is a jumbogram or an offloaded segment. */
function ipv6(
  h: Header,
  b: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  embedded: boolean,
): boolean {
  const left = end - at;
  if (left < 40) return unreadable(h, `the IPv6 header is cut: ${Math.max(0, left)} of 40 bytes captured`);
  if (b[at] >>> 4 !== 6) return unreadable(h, `malformed IPv6 header: version ${b[at] >>> 4}`);
  const payload = be16(b, at + 4);
  const next = b[at + 6];
  const jumbo = payload === 0 && (next === P.IPPROTO_TCP || next === P.IPPROTO_HOPOPTS);
  h.length = jumbo ? Math.max(40, wireEnd - at) : payload + 40;
  h.tos = (be16(b, at) >>> 4) & 255;
  h.ttl = b[at + 7];
  for (let word = 0; word < 8; word++) h.addr6[word] = be32s(b, at + 8 + word * 4);
  const transport = extensions(h, b, at + 40, end, next);
  if (transport < 0) {
    h.headerLength = 40;
    decodeTransport(h, b, end, end, embedded);
    return true;
  }
  h.headerLength = transport - at;
  if (h.fragmentOffset > 0) h.kind = KIND_FRAGMENT;
  else decodeTransport(h, b, transport, end, embedded);
  return true;
}

/**
 * Reads the IP header at `at` and the transport header behind it. `embedded` = inside an ICMP error: eight bytes of
 * transport header are enough there.
 */
export function decodeIp(
  h: Header,
  b: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  embedded: boolean,
): void {
  h.ipOffset = at;
  if (h.version === 4) ipv4(h, b, at, end, wireEnd, embedded);
  else if (h.version === 6) ipv6(h, b, at, end, wireEnd, embedded);
}
