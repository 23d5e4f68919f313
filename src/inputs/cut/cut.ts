import { addrEqual, formatEndpoint, type InetAddr, parseEndpoint } from '../../base/inet.ts';
import { formatPrefix, type Prefix, parseMark, parsePrefix } from '../../control/mark-rule.ts';

/** Which packets of a capture are played: those of these times, of one of these clients and of one of these services. */
export interface Cut {
  /** Seconds behind the first packet of the capture; null = from the first, to the last. */
  readonly from: number | null;
  readonly until: number | null;
  /** Empty = of all. */
  readonly clients: readonly Prefix[];
  readonly services: readonly CutService[];
}

export type CutService =
  /** A virtual end; port 0 = all ports, protocol null = all. */
  | {
      readonly kind: 'address';
      readonly protocol: number | null;
      readonly addr: InetAddr;
      readonly port: number;
    }
  | { readonly kind: 'fwmark'; readonly mark: number };

/** A cut as people write it. */
export interface CutText {
  readonly from: number | null;
  readonly until: number | null;
  /** Addresses or prefixes with commas between them; '' = all. */
  readonly clients: string;
  /** `10.0.0.100:80`, `TCP 10.0.0.100:80`, `FWM 1`, with commas; '' = all. */
  readonly services: string;
}

const PROTOCOLS: readonly (readonly [string, number])[] = [
  ['TCP', 6],
  ['UDP', 17],
  ['SCTP', 132],
];

/** Keeps every packet. */
export const WHOLE: CutText = { from: null, until: null, clients: '', services: '' };

function parts(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function serviceOf(text: string): CutService | null {
  const [first, second, more] = text.split(/\s+/);
  if (more !== undefined) return null;
  if (/^(fwm|fwmark|mark)$/i.test(first)) {
    const mark = parseMark(second ?? '');
    return mark === null ? null : { kind: 'fwmark', mark };
  }
  const named = second === undefined ? null : PROTOCOLS.find(([name]) => name === first.toUpperCase());
  if (named === undefined) return null;
  const end = parseEndpoint(second ?? first);
  return end && { kind: 'address', protocol: named ? named[1] : null, ...end };
}

/** Reads a cut; text = what is wrong with it, and what to write. */
export function parseCut({ from, until, clients, services }: CutText): Cut | string {
  if (from !== null && until !== null && from > until) return 'The time ends before it begins.';
  const cut = { from, until, clients: [] as Prefix[], services: [] as CutService[] };
  for (const text of parts(clients)) {
    const prefix = parsePrefix(text);
    if (!prefix) return `"${text}" is not an address or prefix such as 10.0.0.0/24.`;
    cut.clients.push(prefix);
  }
  for (const text of parts(services)) {
    const service = serviceOf(text);
    if (!service) return `"${text}" is not a service such as 10.0.0.100:80, UDP 10.0.0.100:53 or FWM 1.`;
    cut.services.push(service);
  }
  return cut;
}

/** Nothing is cut away. */
export function isWhole({ from, until, clients, services }: Cut): boolean {
  return from === null && until === null && clients.length === 0 && services.length === 0;
}

/** {@link parseCut} reads it back. */
export function serviceText(service: CutService): string {
  if (service.kind === 'fwmark') return `FWM ${service.mark}`;
  const protocol = PROTOCOLS.find(([, number]) => number === service.protocol);
  const end = formatEndpoint(service.addr, service.port);
  return protocol ? `${protocol[0]} ${end}` : end;
}

/** {@link parseCut} reads it back. */
export function cutText({ from, until, clients, services }: Cut): CutText {
  return {
    from,
    until,
    clients: clients.map(formatPrefix).join(', '),
    services: services.map(serviceText).join(', '),
  };
}

/** `seconds 10 to 20, client 172.16.0.1, service TCP 10.0.0.100:80`. */
function cutWords(cut: Cut): string {
  const { from, until, clients, services } = cutText(cut);
  const words: string[] = [];
  const seconds = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 6 });
  if (from !== null && until !== null) words.push(`seconds ${seconds(from)} to ${seconds(until)}`);
  else if (from !== null) words.push(`from second ${seconds(from)} on`);
  else if (until !== null) words.push(`up to second ${seconds(until)}`);
  if (clients) words.push(`${cut.clients.length === 1 ? 'client' : 'clients'} ${clients}`);
  if (services) words.push(`${cut.services.length === 1 ? 'service' : 'services'} ${services}`);
  return words.join(', ');
}

/** What a cut takes for granted, for the list of assumptions. */
export function cutAssumption(cut: Cut, kept: number, packets: number): string {
  const said = [
    `The capture is cut to ${cutWords(cut)}; ${kept.toLocaleString('en')} of ${packets.toLocaleString('en')} packets.`,
  ];
  if (cut.from !== null)
    said.push(
      'Connections that were opened before are met in their middle, as by a kernel that has just started.',
    );
  if (cut.clients.length > 0)
    said.push(
      'Others do not load the servers: schedulers that compare servers may choose otherwise than the recorded kernel did.',
    );
  said.push('What was cut away is in no chain of the table.');
  return said.join(' ');
}

/** The service is this end, as far as its port is known (-1 = the packet has none). */
export function isEnd(service: CutService, protocol: number, addr: InetAddr, port: number): boolean {
  if (service.kind !== 'address' || !addrEqual(service.addr, addr)) return false;
  if (service.protocol !== null && service.protocol !== protocol && port >= 0) return false;
  return service.port === 0 || service.port === port || port < 0;
}
