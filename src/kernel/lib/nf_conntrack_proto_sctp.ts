import { type netns_ipvs, set } from '../ipvs/netns_ipvs.ts';
import { type CtDir, IPS_ASSURED, IPS_CONFIRMED, type nf_conn } from './nf_conntrack.ts';
import { nf_ct_refresh, type Tracked } from './nf_conntrack_table.ts';

/** The SCTP tracker (nf_conntrack_proto_sctp.c) with the kernel's timeouts. departs: verification tags count as right. */
export const SCTP_STATE_NAMES = [
  'NONE',
  'CLOSED',
  'COOKIE_WAIT',
  'COOKIE_ECHOED',
  'ESTABLISHED',
  'SHUTDOWN_SENT',
  'SHUTDOWN_RECD',
  'SHUTDOWN_ACK_SENT',
  'HEARTBEAT_SENT',
] as const;
const CLOSED = 1;
const ESTABLISHED = 4;
const INVALID = 9;

/** Seconds by state. */
const TIMEOUTS = [0, 10, 3, 3, 210, 3, 3, 3, 30];

/** A letter for each state in the order of the names; `-` = invalid. */
const LETTERS = 'NXWEOSRAH-';
const row = (text: string): number[] => [...text].map((letter) => LETTERS.indexOf(letter));

/** Chunk type to what it does in original and in reply direction, by state; other chunks change nothing. */
const TRANSITIONS: ReadonlyMap<number, readonly [readonly number[], readonly number[]]> = new Map([
  [1, [row('XXWEOXXAW'), row('-XWEOSRA-')]],
  [2, [row('XXWEOSRAX'), row('-WWEOSRA-')]],
  [6, [row('XXXXXXXXX'), row('-XXXXXXX-')]],
  [7, [row('XXWESSRAX'), row('-XWERSRA-')]],
  [8, [row('AXWEOAAAA'), row('-XWEOAAA-')]],
  [9, [row('XXWEOSRAX'), row('-XWXOSRA-')]],
  [10, [row('XXEEOSRAX'), row('-XEEOSRA-')]],
  [11, [row('XXWOOSRAX'), row('-XWOOSRA-')]],
  [14, [row('XXWEOSRXX'), row('-XWEOSRX-')]],
  [4, [row('HXWEOSRAH'), row('-XWEOSRAH')]],
  [5, [row('XXWEOSRAH'), row('-XWEOSRAO')]],
]);

const SCTP_CID_INIT = 1;
/** ABORT, COOKIE ACK and SHUTDOWN COMPLETE begin nothing. */
const OUT_OF_THE_BLUE: readonly number[] = [6, 11, 14];

/** May these chunks begin a conntrack (sctp_new)? */
function begins(chunks: readonly number[]): boolean {
  return chunks.every((chunk) => !OUT_OF_THE_BLUE.includes(chunk) && TRANSITIONS.has(chunk));
}

/** nf_conntrack_sctp_packet */
export function nf_conntrack_sctp_packet(
  ipvs: netns_ipvs,
  ct: nf_conn,
  chunks: readonly number[],
  dir: CtDir,
): Tracked {
  const confirmed = (ct.status & IPS_CONFIRMED) !== 0;
  if (chunks.length === 0 || (!confirmed && !begins(chunks))) return 'invalid';
  let retransmitted = false;
  for (const chunk of chunks) {
    const from = ct.state;
    const to = TRANSITIONS.get(chunk)?.[dir][from] ?? from;
    if (to === INVALID) return 'invalid';
    retransmitted ||= chunk === SCTP_CID_INIT && from === CLOSED && to === CLOSED && confirmed;
    set(ipvs, ct, 'state', to);
    if (to === ESTABLISHED && from !== to) set(ipvs, ct, 'status', ct.status | IPS_ASSURED);
  }
  if (!retransmitted) nf_ct_refresh(ipvs, ct, TIMEOUTS[ct.state]);
  return 'accept';
}
