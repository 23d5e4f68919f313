import { addrEqual, addrKey, formatAddr, type InetAddr } from '../base/inet.ts';
import { type Problem, warning } from '../base/result.ts';
import type { Command, ServiceKey } from '../control/command.ts';
import type { StartEntry } from '../control/start-entry.ts';
import type { ConnsListing, ListedConn } from '../readers/listings/listed.ts';
import { serviceText } from './listing-rules.ts';

/** A listing of connection entries as the state that a case starts with. */
export interface ListedStart {
  readonly entries: readonly StartEntry[];
  /** Services and servers that the rules lack, made from the entries. */
  readonly commands: readonly Command[];
  readonly assumptions: readonly string[];
  readonly problems: readonly Problem[];
}

const IPPROTO_IP = 0;
const ALL_BITS = 0xffffffff;
/** What ipvsadm takes for `-p` without a number, in seconds. */
const USUAL_PERSISTENCE = 300;

/** The entry in numbers; null = the listing has names in it. */
export function startEntry(conn: ListedConn): StartEntry | null {
  const { protocol, state, expiresS, caddr, cport, vaddr, vport, daddr, dport, fwmark, pe, peData } = conn;
  if (typeof caddr === 'string' || typeof vaddr === 'string' || typeof daddr === 'string') return null;
  if (typeof cport === 'string' || typeof vport === 'string' || typeof dport === 'string') return null;
  const ends = { caddr, cport, vaddr, vport, daddr, dport };
  return {
    protocol,
    state,
    expiresS,
    ...ends,
    fwmark: fwmark ?? 0,
    pe,
    peData,
    synced: conn.origin === 'SYNC',
  };
}

/** Services by their keys, with the servers that they have. */
class Rules {
  readonly services = new Map<string, ServiceKey>();
  private readonly servers = new Map<string, { addr: InetAddr; port: number }[]>();

  constructor(commands: readonly Command[]) {
    for (const command of commands) {
      if (command.op === 'add-service') this.services.set(serviceText(command.service), command.service);
      else if (command.op === 'add-server') this.addServer(command.service, command.server);
    }
  }

  addServer(service: ServiceKey, server: { addr: InetAddr; port: number }): void {
    const key = serviceText(service);
    const known = this.servers.get(key);
    if (known) known.push(server);
    else this.servers.set(key, [server]);
  }

  has(service: ServiceKey): boolean {
    return this.services.has(serviceText(service));
  }

  hasServer(service: ServiceKey, addr: InetAddr, port: number): boolean {
    const known = this.servers.get(serviceText(service)) ?? [];
    return known.some((one) => addrEqual(one.addr, addr) && (one.port === port || one.port === 0));
  }

  /** The firewall mark whose service has this server; 0 = none. */
  markOf(addr: InetAddr): number {
    for (const [key, service] of this.services) {
      if (service.kind !== 'fwmark') continue;
      if (this.servers.get(key)?.some((one) => addrEqual(one.addr, addr))) return service.fwmark;
    }
    return 0;
  }
}

const at = (e: StartEntry, port: number): ServiceKey => ({
  kind: 'address',
  protocol: e.protocol,
  addr: e.vaddr,
  port,
});

/** A template that was put aside names no service. */
const putAside = (e: StartEntry): boolean => e.vport === 0xffff && e.dport === 0xffff;

/** The service that an entry belongs to: among the rules, else by the templates that are listed. */
function serviceOf(e: StartEntry, rules: Rules, portless: ReadonlySet<string>): ServiceKey {
  const ipv6 = typeof e.caddr !== 'number';
  if (e.fwmark !== 0) return { kind: 'fwmark', fwmark: e.fwmark, ipv6 };
  const exact = at(e, e.vport);
  if (rules.has(exact)) return exact;
  const any = at(e, 0);
  if (rules.has(any)) return any;
  return portless.has(serviceText(any)) ? any : exact;
}

interface Made {
  readonly key: ServiceKey;
  readonly templates: StartEntry[];
  readonly servers: Map<string, { addr: InetAddr; port: number }>;
}

/** The narrowest of the usual masks that all clients of templates fit. */
function maskOf(templates: readonly StartEntry[]): number | null {
  for (const bits of [8, 16, 24]) {
    const mask = (ALL_BITS << (32 - bits)) >>> 0;
    const fits = ({ caddr }: StartEntry): boolean => typeof caddr === 'number' && (caddr & ~mask) >>> 0 === 0;
    if (templates.length > 0 && templates.every(fits)) return mask;
  }
  return null;
}

function commandsOf({ key, templates, servers }: Made, known: boolean): Command[] {
  const longest = Math.max(USUAL_PERSISTENCE, ...templates.map(({ expiresS }) => expiresS));
  const add: Command = {
    op: 'add-service',
    service: key,
    options: {
      scheduler: 'wlc',
      persistent: templates.length > 0 ? Math.ceil(longest / 60) * 60 : null,
      netmask: maskOf(templates),
      pe: templates.find(({ pe }) => pe !== null)?.pe ?? null,
      onePacket: false,
      schedFlags: [],
    },
  };
  const options = { method: 'masq', weight: 1, upperThreshold: 0, lowerThreshold: 0, tunnel: null } as const;
  const list = [...servers.values()].map(
    (server): Command => ({ op: 'add-server', service: key, server, options }),
  );
  return known ? list : [add, ...list];
}

function assumptionsOf(made: readonly { made: Made; known: boolean }[]): string[] {
  const said: string[] = [];
  const services = made.filter(({ known }) => !known);
  if (services.length > 0) {
    const names = services.slice(0, 4).map(({ made: { key } }) => serviceText(key));
    const more = services.length > 4 ? ` and ${services.length - 4} more` : '';
    said.push(
      `No rules name ${names.join(', ')}${more}: services and servers are made from the entries, with wlc, Masq and weight 1.`,
    );
    if (services.some(({ made: { templates } }) => templates.length > 0)) {
      said.push(
        'Templates do not tell their timeout: the longest that is left, at least 300 s. The netmask is the one their client addresses fit.',
      );
    }
  }
  const servers = made.filter(({ known }) => known).flatMap(({ made: one }) => [...one.servers.values()]);
  if (servers.length > 0) {
    const names = servers.slice(0, 4).map(({ addr }) => formatAddr(addr));
    said.push(
      `Entries go to servers that the rules do not have (${names.join(', ')}${servers.length > 4 ? ', ...' : ''}): they are added with weight 0, as servers that were removed.`,
    );
  }
  return said;
}

function read(listing: ConnsListing): { entries: StartEntry[]; problems: Problem[] } {
  const entries: StartEntry[] = [];
  const names: ListedConn[] = [];
  for (const conn of listing.conns) {
    const entry = startEntry(conn);
    if (entry) entries.push(entry);
    else names.push(conn);
  }
  if (names.length === 0) return { entries, problems: [] };
  const message = `${names.length} entries have names for addresses or ports and cannot be used: list with -n.`;
  return { entries, problems: [warning('listing-names', message, { line: names[0].line })] };
}

/** The entries, and what the rules lack for them. @param commands the rules that are known */
export function startOf(listing: ConnsListing, commands: readonly Command[]): ListedStart {
  const rules = new Rules(commands);
  const { entries: listed, problems } = read(listing);
  const markServers = new Map(
    listed.flatMap((e) => (e.protocol === IPPROTO_IP ? [[addrKey(e.daddr), e.fwmark] as const] : [])),
  );
  const entries = listed.map((e): StartEntry => {
    if (e.protocol === IPPROTO_IP || rules.has(at(e, e.vport)) || rules.has(at(e, 0))) return e;
    const fwmark = rules.markOf(e.daddr) || (markServers.get(addrKey(e.daddr)) ?? 0);
    return fwmark === 0 ? e : { ...e, fwmark };
  });
  const portless = new Set(
    entries.flatMap((e) => (e.cport === 0 && e.vport === 0 ? [serviceText(at(e, 0))] : [])),
  );
  const made = new Map<string, Made>();
  for (const e of entries) {
    if (putAside(e)) continue;
    const key = serviceOf(e, rules, portless);
    const text = serviceText(key);
    const one: Made = made.get(text) ?? { key, templates: [], servers: new Map() };
    made.set(text, one);
    if (e.cport === 0) one.templates.push(e);
    const port = key.kind === 'address' && key.port !== 0 ? e.dport : 0;
    if (!rules.hasServer(key, e.daddr, port))
      one.servers.set(`${addrKey(e.daddr)} ${port}`, { addr: e.daddr, port });
  }
  const lacking = [...made.values()]
    .map((one) => ({ made: one, known: rules.has(one.key) }))
    .filter(({ made: { servers }, known }) => !known || servers.size > 0);
  const added = lacking.flatMap(({ made: one, known }) =>
    commandsOf(one, known).map(
      (command): Command =>
        known && command.op === 'add-server'
          ? { ...command, options: { ...command.options, weight: 0 } }
          : command,
    ),
  );
  return { entries, commands: added, assumptions: assumptionsOf(lacking), problems };
}
