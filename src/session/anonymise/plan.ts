import {
  type AddressFamily,
  AF_INET,
  addrEqual,
  addrKey,
  familyOf,
  formatAddr,
  type In6,
  type InetAddr,
} from '../../base/inet.ts';
import type { Prefix } from '../../control/mark-rule.ts';
import { addrOf, bitsOf, classOf, cutTo, widthOf } from './bits.ts';
import type { Buckets } from './buckets.ts';
import { newCallId } from './call-id.ts';
import { type Choice, chosenFor, type RecordedChoices, slotsOf } from './choices.ts';
import { replacePayload } from './payload.ts';
import { poolOf } from './pools.ts';
import { DECIDES, FITS, type Fits, PrefixMap, UNFIT } from './prefix-map.ts';
import type { End, Replacer } from './replacer.ts';
import { READING, type Survey } from './survey.ts';

/** Ports that one address may have in choices before its ports are replaced too, so that each can be fitted alone. */
const FEW_PORTS = 6;
const FIRST_FREE_PORT = 1024;
const PORTS = 65_536;
/** Sync daemons listen here and at some ports above. */
const SYNC_PORTS = [8848, 8848 + 63] as const;

export interface PlanOptions {
  readonly random: (below: number) => number;
  /** Clients get other ports. */
  readonly ports: boolean;
  /** Entries stay in their buckets; null = they need not. */
  readonly buckets: Buckets | null;
  readonly recorded: RecordedChoices | null;
}

type Key = number | string;

/** Which replacement everything gets. It is drawn when something is first asked for, and then stays. */
export class Plan implements Replacer {
  readonly addresses = new Map<Key, { readonly from: InetAddr; readonly to: InetAddr }>();
  readonly ports = new Map<Key, Map<number, number>>();
  readonly callIds = new Map<string, string>();
  readonly names = new Map<string, string>();
  private readonly maps = new Map<string, PrefixMap>();
  private readonly choices = new Map<Key, readonly Choice[]>();
  /** Addresses whose choices can only be kept with other ports. */
  private readonly portsTaken = new Set<Key>();
  private readonly networkProtocols = new Map<string, Set<number>>();
  private readonly takenIds = new Set<string>();
  private readonly takenPorts = new Map<Key, Set<number>>();
  private readonly slots = new Map<Choice['table'], readonly number[]>();
  /** Servers are being replaced: what depends on all of them cannot be asked yet. */
  private early = true;

  constructor(
    private readonly survey: Survey,
    private readonly options: PlanOptions,
  ) {
    for (const [key, choices] of byAddress(options.recorded?.choices ?? [])) {
      this.choices.set(key, choices);
      const ports = new Set(choices.flatMap(({ port }) => port ?? []));
      if (ports.size > FEW_PORTS) this.portsTaken.add(key);
    }
    for (const addr of survey.addresses) {
      if (!survey.servers.has(addrKey(addr))) this.early = false;
      this.addr(addr);
    }
  }

  addr(addr: InetAddr): InetAddr {
    const known = this.addresses.get(addrKey(addr));
    if (known) return known.to;
    const to = this.image(addr);
    this.addresses.set(addrKey(addr), { from: addr, to });
    return to;
  }

  private image(addr: InetAddr): InetAddr {
    const of = classOf(addr);
    if (of === 'kept') return addr;
    if (of === 'mapped') return [0, 0, 0xffff, this.addr((addr as In6)[3]) as number];
    const family = familyOf(addr);
    return addrOf(this.mapFor(addr).image(bitsOf(addr), this.fitsFor(addr)), family);
  }

  prefix({ addr, bits }: Prefix): Prefix {
    const of = classOf(addr);
    if (of === 'kept' || of === 'mapped') return { addr: this.addr(addr), bits };
    return { addr: addrOf(this.mapFor(addr).network(bitsOf(addr), bits), familyOf(addr)), bits };
  }

  end({ addr, port }: End): End {
    return { addr: this.addr(addr), port: this.portOf(addr, port) };
  }

  callId(id: string): string {
    const known = this.callIds.get(id);
    if (known !== undefined) return known;
    const { random, buckets } = this.options;
    const made = newCallId(id.length, random, (one) => {
      return !this.takenIds.has(one) && one !== id && (buckets?.sameForKey(id, one) ?? true);
    });
    this.callIds.set(id, made);
    this.takenIds.add(made);
    return made;
  }

  interfaceName(name: string): string {
    const known = this.names.get(name) ?? `lan${this.names.size}`;
    this.names.set(name, known);
    return known;
  }

  payload(...[payload, packet]: Parameters<Replacer['payload']>): Uint8Array | null {
    return replacePayload(payload, packet, this);
  }

  /** Choices of hashing schedulers that are other ones with these replacements. */
  broken(): Choice[] {
    return (this.options.recorded?.choices ?? []).filter(
      (choice) => !this.keeps(choice, this.addr(choice.addr), this.portOf(choice.addr, choice.port ?? 0)),
    );
  }

  /** Addresses whose texts make another difference in answers of FTP servers: lengths of packets change with them. */
  wrongLengths(): number {
    const lengths = [...this.survey.textLengths];
    return lengths.filter(([key, length]) => {
      const to = this.addresses.get(key)?.to;
      return to !== undefined && formatAddr(to).length !== length;
    }).length;
  }

  /** Would the scheduler choose the same server if the address and port were these? */
  private keeps(choice: Choice, to: InetAddr, port: number): boolean {
    const { recorded } = this.options;
    if (!recorded) return true;
    const slots = this.slots.get(choice.table) ?? slotsOf(choice.table, (server) => this.addr(server));
    this.slots.set(choice.table, slots);
    return chosenFor(recorded.ipvs, choice, slots, to, port) === choice.chosen;
  }

  private mapFor(addr: InetAddr): PrefixMap {
    const family = familyOf(addr);
    const root = classOf(addr) === 'ordinary' ? null : poolOf(addr);
    const key = `${family} ${root?.start}`;
    const known = this.maps.get(key);
    if (known) return known;
    const { survey, options } = this;
    const made = new PrefixMap({
      family,
      root,
      cuts: survey.cuts[family],
      reading: READING[family],
      random: options.random,
      avoid: (image) => survey.isOriginal(family, image),
      fitsNetwork: (network, image, bits) => this.fitsNetwork(family, network, image, bits),
    });
    this.maps.set(key, made);
    return made;
  }

  /** Templates are found by the client's network: it stays in its bucket. */
  private fitsNetwork(family: AddressFamily, network: bigint, image: bigint, bits: number): boolean {
    const { buckets } = this.options;
    if (!buckets || !this.survey.cuts[family].includes(bits)) return true;
    const [from, to] = [network, image].map((value) => ({ addr: addrOf(value, family), port: 0 }));
    return buckets.same(from, to, this.protocolsIn(network, family, bits));
  }

  /** Protocols of the templates that clients of a network may have. */
  private protocolsIn(network: bigint, family: AddressFamily, bits: number): Set<number> {
    const key = `${family} ${network} ${bits}`;
    const known = this.networkProtocols.get(key);
    if (known) return known;
    const inside = this.survey.addresses.filter(
      (addr) => familyOf(addr) === family && cutTo(bitsOf(addr), bits, widthOf(family)) === network,
    );
    const protocols = new Set(inside.flatMap((addr) => [...this.protocolsOf(addr)]));
    this.networkProtocols.set(key, protocols);
    return protocols;
  }

  private fitsFor(addr: InetAddr): Fits {
    const key = addrKey(addr);
    const { buckets } = this.options;
    const choices = (this.choices.get(key) ?? []).filter(
      ({ port, by }) => !(this.early && by === 'mh') && (port === null || !this.mayReplacePort(addr, port)),
    );
    const family = familyOf(addr);
    const protocols = this.protocolsOf(addr);
    const length = this.survey.textLengths.get(key);
    const whole =
      this.isClient(addr) && this.survey.granularities[family].some((mask) => isWhole(family, mask));
    return (value) => {
      const to = addrOf(value, family);
      if (length !== undefined && formatAddr(to).length !== length) return UNFIT;
      if (!choices.every((choice) => this.keeps(choice, to, choice.port ?? 0))) {
        buckets?.spend();
        return UNFIT;
      }
      const moves = buckets && whole && !buckets.same({ addr, port: 0 }, { addr: to, port: 0 }, protocols);
      return moves ? DECIDES : FITS;
    };
  }

  /** Protocols of the templates that a client may have. */
  private protocolsOf(addr: InetAddr): Set<number> {
    const { ports, marked } = this.survey;
    const seen = new Set(marked ? [0] : []);
    for (const protocols of ports.get(addrKey(addr))?.values() ?? [])
      for (const one of protocols) seen.add(one);
    return seen;
  }

  private isClient(addr: InetAddr): boolean {
    const key = addrKey(addr);
    const { own, servers } = this.survey;
    return !own.has(key) && !servers.has(key) && classOf(addr) !== 'kept' && classOf(addr) !== 'multicast';
  }

  private mayReplacePort(addr: InetAddr, port: number): boolean {
    const wanted = this.options.ports || this.options.buckets !== null || this.portsTaken.has(addrKey(addr));
    return wanted && this.isClient(addr) && this.isFree(port);
  }

  /** Nobody looks at this port's number. */
  private isFree(port: number): boolean {
    if (port < FIRST_FREE_PORT || (port >= SYNC_PORTS[0] && port <= SYNC_PORTS[1])) return false;
    return !this.survey.ruledPorts.some(([first, last]) => first <= port && port <= last);
  }

  private portOf(addr: InetAddr, port: number): number {
    if (!this.mayReplacePort(addr, port)) return port;
    const key = addrKey(addr);
    const known = this.ports.get(key) ?? new Map<number, number>();
    this.ports.set(key, known);
    const there = known.get(port);
    if (there !== undefined) return there;
    const taken = this.takenPorts.get(key) ?? new Set<number>();
    this.takenPorts.set(key, taken);
    const made = this.drawPort(addr, port, taken);
    known.set(port, made);
    taken.add(made);
    return made;
  }

  private drawPort(addr: InetAddr, port: number, taken: ReadonlySet<number>): number {
    const { buckets, random } = this.options;
    const originals = this.survey.ports.get(addrKey(addr));
    const choices = (this.choices.get(addrKey(addr)) ?? []).filter((choice) => choice.port === port);
    const to = this.addr(addr);
    const protocols = originals?.get(port) ?? [];
    let any: number | null = null;
    let deciding: number | null = null;
    const begin = random(PORTS);
    for (let i = 0; i < PORTS; i++) {
      // An odd step visits every port once.
      const image = (begin + i * 40_503) % PORTS;
      if (!this.isFree(image) || taken.has(image) || originals?.has(image)) continue;
      any ??= image;
      if (!choices.every((choice) => this.keeps(choice, to, image))) continue;
      deciding ??= image;
      if (buckets?.same({ addr, port }, { addr: to, port: image }, protocols) ?? true) return image;
    }
    return deciding ?? any ?? port;
  }
}

function isWhole(family: AddressFamily, mask: number): boolean {
  return mask === (family === AF_INET ? 0xffffffff : 128);
}

/** Each choice once, by the address that it depends on. */
function byAddress(choices: readonly Choice[]): Map<Key, Choice[]> {
  const groups = new Map<Key, Choice[]>();
  for (const choice of choices) {
    const group = groups.get(addrKey(choice.addr)) ?? [];
    groups.set(addrKey(choice.addr), group);
    if (!group.some((other) => isSame(choice, other))) group.push(choice);
  }
  return groups;
}

function isSame(one: Choice, other: Choice): boolean {
  if (one.table !== other.table || one.chosen !== other.chosen || one.port !== other.port) return false;
  if (!addrEqual(one.addr, other.addr) || one.unusable.size !== other.unusable.size) return false;
  return [...one.unusable].every((uid) => other.unusable.has(uid));
}
