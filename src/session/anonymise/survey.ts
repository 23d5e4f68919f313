import {
  type AddressFamily,
  AF_INET,
  AF_INET6,
  addrKey,
  familyOf,
  formatIn4,
  type In6,
  type InetAddr,
} from '../../base/inet.ts';
import type { Command } from '../../control/command.ts';
import type { PortRange, Prefix } from '../../control/mark-rule.ts';
import type { CaseDocument } from '../case.ts';
import { bitsOf, classOf, cutTo, widthOf } from './bits.ts';
import { isRewritten, replacePayload } from './payload.ts';
import { type End, type Replacer, replaced } from './replacer.ts';
import { stopsWithout } from './words.ts';

/** Lengths of networks that are kept together for the reader's sake, unless something speaks against it. */
export const READING: Readonly<Record<AddressFamily, number>> = { [AF_INET]: 24, [AF_INET6]: 64 };

/** What a case depends on, and all that must not be found in what takes its place. */
export interface Survey {
  /** Addresses in the order of their appearance, real servers first. */
  readonly addresses: readonly InetAddr[];
  readonly servers: ReadonlySet<number | string>;
  /** Virtual ends and other addresses of the director. */
  readonly own: ReadonlySet<number | string>;
  readonly cuts: Readonly<Record<AddressFamily, readonly number[]>>;
  /** Persistence netmasks, and prefix lengths. */
  readonly granularities: Readonly<Record<AddressFamily, readonly number[]>>;
  /** Addresses whose texts the FTP helper puts in place of each other, and how long the texts of their images must be. */
  readonly textLengths: ReadonlyMap<number | string, number>;
  /** Ports that firewall rules look at. */
  readonly ruledPorts: readonly PortRange[];
  /** Ports of each address, with the protocols that they were seen with. */
  readonly ports: ReadonlyMap<number | string, ReadonlyMap<number, ReadonlySet<number>>>;
  /** Templates of firewall marks are kept under protocol 0. */
  readonly marked: boolean;
  /** An address, or a network that many share, that an image must not be. */
  isOriginal(family: AddressFamily, image: bigint): boolean;
  /** A persistence netmask has zeros between its ones. */
  readonly holes: boolean;
  /** The defence against floods drops entries by bucket. */
  readonly dropsByBucket: boolean;
}

export function commandsOf({ setup, entries }: CaseDocument): Command[] {
  return [...setup, ...entries].flatMap((line) => (line.kind === 'command' ? [line.command] : []));
}

/** Prefix length of a netmask; null = it has holes. */
function lengthOf(netmask: number): number | null {
  const zeros = 32 - Math.clz32(~netmask);
  return (~netmask >>> 0) + 1 === 2 ** zeros ? 32 - zeros : null;
}

class Surveyor implements Replacer {
  readonly seen = new Map<number | string, InetAddr>();
  readonly ports = new Map<number | string, Map<number, Set<number>>>();
  readonly prefixes: Prefix[] = [];
  readonly sameLength = new Set<number | string>();

  addr(addr: InetAddr): InetAddr {
    // What is mapped from IPv4 is replaced as the IPv4 address that it holds.
    const inner = classOf(addr) === 'mapped' ? (addr as In6)[3] : addr;
    this.seen.set(addrKey(inner), inner);
    return addr;
  }

  prefix(prefix: Prefix): Prefix {
    this.prefixes.push(prefix);
    this.addr(prefix.addr);
    return prefix;
  }

  end(end: End): End {
    this.addr(end.addr);
    const key = addrKey(end.addr);
    const ports = this.ports.get(key) ?? new Map<number, Set<number>>();
    this.ports.set(key, ports);
    const protocols = ports.get(end.port) ?? new Set<number>();
    ports.set(end.port, protocols);
    if (end.protocol !== undefined) protocols.add(end.protocol);
    return end;
  }

  callId(id: string): string {
    return id;
  }

  interfaceName(name: string): string {
    return name;
  }

  payload(...[payload, packet]: Parameters<Replacer['payload']>): Uint8Array {
    const counts = packet.transport.kind === 'tcp' && isRewritten(payload, packet);
    const listening: Replacer = { ...NOTHING, end: (end) => this.announced(end, counts) };
    replacePayload(payload, packet, listening);
    return payload;
  }

  /** @param counts the kernel writes another address in its place: the lengths of their texts count */
  private announced(end: End, counts: boolean): End {
    if (counts) this.sameLength.add(addrKey(end.addr));
    return this.end(end);
  }
}

const NOTHING: Replacer = {
  addr: (addr) => addr,
  prefix: (prefix) => prefix,
  end: (end) => end,
  callId: (id) => id,
  interfaceName: (name) => name,
  payload: (payload) => payload,
};

/** Prefix lengths that decide: granularity of persistence, firewall rules, stops at a network. */
function cutsOf(document: CaseDocument, prefixes: readonly Prefix[], family: AddressFamily): number[] {
  const ruled = prefixes.filter(({ addr }) => familyOf(addr) === family).map(({ bits }) => bits);
  const granular = granularitiesOf(document, family).flatMap((mask) =>
    family === AF_INET ? (lengthOf(mask) ?? []) : mask,
  );
  return [...new Set([...ruled, ...granular])].filter((bits) => bits > 0 && bits < widthOf(family));
}

function granularitiesOf(document: CaseDocument, family: AddressFamily): number[] {
  const masks = commandsOf(document).flatMap((command) => {
    if (command.op !== 'add-service' && command.op !== 'edit-service') return [];
    const { service, options } = command;
    const ipv6 = service.kind === 'fwmark' ? service.ipv6 : typeof service.addr !== 'number';
    const all = ipv6 ? 128 : 0xffffffff;
    return ipv6 === (family === AF_INET6) && options.persistent !== null ? [options.netmask ?? all] : [];
  });
  return [...new Set(masks)];
}

function rolesOf(document: CaseDocument): { servers: InetAddr[]; own: InetAddr[] } {
  const servers: InetAddr[] = [];
  const own = [...document.kernel.vips, ...document.kernel.locals];
  for (const command of commandsOf(document)) {
    if ('server' in command) servers.push(command.server.addr);
    if ('service' in command && command.service?.kind === 'address') own.push(command.service.addr);
  }
  return { servers, own };
}

/** Lengths that most addresses of the ranges have. */
const USUAL_LENGTHS = [11, 14] as const;

/** All texts are longer by as much, so that one in place of another makes the same difference. */
function textLengthsOf(addresses: readonly InetAddr[]): Map<number | string, number> {
  const texts = addresses.flatMap((addr) =>
    typeof addr === 'number' ? [{ addr, length: formatIn4(addr).length }] : [],
  );
  const lengths = texts.map(({ length }) => length);
  const [least, most] = USUAL_LENGTHS;
  const more = Math.max(0, Math.min(least - Math.min(...lengths), most - Math.max(...lengths)));
  return new Map(texts.map(({ addr, length }) => [addrKey(addr), length + more]));
}

export function surveyOf(document: CaseDocument): Survey {
  const to = new Surveyor();
  replaced(document, to);
  stopsWithout(document.stops, to);
  const { servers, own } = rolesOf(document);
  const firstServers = new Map(servers.map((addr) => [addrKey(addr), addr] as const));
  const addresses = [...new Map([...firstServers, ...to.seen]).values()];
  if (to.sameLength.size > 0) for (const addr of [...own, ...servers]) to.sameLength.add(addrKey(addr));
  const originals = new Set(addresses.map((addr) => `${familyOf(addr)} ${bitsOf(addr)}`));
  for (const addr of addresses) {
    const family = familyOf(addr);
    if (classOf(addr) !== 'ordinary') continue;
    originals.add(`${family} net ${cutTo(bitsOf(addr), READING[family], widthOf(family))}`);
  }
  const rules = document.setup.flatMap((line) => (line.kind === 'mark' ? [line.rule] : []));
  return {
    addresses,
    servers: new Set(firstServers.keys()),
    own: new Set(own.map(addrKey)),
    cuts: {
      [AF_INET]: cutsOf(document, to.prefixes, AF_INET),
      [AF_INET6]: cutsOf(document, to.prefixes, AF_INET6),
    },
    granularities: {
      [AF_INET]: granularitiesOf(document, AF_INET),
      [AF_INET6]: granularitiesOf(document, AF_INET6),
    },
    textLengths: textLengthsOf([...to.sameLength].flatMap((key) => to.seen.get(key) ?? [])),
    holes: granularitiesOf(document, AF_INET).some((mask) => lengthOf(mask) === null),
    ruledPorts: rules.flatMap(({ sports, dports }) => [...(sports ?? []), ...(dports ?? [])]),
    ports: to.ports,
    marked: commandsOf(document).some(
      (command) => 'service' in command && command.service?.kind === 'fwmark',
    ),
    isOriginal: (family, image) =>
      originals.has(`${family} ${image}`) ||
      originals.has(`${family} net ${cutTo(image, READING[family], widthOf(family))}`),
    dropsByBucket: commandsOf(document).some(
      (command) => command.op === 'sysctl' && command.name === 'drop_entry' && command.value.trim() !== '0',
    ),
  };
}
