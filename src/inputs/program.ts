import type { InetAddr } from '../base/inet.ts';
import type { Command } from '../control/command.ts';
import type { MarkRule } from '../control/mark-rule.ts';
import type { StartEntry } from '../control/start-entry.ts';
import type { MachineParams } from '../kernel/ipvs/netns_ipvs.ts';
import type { HookName } from '../kernel/lib/netfilter.ts';
import type { GroupKind } from '../observed/group.ts';
import type { LogLines } from '../observed/log-lines.ts';
import type { Origin } from '../packet/origins.ts';
import type { IpPacket } from '../packet/packet.ts';
import type { PacketStore } from '../packet/store.ts';

/**
 * What the model is fed with: a kernel, its configuration, and inputs in the order in which it met them.
 * Times are nanoseconds of kernel uptime.
 */
export interface Program {
  readonly params: MachineParams;
  /** Uptime at which the configuration is complete; inputs come later. */
  readonly setupNs: number;
  readonly setup: readonly Command[];
  readonly inputs: InputList;
  /** The packets that inputs name by index. */
  readonly packets: PacketSource;
  /** Wall clock at uptime 0 in seconds, or null when the case has none. */
  readonly bootEpoch: number | null;
  /** Rules that have given packets their marks; the marks themselves stand in the inputs. */
  readonly marks: readonly MarkRule[];
  /** Virtual addresses that were named beside those of services. */
  readonly vips: readonly InetAddr[];
  /** The log that the inputs follow: then the machine is the observed kernel, and no model runs. */
  readonly log?: LogLines;
}

export interface PacketSource {
  readonly length: number;
  /** The IP packet, or null when the frame is something else. */
  ip(index: number): IpPacket | null;
  /** The file of a packet where several were merged, and its number there; left out or null = all are of one. */
  origin?(index: number): Origin | null;
  /** A whole TCP segment or UDP datagram without anything unusual; left out = it is not known of any. */
  isPlain?(index: number): boolean;
  /** Fields of plain packets, each without making the packet. */
  readonly columns?: PlainColumns;
}

/** What can be read of a plain packet one by one; see PacketStore. */
export type PlainColumns = Pick<
  PacketStore,
  'isPlain' | 'saddr' | 'daddr' | 'sport' | 'dport' | 'protocol' | 'flags' | 'payloadLength'
>;

export type Input = PacketInput | CommandInput | NoteInput | ObservedInput | StartInput;

/** Inputs by number, in the order in which the kernel met them. An array is one; what is long makes them when asked. */
export interface InputList extends Iterable<Input> {
  readonly length: number;
  /** undefined = there are not that many. */
  at(index: number): Input | undefined;
  /** The packet that an input is, without making the input; -1 = it is none. Left out = it must be made. */
  packetOf?(index: number): number;
  /** What is not a packet, without looking at every packet. Left out = all must be looked at. */
  rareInputs?(): RareInput[];
}

/** An input that is no packet of a capture, and its place among all. */
export interface RareInput {
  readonly index: number;
  readonly input: Exclude<Input, PacketInput>;
}

/** The same for a capture's packets alone. */
export interface PacketInputList extends InputList {
  at(index: number): PacketInput | undefined;
  [Symbol.iterator](): Iterator<PacketInput>;
  /** Times never go back from one input to the next. */
  readonly sorted: boolean;
  /** Nanoseconds of uptime; `index` must be within the list. */
  timeNs(index: number): number;
}

export interface PacketInput {
  readonly kind: 'packet';
  readonly timeNs: number;
  /** Index in the packet source. */
  readonly packet: number;
  readonly hook: HookName;
  readonly mark: number;
  /** PACKET_HOST .. as the kernel would hold it. */
  readonly packetType: number;
  /**
   * What must be put right before the packet goes in, because the capture shows a translated copy:
   * `request` = towards this virtual end; `inner` = the packet inside the tunnel header; `reply` = from whatever
   * real server the entry has (`host`: without an entry the host itself sent it, else it is no input);
   * `answer` = a reply that is asked of whatever real server the entry of this virtual end has, for runs under other rules;
   * `own-icmp` = an error about an entry's packet that its real server sent, or one that the host sent itself,
   * unless the model has just sent it too.
   */
  readonly restore: Restore | null;
  /** The real server that a copy in the capture shows, or null. */
  readonly seen: Endpoint | null;
  /** Indexes of captured packets that are consequences of this one. */
  readonly copies: readonly number[];
}

export type Restore =
  | { readonly kind: 'request'; readonly vaddr: InetAddr; readonly vport: number }
  | { readonly kind: 'answer'; readonly vaddr: InetAddr; readonly vport: number }
  | { readonly kind: 'inner' }
  | { readonly kind: 'reply'; readonly host: boolean }
  | { readonly kind: 'own-icmp' };

export interface Endpoint {
  readonly addr: InetAddr;
  readonly port: number;
}

export interface CommandInput {
  readonly kind: 'command';
  readonly timeNs: number;
  readonly command: Command;
  /** As the user wrote it. */
  readonly text: string;
}

export interface NoteInput {
  readonly kind: 'note';
  readonly timeNs: number;
  readonly text: string;
}

/** Entries that are in the table already, as a listing tells: before every packet. */
export interface StartInput {
  readonly kind: 'start';
  readonly timeNs: number;
  /** In the order of the listing: buckets upwards, each chain from its head. */
  readonly entries: readonly StartEntry[];
  /** Where they come from, in a few words; '' = the case itself. */
  readonly text: string;
}

/** Lines of a kernel's log that belong to one event. */
export interface ObservedInput {
  readonly kind: 'observed';
  readonly timeNs: number;
  readonly what: GroupKind;
  /** Indexes in the program's log. */
  readonly lines: readonly number[];
  /** The packet that they tell of, or null. */
  readonly packet: PacketInput | null;
  /** TCP flags stand in the log; else the least that fits is shown. */
  readonly flagsTold: boolean;
}
