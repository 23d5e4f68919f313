import type { InetAddr } from '../../base/inet.ts';
import { type Problem, warning } from '../../base/result.ts';
import { type PasteLine, wordsOf } from './lines.ts';
import type { ConnsListing, ListedConn, Reading } from './listed.ts';
import { integer, listedEnd, listedProtocol, procAddress, procPort } from './values.ts';

export const CONNS_HEADING =
  /^(?:IPVS connection entries$|pro\s+expire\s+state\s|Pro\s+FromIP\s+FPrt\s+ToIP\s|(?:virtual\s+)?destination$|pe name\s+pe_data$)/;

/** Of a template of a firewall mark, whose virtual address is the mark (ip_vs_core.c, `ip_vs_sched_persist`). */
function markIn(protocol: number, vaddr: InetAddr | string, vport: number | string): number | null {
  if (protocol !== 0 || vport !== 0 || typeof vaddr === 'string') return null;
  return typeof vaddr === 'number' ? vaddr : vaddr[0];
}

function seconds(text: string | undefined): number | null {
  const match = /^(\d{1,9}):(\d{2})$/.exec(text ?? '');
  return match && Number(match[1]) * 60 + Number(match[2]);
}

const STATE = /^[A-Z][A-Z0-9_?!-]{0,20}$/;

/** `TCP 14:59  ESTABLISHED 172.16.0.1:4000 10.0.0.100:80 192.168.1.10:80 [sip call-id]` */
export function ipvsadmConn({ line, text }: PasteLine): ListedConn | null {
  const [name = '', left, state = '', source = '', virtual = '', server = '', pe, ...data] = wordsOf(text);
  const protocol = listedProtocol(name);
  const expiresS = seconds(left);
  const [from, to, at] = [source, virtual, server].map(listedEnd);
  if (protocol === null || expiresS === null || !STATE.test(state) || !from || !to || !at) return null;
  if (pe !== undefined && data.length === 0) return null;
  return {
    line,
    protocol,
    state,
    expiresS,
    caddr: from.addr,
    cport: from.port,
    vaddr: to.addr,
    vport: to.port,
    daddr: at.addr,
    dport: at.port,
    fwmark: markIn(protocol, to.addr, to.port),
    pe: pe ?? null,
    peData: pe === undefined ? null : data.join(' '),
    origin: null,
  };
}

/** `TCP AC100001 9C41 0A000064 0050 C0A8010A 0050 ESTABLISHED     LOCAL  899` with or without the origin. */
export function procConn({ line, text }: PasteLine): ListedConn | null {
  const [name = '', ca = '', cp, va = '', vp, da = '', dp, state = '', ...rest] = wordsOf(text);
  const origin = rest[0] === 'LOCAL' || rest[0] === 'SYNC' ? rest[0] : null;
  if (origin) rest.shift();
  const protocol = listedProtocol(name);
  const [caddr, vaddr, daddr] = [ca, va, da].map(procAddress);
  const [cport, vport, dport] = [cp, vp, dp].map(procPort);
  const expiresS = integer(rest[0]);
  if (protocol === null || expiresS === null || !STATE.test(state)) return null;
  if (caddr === null || vaddr === null || daddr === null) return null;
  if (cport === null || vport === null || dport === null || rest.length === 2) return null;
  const fwmark = markIn(protocol, vaddr, vport);
  const pe = rest[1] ?? null;
  const peData = rest.length > 2 ? rest.slice(2).join(' ') : null;
  return {
    line,
    protocol,
    state,
    expiresS,
    caddr,
    cport,
    vaddr,
    vport,
    daddr,
    dport,
    fwmark,
    pe,
    peData,
    origin,
  };
}

/** `ipvsadm -Lc` with and without `-n` and `--persistent-conn`, /proc/net/ip_vs_conn and ip_vs_conn_sync. */
export function readConns(lines: readonly PasteLine[]): Reading<ConnsListing> {
  const problems: Problem[] = [];
  const conns: ListedConn[] = [];
  let form: ConnsListing['form'] | null = null;
  let pe = false;
  for (const line of lines) {
    if (line.text === '') continue;
    if (CONNS_HEADING.test(line.text)) {
      if (line.text.startsWith('Pro')) form = /\sOrigin\b/.test(line.text) ? 'proc-sync' : 'proc';
      if (/^pro\s|^IPVS/.test(line.text)) form = 'ipvsadm';
      pe ||= /\s(?:PEName|pe name)\b|^pe name/.test(line.text);
      continue;
    }
    const ipvsadm = ipvsadmConn(line);
    const conn = ipvsadm ?? procConn(line);
    if (conn) {
      conns.push(conn);
      form ??= ipvsadm ? 'ipvsadm' : conn.origin ? 'proc-sync' : 'proc';
    } else {
      const message = `"${line.text}" is not a whole entry of the connection table: it is left out.`;
      problems.push(warning('listing-conn', message, { line: line.line, evidence: line.text }));
    }
  }
  return { value: { form: form ?? 'ipvsadm', pe, conns }, problems };
}
