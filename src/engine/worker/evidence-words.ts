import { formatAddr, formatEndpoint } from '../../base/inet.ts';
import type { ListedFlow, ListedStatus, ListedTuple, ServicesForm } from '../../readers/listings/listed.ts';
import type { PasteKind, PastePart } from '../../readers/listings/paste.ts';
import type { EvidenceTable, EvidenceUse } from '../../trace/evidence-views.ts';

/** Parts of pasted text in words and tables. */

export const USE_WORDS: Readonly<Record<EvidenceUse, string>> = {
  rules: 'used as rules',
  start: 'the case begins with it',
  checkpoint: 'compared',
  capture: 'played',
  shown: 'shown',
};

const SERVICE_FORMS: Readonly<Record<ServicesForm, string>> = {
  plain: 'ipvsadm -Ln',
  stats: 'ipvsadm -Ln --stats',
  rate: 'ipvsadm -Ln --rate',
  thresholds: 'ipvsadm -Ln --thresholds',
  persistent: 'ipvsadm -Ln --persistent-conn',
  proc: '/proc/net/ip_vs',
};
const CONN_FORMS = {
  ipvsadm: 'ipvsadm -Lnc',
  proc: '/proc/net/ip_vs_conn',
  'proc-sync': '/proc/net/ip_vs_conn_sync',
} as const;
const TITLES: Readonly<Record<PasteKind, string>> = {
  conns: CONN_FORMS.ipvsadm,
  services: SERVICE_FORMS.plain,
  stats: '/proc/net/ip_vs_stats',
  status: '/proc/net/ip_vs_status',
  timeouts: 'ipvsadm -L --timeout',
  daemons: 'ipvsadm -L --daemon',
  conntrack: 'conntrack -L',
  rules: 'rules (ipvsadm)',
  keepalived: 'keepalived.conf',
  tcpdump: 'tcpdump',
  'kernel-log': 'kernel log',
  command: 'a command alone',
  unknown: 'of no known kind',
};

/** What a part is, by its content: `ipvsadm -Ln --stats`. */
export function partTitle(part: PastePart): string {
  if (part.kind === 'services') return SERVICE_FORMS[part.value.form];
  if (part.kind === 'conns') return CONN_FORMS[part.value.form];
  if (part.kind === 'command' && part.title) return part.title;
  return TITLES[part.kind];
}

function counted(count: number, one: string, more = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : more}`;
}

/** How much is in it: `212 entries`. */
export function summaryOf(part: PastePart): string {
  switch (part.kind) {
    case 'conns': {
      const templates = part.value.conns.filter(({ cport }) => cport === 0 || cport === '0').length;
      const all = counted(part.value.conns.length, 'entry', 'entries');
      return templates > 0 ? `${all}, ${counted(templates, 'template')} of them` : all;
    }
    case 'services': {
      const servers = part.value.services.reduce((sum, service) => sum + service.servers.length, 0);
      return `${counted(part.value.services.length, 'service')}, ${counted(servers, 'server')}`;
    }
    case 'rules':
      return counted(part.value.commands.length + part.value.marks.length, 'rule');
    case 'keepalived':
      return `${counted(part.value.services.length, 'virtual server')}, ${counted(part.value.commands.length, 'command')}`;
    case 'tcpdump':
      return counted(part.value.store.length, 'packet');
    case 'conntrack':
      return counted(part.value.length, 'connection');
    case 'status':
      return counted(part.value.length, 'figure');
    case 'timeouts':
      return part.value
        .map(({ tcp, tcpFin, udp }) => `tcp ${tcp} s, tcpfin ${tcpFin} s, udp ${udp} s`)
        .join('; ');
    case 'daemons':
      return part.value
        .map(({ role, mcastInterface, syncId }) => `${role} on ${mcastInterface}, syncid ${syncId}`)
        .join('; ');
    case 'stats':
      return part.value.counters ? 'totals' : 'rates';
    default:
      return part.from === part.to ? '1 line' : counted(part.to - part.from + 1, 'line');
  }
}

/** Rows that a table beside shows. */
const ROW_LIMIT = 500;

const ends = ({ saddr, sport, daddr, dport }: ListedTuple): string =>
  sport === 0 && dport === 0
    ? `${formatAddr(saddr)} > ${formatAddr(daddr)}`
    : `${formatEndpoint(saddr, sport)} > ${formatEndpoint(daddr, dport)}`;

const PROTOCOLS: Readonly<Record<number, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  58: 'icmpv6',
  132: 'sctp',
};

function flowRow({
  protocol,
  state,
  timeoutS,
  original,
  reply,
  mark,
  unreplied,
  assured,
}: ListedFlow): string[] {
  const flags = [assured ? 'ASSURED' : '', unreplied ? 'UNREPLIED' : '', mark ? `mark ${mark}` : ''];
  return [
    PROTOCOLS[protocol] ?? String(protocol),
    state ?? '',
    timeoutS === null ? '' : `${timeoutS} s`,
    ends(original),
    reply ? ends(reply) : '',
    flags.filter(Boolean).join(', '),
  ];
}

function statusRow({ name, value, bits, lfactor, percent, max }: ListedStatus): string[] {
  const more = [
    bits === null ? '' : `${bits} bits`,
    lfactor === null ? '' : `lfactor ${lfactor}`,
    percent === null ? '' : `${percent} %`,
    max === null ? '' : `max ${max}`,
  ];
  return [name, value.toLocaleString('en'), more.filter(Boolean).join(', ')];
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): EvidenceTable {
  return { columns, rows: rows.slice(0, ROW_LIMIT), omitted: Math.max(0, rows.length - ROW_LIMIT) };
}

/** What is shown of a part that the model does not know. */
export function tableOf(part: PastePart): EvidenceTable | null {
  if (part.kind === 'conntrack') {
    const columns = ['Protocol', 'State', 'Timeout', 'Original', 'Reply', 'Flags'];
    return table(columns, part.value.map(flowRow));
  }
  return part.kind === 'status' ? table(['Name', 'Value', 'More'], part.value.map(statusRow)) : null;
}
