import type { Command } from '../control/command.ts';
import { formatCommand } from '../control/format.ts';
import type { Input, ObservedInput, PacketInput, Program, StartInput } from '../inputs/program.ts';
import { syncMessageOf } from '../inputs/sync-messages.ts';
import { run_command } from '../kernel/command.ts';
import { conn_start } from '../kernel/ipvs/conn_start.ts';
import type { ip_vs_conn } from '../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import { conntrack_active } from '../kernel/ipvs/nfct.ts';
import { is_sync_backup, is_sync_master } from '../kernel/ipvs/sync_state.ts';
import { sync_conn_text } from '../kernel/ipvs/sync_words.ts';
import type { Jiffies } from '../kernel/lib/jiffies.ts';
import {
  type Hook,
  type HookName,
  NF_INET_FORWARD,
  NF_INET_LOCAL_IN,
  NF_INET_LOCAL_OUT,
  type Verdict,
} from '../kernel/lib/netfilter.ts';
import { alloc_skb } from '../kernel/lib/skbuff.ts';
import {
  expire_next,
  type Fired,
  ip_vs_init,
  jiffies_of,
  machine_init,
  run_hooks,
  set_time,
} from '../kernel/machine.ts';
import type { LogLines } from '../observed/log-lines.ts';
import { observe } from '../observed/observe.ts';
import { TellingProbe } from '../observed/telling-probe.ts';
import { expire_untold } from '../observed/untold.ts';
import { type IpPacket, PACKET_UNKNOWN } from '../packet/packet.ts';

import { restored } from './restore.ts';

/** What happened as one event: a packet with all its hooks, one timer, one command. */
export type Event =
  | {
      readonly kind: 'packet';
      readonly input: PacketInput;
      readonly verdict: Verdict | null;
      readonly hook: HookName | null;
      readonly ip: IpPacket | null;
      /** A log tells of it, and not of its verdict; `cp` is the entry that it is about. */
      readonly told?: { readonly cp: ip_vs_conn | null; readonly refused: boolean };
    }
  | { readonly kind: 'timer'; readonly fired: Fired }
  | {
      readonly kind: 'command';
      readonly input: Extract<Input, { kind: 'command' }>;
      readonly outcome: string | null;
    }
  | {
      readonly kind: 'note';
      readonly input: Pick<Extract<Input, { kind: 'note' }>, 'text'>;
      /** The entries that a starting state has put into the table. */
      readonly started?: readonly ip_vs_conn[];
    };

const HOOKS: Readonly<Record<HookName, Hook>> = {
  LOCAL_IN: NF_INET_LOCAL_IN,
  FORWARD: NF_INET_FORWARD,
  LOCAL_OUT: NF_INET_LOCAL_OUT,
};

/** Connection tracking takes part. */
function isTracked(ipvs: netns_ipvs): boolean {
  return conntrack_active(ipvs, 2) || conntrack_active(ipvs, 10);
}

/** A captured sync message of the host itself: what it holds. */
function noteSyncMessage(ipvs: netns_ipvs, ip: IpPacket): void {
  for (const conn of syncMessageOf(ip)?.conns ?? []) {
    const { ends, what } = sync_conn_text(conn);
    ipvs.probe?.note(ends, what);
  }
}

/**
 * A program on a machine: runs one event at a time. Timers run before the inputs of their jiffy. Snapshots
 * are made of `ipvs` and `next` together.
 */
export class Playback {
  /** Complaints of the setup's commands, in their order. */
  readonly setupProblems: string[] = [];
  private nextAt = -1;
  private nextMade: Input | null = null;

  constructor(
    readonly program: Program,
    readonly ipvs: netns_ipvs = machine_init(program.params, program.setupNs),
    /** Index of the next input. */
    public next = 0,
    fresh = true,
  ) {
    if (!fresh) return;
    ip_vs_init(ipvs);
    for (const command of program.setup) {
      const problem = run_command(ipvs, command);
      if (problem !== null) this.setupProblems.push(`${formatCommand(command)}: ${problem}`);
    }
  }

  /**
   * Runs the next event that happens up to an uptime; null = nothing left up to there.
   * `started` is called before anything of it runs, when the clock already stands.
   */
  step(untilNs: number, started?: () => void): Event | null {
    const { ipvs, program } = this;
    const input = this.nextInput();
    const due = input !== null && input.timeNs <= untilNs;
    const limit = jiffies_of(ipvs, due ? input.timeNs : untilNs);
    if (program.log) expire_untold(ipvs, limit);
    const fired = program.log ? null : expire_next(ipvs, limit, started);
    if (fired) return { kind: 'timer', fired };
    if (!due) {
      set_time(ipvs, untilNs);
      return null;
    }
    this.next++;
    set_time(ipvs, input.timeNs);
    started?.();
    return this.run(input);
  }

  /** Timers may run before it: it is made once. */
  private nextInput(): Input | null {
    if (this.nextAt !== this.next) {
      this.nextAt = this.next;
      this.nextMade = this.program.inputs.at(this.next) ?? null;
    }
    return this.nextMade;
  }

  /** The next input is a packet with nothing unusual about it, so that a tally hears all that there is to tell. */
  isPlainNext(): boolean {
    const { ipvs, program } = this;
    if (isTracked(ipvs) || is_sync_master(ipvs) || is_sync_backup(ipvs)) return false;
    const input = this.nextInput();
    if (input === null) return true;
    return input.kind === 'packet' && program.packets.isPlain?.(input.packet) === true;
  }

  private run(input: Input): Event {
    if (input.kind === 'note') return { kind: 'note', input };
    if (input.kind === 'observed') return this.follow(input);
    if (input.kind === 'start') return this.start(input);
    if (input.kind === 'command') {
      return { kind: 'command', input, outcome: this.command(input.command) };
    }
    const resolved = restored(this.ipvs, input, this.program.packets.ip(input.packet));
    if (!resolved) return { kind: 'packet', input, verdict: null, hook: null, ip: null };
    const { ip, hook } = resolved;
    const type = input.packetType === PACKET_UNKNOWN ? 0 : input.packetType;
    if (hook === 'LOCAL_OUT' && this.ipvs.probe) noteSyncMessage(this.ipvs, ip);
    const skb = alloc_skb(ip, hook !== 'LOCAL_OUT', input.mark, type);
    return { kind: 'packet', input, verdict: run_hooks(this.ipvs, skb, HOOKS[hook]), hook, ip };
  }

  /** Under a log a command prints nothing of its own: its lines are in the log. */
  private command(command: Command): string | null {
    const { ipvs, program } = this;
    const { probe } = ipvs;
    if (program.log && probe) ipvs.probe = new TellingProbe(probe);
    const outcome = run_command(ipvs, command);
    ipvs.probe = probe;
    return outcome;
  }

  /** The table is filled in one go, which is no step of the kernel's. */
  private start({ entries, text }: StartInput): Event {
    const { made, linked, unbound } = conn_start(this.ipvs, entries);
    const count = (number: number, one: string, more: string): string =>
      `${number.toLocaleString('en')} ${number === 1 ? one : more}`;
    const said = [`Starting state, ${count(made.length, 'entry', 'entries')}${text ? ` of ${text}` : ''}`];
    if (linked > 0) said.push(`${count(linked, 'is', 'are')} held by templates, as inferred`);
    if (unbound > 0) said.push(`${count(unbound, 'has', 'have')} no server of the rules`);
    return { kind: 'note', input: { text: said.join('; ') }, started: made };
  }

  /** An event of the log: nothing is decided here. */
  private follow(input: ObservedInput): Event {
    const { ipvs, program } = this;
    const { cp, refused, text } = observe(ipvs, program.log as LogLines, input.lines);
    const { packet } = input;
    if (packet) {
      const ip = program.packets.ip(packet.packet);
      return { kind: 'packet', input: packet, verdict: null, hook: packet.hook, ip, told: { cp, refused } };
    }
    if (input.what === 'timer') return { kind: 'timer', fired: { kind: 'conn', cp, at: ipvs.jiffies } };
    return { kind: 'note', input: { text } };
  }

  /** The jiffy in which the machine stands. */
  get jiffies(): Jiffies {
    return this.ipvs.jiffies;
  }
}
