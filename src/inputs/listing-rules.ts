import { formatEndpoint, type InetAddr, parseAddr } from '../base/inet.ts';
import { type Problem, warning } from '../base/result.ts';
import type { Command, ServiceKey } from '../control/command.ts';
import type {
  ListedDaemon,
  ListedEnd,
  ListedServer,
  ListedService,
  ServicesListing,
  TimeoutListing,
} from '../readers/listings/listed.ts';

/** What listings of services, timeouts and daemons say, as the commands that would bring it about. */
export interface ListedRules {
  readonly commands: readonly Command[];
  /** Addresses of the director: servers that a listing calls Local. */
  readonly locals: readonly InetAddr[];
  /** What the listing does not tell and had to be assumed, one sentence each. */
  readonly assumptions: readonly string[];
  readonly problems: readonly Problem[];
}

/** Address and port where both are numbers. */
export function numericEnd({ addr, port }: ListedEnd): { addr: InetAddr; port: number } | null {
  return typeof addr === 'string' || typeof port === 'string' ? null : { addr, port };
}

/** The service that a row names; null = its address or port is a name. */
export function keyOfListed(service: ListedService): ServiceKey | null {
  const { fwmark, ipv6, protocol } = service;
  if (fwmark !== null) return { kind: 'fwmark', fwmark, ipv6 };
  const end = service.end && numericEnd(service.end);
  return end && protocol !== null ? { kind: 'address', protocol, ...end } : null;
}

const named = ({ line }: { line: number }, what: string): Problem =>
  warning('listing-names', `The ${what} is given by a name: list with -n. It is left out.`, { line });

/** Seconds; /proc/net/ip_vs has jiffies, of which HZ is needed. */
function persistence(service: ListedService, hz: number): number | null {
  const { persistent } = service;
  if (!persistent) return null;
  const { timeout, unit } = persistent;
  return Math.max(1, Math.round(unit === 's' ? timeout : timeout / hz));
}

function serverCommand(
  service: ServiceKey,
  server: ListedServer,
  end: { addr: InetAddr; port: number },
): Command {
  const method = server.method === null || server.method === 'local' ? 'masq' : server.method;
  return {
    op: 'add-server',
    service,
    server: end,
    options: {
      method,
      weight: server.weight ?? 1,
      upperThreshold: server.upperThreshold ?? 0,
      lowerThreshold: server.lowerThreshold ?? 0,
      tunnel: null,
    },
  };
}

class RulesMaker {
  readonly commands: Command[] = [];
  readonly locals: InetAddr[] = [];
  readonly problems: Problem[] = [];

  constructor(private readonly hz: number) {}

  add(service: ListedService): void {
    const key = keyOfListed(service);
    if (!key) {
      this.problems.push(named(service, 'virtual service'));
      return;
    }
    const { scheduler, schedFlags, persistent, pe, onePacket } = service;
    this.commands.push({
      op: 'add-service',
      service: key,
      options: {
        scheduler: scheduler ?? 'wlc',
        persistent: persistence(service, this.hz),
        netmask: persistent?.netmask ?? null,
        pe,
        onePacket,
        schedFlags,
      },
    });
    for (const server of service.servers) this.addServer(key, server);
  }

  private addServer(key: ServiceKey, server: ListedServer): void {
    const end = numericEnd(server.end);
    if (!end) {
      this.problems.push(named(server, 'real server'));
      return;
    }
    if (server.method === 'local') this.locals.push(end.addr);
    this.commands.push(serverCommand(key, server, end));
  }
}

function assumed({ form, services }: ServicesListing, hz: number): string[] {
  const said = [
    'The rules are those of a listing. What it does not tell (the order in which servers were added, thresholds, tunnel types) is taken as listed, none, and ipip.',
  ];
  if (services.some(({ scheduler }) => scheduler === null)) {
    said.push('The listing shows no schedulers: wlc is taken, as ipvsadm does by default.');
  }
  const servers = services.flatMap((service) => service.servers);
  if (servers.some(({ method }) => method === null))
    said.push('The listing shows no forwarding methods: Masq is taken.');
  if (servers.some(({ weight }) => weight === null)) said.push('The listing shows no weights: 1 is taken.');
  if (form === 'proc' && services.some(({ persistent }) => persistent !== null)) {
    said.push(`Persistence timeouts in /proc/net/ip_vs are jiffies: they are read with HZ ${hz}.`);
  }
  return said;
}

/** A listing of services as rules. */
export function rulesOfServices(listing: ServicesListing, hz: number): ListedRules {
  const maker = new RulesMaker(hz);
  // The kernel puts a new server at the head of its list, which /proc shows: adding from the end keeps it. ipvsadm sorts.
  for (const service of listing.services) {
    const { servers } = service;
    maker.add({ ...service, servers: listing.form === 'proc' ? servers.toReversed() : servers });
  }
  const { commands, locals, problems } = maker;
  return { commands, locals, problems, assumptions: assumed(listing, hz) };
}

export function timeoutCommands(listed: readonly TimeoutListing[]): Command[] {
  return listed.map(({ tcp, tcpFin, udp }) => ({ op: 'set-timeout', tcp, tcpFin, udp }));
}

const within = (text: string | undefined, max: number): number | undefined => {
  const value = Number(text);
  return text !== undefined && Number.isInteger(value) && value >= 1 && value <= max ? value : undefined;
};

export function daemonCommands(listed: readonly ListedDaemon[]): Command[] {
  return listed.map(({ role, mcastInterface, syncId, more }) => {
    const group = parseAddr(more.group ?? '');
    return {
      op: 'start-daemon',
      role,
      mcastInterface,
      syncId,
      syncMaxlen: within(more.maxlen, 65535),
      mcastGroup: group ?? undefined,
      mcastPort: within(more.port, 65535),
      mcastTtl: within(more.ttl, 255),
    };
  });
}

/** `TCP 10.0.0.100:80`, `FWM 7`: a service in words. */
export function serviceText(key: ServiceKey): string {
  if (key.kind === 'fwmark') return `FWM ${key.fwmark}${key.ipv6 ? ' IPv6' : ''}`;
  const names: Readonly<Record<number, string>> = { 6: 'TCP', 17: 'UDP', 132: 'SCTP' };
  return `${names[key.protocol] ?? key.protocol} ${formatEndpoint(key.addr, key.port)}`;
}
