import { formatAddr, formatIn6Full, type InetAddr } from '../base/inet.ts';
import type {
  ConnsListing,
  ListedConn,
  ListedEnd,
  ListedFigures,
  ListedServer,
  ListedService,
  ListedStatus,
  ServicesListing,
  StatsListing,
} from '../readers/listings/listed.ts';

/** Prints listings that were read, for tests: what was read must give the text again. */
const PROTOCOLS: Readonly<Record<number, string>> = { 0: 'IP', 6: 'TCP', 17: 'UDP', 132: 'SCTP' };
const METHODS = {
  masq: 'Masq',
  local: 'Local',
  tunnel: 'Tunnel',
  droute: 'Route',
  bypass: 'Bypass',
} as const;
const LETTERS: Readonly<Record<number, string>> = { 1: '', 1e3: 'K', 1e6: 'M', 1e9: 'G', 1e12: 'T' };

const hex = (value: number, width: number): string => value.toString(16).toUpperCase().padStart(width, '0');
const addressOf = (addr: InetAddr | string): string => (typeof addr === 'string' ? addr : formatAddr(addr));

export function endText({ addr, port }: ListedEnd): string {
  return typeof addr === 'object' ? `[${formatAddr(addr)}]:${port}` : `${addressOf(addr)}:${port}`;
}

function procAddress(addr: InetAddr | string): string {
  if (typeof addr === 'string') return addr;
  return typeof addr === 'number' ? hex(addr, 8) : formatIn6Full(addr);
}

function procEnd({ addr, port }: ListedEnd): string {
  const text = procAddress(addr);
  return `${typeof addr === 'object' ? `[${text}]` : text}:${hex(Number(port), 4)}`;
}

function figuresText(figures: ListedFigures | null): string {
  return Object.values(figures ?? {})
    .map(({ value, unit }: { value: number; unit: number }) => {
      const text = `${value / unit}${LETTERS[unit]}`;
      return text.padStart(Math.max(9, text.length + (text.length >= 9 ? 1 : 0)));
    })
    .join('');
}

const TITLES: Readonly<Record<ServicesListing['form'], readonly string[]>> = {
  plain: [
    'Prot LocalAddress:Port Scheduler Flags',
    '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
  ],
  proc: [
    'Prot LocalAddress:Port Scheduler Flags',
    '  -> RemoteAddress:Port Forward Weight ActiveConn InActConn',
  ],
  stats: [
    'Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes',
    '  -> RemoteAddress:Port',
  ],
  rate: [
    'Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS',
    '  -> RemoteAddress:Port',
  ],
  thresholds: [
    'Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn ',
    '  -> RemoteAddress:Port',
  ],
  persistent: [
    'Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn ',
    '  -> RemoteAddress:Port',
  ],
};

function serviceText(service: ListedService, form: ServicesListing['form']): string {
  const { fwmark, ipv6, end, scheduler, schedFlags, persistent, pe, onePacket } = service;
  const proc = form === 'proc';
  const protocol = fwmark === null ? PROTOCOLS[service.protocol ?? -1] : 'FWM';
  let name = proc ? `${protocol}  ` : `${protocol.padEnd(4)} `;
  if (fwmark !== null) name += proc ? hex(fwmark, 8) : `${fwmark | 0}${ipv6 ? ' IPv6' : ''}`;
  else if (end) name += proc ? procEnd(end) : endText(end);
  if (form === 'stats' || form === 'rate') return `${name.padEnd(33)}${figuresText(service.figures)}`;
  if (proc) {
    const v6 = ipv6 && fwmark === null;
    const line = `${name} ${scheduler} ${v6 ? '' : onePacket ? 'ops ' : ''}${fwmark === null && !v6 ? ' ' : ''}`;
    if (!persistent) return line;
    const mask = persistent.netmask;
    const shown = mask === null ? (ipv6 ? 0x80000000 : 0xffffffff) : mask <= 128 ? mask * 0x1000000 : mask;
    return `${line}persistent ${persistent.timeout} ${hex(shown, 8)}`;
  }
  let line = `${name} ${scheduler}`;
  if (schedFlags.length > 0) line += ` (${schedFlags.join(',')})`;
  if (persistent) {
    const { netmask } = persistent;
    const mask = netmask === null ? '' : ` mask ${netmask > 128 || !ipv6 ? formatAddr(netmask) : netmask}`;
    line += ` persistent ${persistent.timeout}${mask}`;
  }
  if (pe !== null) line += ` pe ${pe}`;
  return onePacket ? `${line} ops` : line;
}

function serverText(server: ListedServer, form: ServicesListing['form']): string {
  const { method, weight, activeConns, inactConns, persistConns, upperThreshold, lowerThreshold } = server;
  const count = (value: number | null, width: number): string => ` ${String(value).padEnd(width)}`;
  const conns = count(activeConns, 10) + count(inactConns, 10);
  const end = form === 'proc' ? `${procEnd(server.end)}     ` : endText(server.end).padEnd(28);
  if (form === 'stats' || form === 'rate') return `  -> ${end}${figuresText(server.figures)}`;
  if (form === 'thresholds')
    return `  -> ${end}${count(upperThreshold, 10)}${count(lowerThreshold, 10)}${conns}`;
  if (form === 'persistent') return `  -> ${end}${count(weight, 9)}${count(persistConns, 11)}${conns}`;
  return `  -> ${end} ${(method ? METHODS[method] : '').padEnd(7)}${count(weight, 6)}${conns}`;
}

export function servicesText({ form, version, tabSize, services }: ServicesListing): string {
  const lines = [`IP Virtual Server version ${version} (size=${tabSize})`, ...TITLES[form]];
  for (const service of services) {
    lines.push(serviceText(service, form));
    for (const server of service.servers) lines.push(serverText(server, form));
  }
  return `${lines.join('\n')}\n`;
}

function connText(conn: ListedConn, form: ConnsListing['form']): string {
  const { protocol, state, expiresS, caddr, cport, vaddr, vport, daddr, dport, pe, peData, origin } = conn;
  const name = (PROTOCOLS[protocol] ?? `IP_${protocol}`).padEnd(3);
  const key = pe === null ? '' : ` ${pe} ${peData}`;
  if (form === 'ipvsadm') {
    const two = (value: number): string => String(value).padStart(2, '0');
    const left = `${two(Math.floor(expiresS / 60))}:${two(expiresS % 60)}`.padEnd(6);
    const ends = [
      { addr: caddr, port: cport },
      { addr: vaddr, port: vport },
    ].map((end) => endText(end).padEnd(18));
    return `${name} ${left} ${state.padEnd(11)} ${ends.join(' ')} ${endText({ addr: daddr, port: dport })}${key}`;
  }
  const ends = [
    [caddr, cport],
    [vaddr, vport],
    [daddr, dport],
  ] as const;
  const columns = ends.map(([addr, port]) => `${procAddress(addr)} ${hex(Number(port), 4)}`).join(' ');
  const from = origin === null ? '' : ` ${origin.padEnd(6)}`;
  return `${name} ${columns} ${state.padEnd(11)}${from} ${String(expiresS).padStart(7)}${key}`;
}

export function connsText({ form, pe, conns }: ConnsListing): string {
  const proc = `Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       ${form === 'proc-sync' ? 'Origin ' : ''}Expires`;
  const titles =
    form === 'ipvsadm'
      ? [
          'IPVS connection entries',
          'pro expire state       source             virtual            destination',
        ]
      : [`${proc}${pe ? ' PEName PEData' : ''}`];
  return `${[...titles, ...conns.map((conn) => connText(conn, form))].join('\n')}\n`;
}

export function statsText({ counters, rates }: StatsListing): string {
  const widths = [8, 8, 8, 16, 16];
  const row = (figures: ListedFigures | null): string =>
    Object.values(figures ?? {})
      .map(({ value }: { value: number }, i) => value.toString(16).toUpperCase().padStart(widths[i]))
      .join(' ');
  return [
    '   Total Incoming Outgoing         Incoming         Outgoing',
    '   Conns  Packets  Packets            Bytes            Bytes',
    row(counters),
    '',
    ' Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s',
    row(rates),
    '',
  ].join('\n');
}

export function statusText(rows: readonly ListedStatus[]): string {
  return rows
    .map(({ name, value, bits, lfactor, percent, max }) => {
      const size = bits === null ? '' : ` (${bits} bits, lfactor ${lfactor})`;
      const part = percent === null ? '' : ` (${percent}%)`;
      return `${name}:\t${value}${size}${part}${max === null ? '' : ` (max ${max})`}\n`;
    })
    .join('');
}
