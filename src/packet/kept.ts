import type { Header } from './header.ts';
import * as H from './header.ts';

/** Bytes kept of an unusual packet, of one whose payload matters, of a frame that is not IP. */
const SIDE_BYTES = 256;
const SIDE_BYTES_LONG = 2048;
const SIDE_BYTES_NOT_IP = 128;

/** Ports whose payload the kernel reads: FTP control, SIP; IPVS sync with its up to 64 threads. */
const FTP = 21;
const SIP = 5060;
const SYNC_FIRST = 8848;
const SYNC_LAST = 8848 + 63;

export function keepsPayload(port: number): boolean {
  return port === FTP || port === SIP || (port >= SYNC_FIRST && port <= SYNC_LAST);
}

/** How many bytes of a frame are kept, because the columns cannot hold all that is asked of it; 0 = they can. */
export function keptBytes(h: Header): number {
  if (h.kind === H.KIND_NOT_IP) return SIDE_BYTES_NOT_IP;
  const plain = h.kind === H.KIND_TCP || h.kind === H.KIND_UDP;
  if (plain && (keepsPayload(h.sport) || keepsPayload(h.dport))) return SIDE_BYTES_LONG;
  const usual = plain && h.problem === null && !h.moreFragments && h.id <= 0xffff && h.transportLength >= 8;
  if (usual) return 0;
  return h.kind === H.KIND_SCTP || h.headerLength > 128 ? SIDE_BYTES_LONG : SIDE_BYTES;
}
