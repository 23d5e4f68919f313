import type { InetAddr } from '../../base/inet.ts';
import {
  IP_VS_DEST_F_AVAILABLE,
  IP_VS_SVC_F_SCHED_SH_FALLBACK,
  IP_VS_SVC_F_SCHED_SH_PORT,
  type ip_vs_dest,
  type ip_vs_iphdr,
  type ip_vs_service,
} from '../../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import { hash_slots, ip_vs_dh_hashkey, ip_vs_sh_hashkey } from '../../kernel/ipvs/sched/hashed.ts';
import { IP_VS_MH_TAB_SIZE, mh_data, mh_populate, mh_slot } from '../../kernel/ipvs/sched/mh.ts';
import { is_overloaded } from '../../kernel/ipvs/sched/scheduler.ts';
import type { KernelObject, MemoryChange, Scoped } from '../../kernel/probe.ts';
import { Playback } from '../../trace/playback.ts';
import { StepProbe } from '../../trace/step-probe.ts';
import type { CaseDocument } from '../case.ts';
import { caseProgram } from '../program.ts';

/** Schedulers whose choice depends on the bits of an address. */
const HASHING = ['sh', 'dh', 'mh'] as const;
export type Hashing = (typeof HASHING)[number];

/** A server's number (order of making) in each slot; 0 = none. Maglev's depends on the servers' own addresses. */
export interface SlotTable {
  readonly slots: readonly number[];
}

/** What Maglev fills its table from. */
interface MaglevServers {
  readonly servers: readonly ip_vs_dest[];
  readonly gcd: number;
  readonly rshift: number;
}

/** One choice of a hashing scheduler in the original, as far as an address takes part in it. */
export interface Choice {
  readonly by: Hashing;
  readonly addr: InetAddr;
  /** What is added to the address; null = ports do not count. */
  readonly port: number | null;
  readonly fallback: boolean;
  readonly table: SlotTable | MaglevServers;
  /** Servers that could not be used. */
  readonly unusable: ReadonlySet<number>;
  /** Number of the server; 0 = none. */
  readonly chosen: number;
}

const numbers = (slots: readonly (ip_vs_dest | null)[]): number[] => slots.map((dest) => dest?.uid ?? 0);

function isUsable(by: Hashing, dest: ip_vs_dest): boolean {
  if (by === 'dh' && !(dest.flags & IP_VS_DEST_F_AVAILABLE)) return false;
  return dest.weight > 0 && !is_overloaded(dest);
}

/** The end that is hashed: of an ICMP error, that of the packet that it is about. */
function hashedEnd(by: Hashing, iph: ip_vs_iphdr): { addr: InetAddr; port: number } {
  const { transport } = iph;
  const about = transport.kind === 'icmp' ? transport.embedded : null;
  if (about) {
    const port = 'dport' in about.transport ? about.transport.dport : 0;
    return { addr: about.daddr, port };
  }
  return by === 'dh' ? { addr: iph.daddr, port: iph.dport } : { addr: iph.saddr, port: iph.sport };
}

/** Listens for the choices of hashing schedulers. */
class ChoiceProbe extends StepProbe {
  readonly choices: Choice[] = [];
  private iph: ip_vs_iphdr | null = null;
  private open: Omit<Choice, 'chosen'> | null = null;
  /** Tables as they stand, until something is written to them. */
  private readonly tables = new Map<ip_vs_service, SlotTable | MaglevServers>();

  override scope(name: string, object: Scoped): void {
    super.scope(name, object);
    if (name === 'iph') this.iph = object as ip_vs_iphdr;
  }

  override enter(fn: string, args: string): void {
    super.enter(fn, args);
    const by = HASHING.find((name) => fn === `ip_vs_${name}_schedule`);
    const svc = this.facts.service;
    if (!by || !svc || !this.iph) return;
    const ports = by !== 'dh' && (svc.flags & IP_VS_SVC_F_SCHED_SH_PORT) !== 0;
    const { addr, port } = hashedEnd(by, this.iph);
    this.open = {
      by,
      addr,
      port: ports ? port : null,
      fallback: by !== 'dh' && (svc.flags & IP_VS_SVC_F_SCHED_SH_FALLBACK) !== 0,
      table: this.tableOf(by, svc),
      unusable: new Set(svc.destinations.filter((dest) => !isUsable(by, dest)).map(({ uid }) => uid)),
    };
  }

  override leave(result: string): void {
    const fn = this.stack.at(-1) ?? '';
    super.leave(result);
    if (!this.open || fn !== `ip_vs_${this.open.by}_schedule`) return;
    this.choices.push({ ...this.open, chosen: result === 'dest' ? (this.facts.chosen?.uid ?? 0) : 0 });
    this.open = null;
  }

  override memory(owner: object, name: string, changes: readonly MemoryChange[], told: string): void {
    super.memory(owner, name, changes, told);
    this.tables.delete(owner as ip_vs_service);
  }

  override list(...args: Parameters<StepProbe['list']>): void {
    super.list(...args);
    this.forget(args[3]);
  }

  override write(...args: Parameters<StepProbe['write']>): void {
    super.write(...args);
    if (args[1] === 'last_weight') this.forget(args[0]);
  }

  private forget(object: KernelObject): void {
    if (object.kind === 'ip_vs_dest' && object.svc) this.tables.delete(object.svc);
  }

  private tableOf(by: Hashing, svc: ip_vs_service): SlotTable | MaglevServers {
    const known = this.tables.get(svc);
    if (known) return known;
    const table =
      by === 'mh'
        ? { servers: svc.destinations.map((dest) => ({ ...dest })), ...gearOf(svc) }
        : { slots: numbers(hash_slots(svc)) };
    this.tables.set(svc, table);
    return table;
  }
}

function gearOf(svc: ip_vs_service): { gcd: number; rshift: number } {
  const { gcd, rshift } = mh_data(svc);
  return { gcd, rshift };
}

export interface RecordedChoices {
  readonly choices: readonly Choice[];
  /** The machine that made them: hashes depend on its kernel. */
  readonly ipvs: netns_ipvs;
}

/** Whether a case has services whose choices must be listened to. */
export function usesHashing({ setup, entries }: CaseDocument): boolean {
  const commands = [...setup, ...entries].flatMap((line) => (line.kind === 'command' ? [line.command] : []));
  return commands.some(
    (command) =>
      (command.op === 'add-service' || command.op === 'edit-service') &&
      HASHING.some((name) => name === command.options.scheduler),
  );
}

/** Plays the original and notes what sh, dh and mh chose for which address, out of which table. */
export function recordChoices(document: CaseDocument): RecordedChoices {
  const { program } = caseProgram(document);
  const playback = new Playback(program);
  const probe = new ChoiceProbe();
  playback.ipvs.probe = probe;
  const endNs = program.inputs.at(-1)?.timeNs ?? 0;
  do probe.begin();
  while (playback.step(endNs, () => probe.begin()));
  playback.ipvs.probe = null;
  return { choices: probe.choices, ipvs: playback.ipvs };
}

/** Numbers of servers by slot; Maglev's table as the replaced servers fill it. */
export function slotsOf(table: Choice['table'], serverOf: (addr: InetAddr) => InetAddr): readonly number[] {
  if ('slots' in table) return table.slots;
  const { servers, gcd, rshift } = table;
  const list = servers.map((dest) => ({ ...dest, addr: serverOf(dest.addr) }));
  return gcd < 1 ? [] : numbers(mh_populate(list, gcd, rshift));
}

/**
 * Whom the scheduler chooses for another address and port in the same situation: ip_vs_sh_get_fallback and its like of
 * dh and mh, on numbers of servers.
 */
export function chosenFor(
  ipvs: netns_ipvs,
  choice: Choice,
  slots: readonly number[],
  addr: InetAddr,
  port: number,
): number {
  const { by, unusable, fallback } = choice;
  const added = choice.port === null ? 0 : port;
  const slotOf = (offset: number): number => {
    if (by === 'dh') return ip_vs_dh_hashkey(ipvs, addr);
    return by === 'mh' ? mh_slot(addr, added, offset) : ip_vs_sh_hashkey(ipvs, addr, added, offset);
  };
  const start = slotOf(0);
  const first = slots[start] ?? 0;
  if (!unusable.has(first)) return first;
  const size = by === 'mh' ? IP_VS_MH_TAB_SIZE : slots.length;
  for (let offset = 0; fallback && offset < size; offset++) {
    const server = slots[slotOf((offset + start) % size)] ?? 0;
    if (!unusable.has(server)) return server;
  }
  return 0;
}
