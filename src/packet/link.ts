import { be16, be32s } from './bytes.ts';
import {
  type Header,
  LINK_DST_HI,
  LINK_IFINDEX,
  LINK_LENGTH,
  LINK_PACKET_TYPE,
  LINK_SRC_HI,
  LINK_VLAN,
  LINK_VLANS,
  MAX_VLANS,
} from './header.ts';
import * as P from './protocols.ts';

/** Why a frame holds no readable IP packet, null = it does. */
type Trouble = string | null;

/** Notes that the network header of version 4 or 6 starts at `at`. */
function foundIp(h: Header, version: number, at: number): Trouble {
  h.version = version;
  h.ipOffset = at;
  h.link[LINK_LENGTH] = at;
  return null;
}

function notIp(h: Header, at: number, why: string): Trouble {
  h.link[LINK_LENGTH] = at;
  return why;
}

function putMac(h: Header, word: number, b: Uint8Array, at: number): void {
  h.link[word] = be16(b, at);
  h.link[word + 1] = be32s(b, at + 2);
}

/** Decides by the version nibble, for link layers that carry bare IP. */
function rawIp(h: Header, b: Uint8Array, end: number, at: number): Trouble {
  if (at >= end) return notIp(h, at, 'the frame ends before the IP header');
  const version = b[at] >>> 4;
  if (version === 4 || version === 6) return foundIp(h, version, at);
  return notIp(h, at, `not an IP packet: version ${version}`);
}

/** PPP protocol field of one or two bytes (RFC 1661), with or without the HDLC address and control bytes. */
function ppp(h: Header, b: Uint8Array, end: number, start: number): Trouble {
  let at = start;
  if (at + 1 < end && b[at] === 0xff && b[at + 1] === 0x03) at += 2;
  if (at >= end) return notIp(h, at, 'the PPP header is cut');
  let protocol = b[at++];
  if ((protocol & 1) === 0) {
    if (at >= end) return notIp(h, at, 'the PPP header is cut');
    protocol = (protocol << 8) | b[at++];
  }
  if (protocol === 0x21) return foundIp(h, 4, at);
  if (protocol === 0x57) return foundIp(h, 6, at);
  if (protocol === 0x281 || protocol === 0x283) return mpls(h, b, end, at);
  return notIp(h, at, `not an IP packet: PPP protocol 0x${protocol.toString(16).padStart(4, '0')}`);
}

/** Label stack (RFC 3032); what follows the last label is told by its first nibble only. */
function mpls(h: Header, b: Uint8Array, end: number, start: number): Trouble {
  let at = start;
  for (; at + 4 <= end; at += 4) {
    if ((b[at + 2] & 1) === 1) return rawIp(h, b, end, at + 4);
  }
  return notIp(h, at, 'the MPLS label stack is cut');
}

/** IEEE 802.2: an Ethernet type in a SNAP header (RFC 1042), or the SAP of IP. */
function llc(h: Header, b: Uint8Array, end: number, at: number): Trouble {
  if (at + 8 <= end && b[at] === 0xaa && b[at + 1] === 0xaa && b[at + 2] === 0x03) {
    const type = be16(b, at + 6);
    const encapsulated = b[at + 3] === 0 && b[at + 4] === 0 && b[at + 5] === 0 && type >= 0x600;
    if (encapsulated) return etherPayload(h, b, end, type, at + 8);
  }
  if (at + 3 <= end && b[at] === 0x06 && b[at + 1] === 0x06 && b[at + 2] === 0x03)
    return foundIp(h, 4, at + 3);
  return notIp(h, at, 'not an IP packet: IEEE 802.3 frame without an Ethernet type');
}

function otherEtherType(h: Header, at: number, type: number): Trouble {
  const name = type === P.ETH_P_ARP ? ' (ARP)' : '';
  return notIp(h, at, `not an IP packet: Ethernet type 0x${type.toString(16).padStart(4, '0')}${name}`);
}

/** What an Ethernet type announces at `start`: VLAN tags (IEEE 802.1Q, 802.1ad), then the payload. */
function etherPayload(h: Header, b: Uint8Array, end: number, first: number, start: number): Trouble {
  let type = first;
  let at = start;
  while (type === P.ETH_P_8021Q || type === P.ETH_P_8021AD || type === P.ETH_P_QINQ1) {
    const depth = h.link[LINK_VLANS];
    if (at + 4 > end) return notIp(h, at, 'the VLAN tag is cut');
    if (depth === MAX_VLANS) return notIp(h, at, `more than ${MAX_VLANS} VLAN tags`);
    h.link[LINK_VLAN + depth] = be16(b, at) & 0xfff;
    h.link[LINK_VLANS] = depth + 1;
    type = be16(b, at + 2);
    at += 4;
  }
  h.etherType = type;
  if (type === P.ETH_P_IP) return foundIp(h, 4, at);
  if (type === P.ETH_P_IPV6) return foundIp(h, 6, at);
  if (type === P.ETH_P_MPLS_UC || type === P.ETH_P_MPLS_MC) return mpls(h, b, end, at);
  if (type === P.ETH_P_PPP_SES) return ppp(h, b, end, at + 6);
  if (type <= 1500) return llc(h, b, end, at);
  return otherEtherType(h, at, type);
}

function ethernet(h: Header, b: Uint8Array, start: number, end: number): Trouble {
  if (end - start < 14)
    return notIp(h, end, `the Ethernet header is cut: ${end - start} of 14 bytes captured`);
  putMac(h, LINK_DST_HI, b, start);
  putMac(h, LINK_SRC_HI, b, start + 6);
  return etherPayload(h, b, end, be16(b, start + 12), start + 14);
}

/** LINKTYPE_LINUX_SLL: packet type, ARPHRD, address length, address (8 bytes), protocol. */
function cooked1(h: Header, b: Uint8Array, start: number, end: number): Trouble {
  if (end - start < 16)
    return notIp(h, end, `the Linux cooked header is cut: ${end - start} of 16 bytes captured`);
  h.link[LINK_PACKET_TYPE] = be16(b, start);
  if (be16(b, start + 4) === 6) putMac(h, LINK_SRC_HI, b, start + 6);
  return etherPayload(h, b, end, be16(b, start + 14), start + 16);
}

/** LINKTYPE_LINUX_SLL2: protocol, reserved, interface index, ARPHRD, packet type, address length, address. */
function cooked2(h: Header, b: Uint8Array, start: number, end: number): Trouble {
  if (end - start < 20)
    return notIp(h, end, `the Linux cooked v2 header is cut: ${end - start} of 20 bytes captured`);
  h.link[LINK_PACKET_TYPE] = b[start + 10];
  h.link[LINK_IFINDEX] = be32s(b, start + 4);
  if (b[start + 11] === 6) putMac(h, LINK_SRC_HI, b, start + 12);
  return etherPayload(h, b, end, be16(b, start), start + 20);
}

/** LINKTYPE_NULL (the capturing host's byte order) and LINKTYPE_LOOP: an address family in four bytes. */
function loopback(h: Header, b: Uint8Array, start: number, end: number): Trouble {
  if (end - start < 4) return notIp(h, end, `the loopback header is cut: ${end - start} of 4 bytes captured`);
  const family = be16(b, start) === 0 ? be16(b, start + 2) : (b[start + 1] << 8) | b[start];
  if (family === 2) return foundIp(h, 4, start + 4);
  // AF_INET6 is 10 on Linux, 24, 28 or 30 on the BSDs.
  if (family === 10 || family === 24 || family === 28 || family === 30) return foundIp(h, 6, start + 4);
  return notIp(h, start + 4, `not an IP packet: address family ${family}`);
}

function chdlc(h: Header, b: Uint8Array, start: number, end: number): Trouble {
  if (end - start < 4) return notIp(h, end, `the HDLC header is cut: ${end - start} of 4 bytes captured`);
  return etherPayload(h, b, end, be16(b, start + 2), start + 4);
}

const NFULA_PAYLOAD = 9;

/** LINKTYPE_NFLOG: attributes in the byte order of the host that captured. */
function nflog(h: Header, b: Uint8Array, start: number, end: number): Trouble {
  let at = start + 4;
  while (at + 4 <= end) {
    // Attribute types are below 256: the byte that is zero tells the order.
    const little = b[at + 3] === 0;
    const length = little ? b[at] | (b[at + 1] << 8) : be16(b, at);
    const type = little ? b[at + 2] : b[at + 3];
    if (length < 4) break;
    if (type === NFULA_PAYLOAD) return rawIp(h, b, end, at + 4);
    at += (length + 3) & ~3;
  }
  return notIp(h, Math.min(at, end), 'the NFLOG message holds no packet');
}

function decodeBy(h: Header, linktype: number, b: Uint8Array, start: number, end: number): Trouble {
  switch (linktype) {
    case P.LINKTYPE_ETHERNET:
      return ethernet(h, b, start, end);
    case P.LINKTYPE_LINUX_SLL:
      return cooked1(h, b, start, end);
    case P.LINKTYPE_LINUX_SLL2:
      return cooked2(h, b, start, end);
    case P.LINKTYPE_NULL:
    case P.LINKTYPE_LOOP:
      return loopback(h, b, start, end);
    case 12:
    case 14:
    case P.LINKTYPE_RAW:
    case P.LINKTYPE_IPV4:
    case P.LINKTYPE_IPV6:
      return rawIp(h, b, end, start);
    case P.LINKTYPE_PPP:
      return ppp(h, b, end, start);
    case P.LINKTYPE_PPP_HDLC:
      return start < end && b[start] === 0xff ? ppp(h, b, end, start) : chdlc(h, b, start, end);
    case P.LINKTYPE_C_HDLC:
      return chdlc(h, b, start, end);
    case P.LINKTYPE_NFLOG:
      return nflog(h, b, start, end);
    default:
      return notIp(h, start, `${P.linktypeName(linktype)} frames are not read`);
  }
}

/** Reads the link header of the frame in `b` into `h.link` and finds the IP header behind it, or sets `h.problem`. */
export function decodeLink(h: Header, linktype: number, b: Uint8Array, start: number, end: number): void {
  h.problem = decodeBy(h, linktype, b, start, end);
  h.link[LINK_LENGTH] -= start;
}
