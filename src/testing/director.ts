import { parseAddr } from '../base/inet.ts';
import { parseCommandLine } from '../control/command-line.ts';
import { run_command } from '../kernel/command.ts';
import type { MachineParams, netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import { type Hook, NF_INET_LOCAL_IN, type Verdict } from '../kernel/lib/netfilter.ts';
import { alloc_skb } from '../kernel/lib/skbuff.ts';
import { advance, machine_init, run_hooks } from '../kernel/machine.ts';
import type { Probe } from '../kernel/probe.ts';
import { linux_6_12 } from '../kernel/profiles/linux-6.12.ts';
import { formatMessage } from '../klog/message.ts';
import { buildIp, type IpSpec, type TransportSpec } from '../packet/build.ts';
import { decodeFrame } from '../packet/decode.ts';
import type { IpPacket } from '../packet/packet.ts';
import { LINKTYPE_RAW } from '../packet/protocols.ts';

const PARAMS: MachineParams = {
  profile: linux_6_12,
  hz: 100,
  conn_tab_bits: 8,
  conn_rnd: 0x1a0d4d1d,
  netns_hash_xor: 0,
  debug_level: 12,
  mtu: 1500,
  local_addresses: [],
  route_source: null,
  ftp_ports: [21],
  random_seed: 1,
  free_pages: [],
  jiffies_at_boot: null,
  sync_seen_ns: null,
  ratelimit: true,
  conntrack: false,
};

const nothing = (): void => {};

/** A probe that keeps the text of every message, and what the host sends. */
function logProbe(lines: string[], sent: IpPacket[]): Probe {
  return {
    enter: nothing,
    leave: nothing,
    scope: nothing,
    branch: nothing,
    bucket: nothing,
    node: nothing,
    write: nothing,
    hashed: nothing,
    unhashed: nothing,
    list: nothing,
    memory: nothing,
    transmit: (packet) => sent.push(packet),
    timer: nothing,
    note: nothing,
    log: (message, values) => lines.push(formatMessage(message, values)),
  };
}

/** A director for tests of the kernel: commands as text, packets as specs, messages as text. Uptime begins at 4 s. */
export class Director {
  readonly lines: string[] = [];
  /** Packets of the host's own making. */
  readonly sent: IpPacket[] = [];
  readonly ipvs: netns_ipvs;
  private seconds = 4;

  constructor(params: Partial<MachineParams> = {}) {
    this.ipvs = machine_init({ ...PARAMS, ...params }, this.seconds * 1e9);
    this.ipvs.probe = logProbe(this.lines, this.sent);
  }

  /** Lines of `ipvsadm` or `sysctl`; the outcomes that are no success. */
  run(text: string): string[] {
    const outcomes: string[] = [];
    for (const line of text.trim().split('\n')) {
      const { commands, problems } = parseCommandLine(line.trim());
      outcomes.push(...problems.map(({ message }) => message));
      for (const command of commands) {
        const outcome = run_command(this.ipvs, command);
        if (outcome !== null) outcomes.push(outcome);
      }
    }
    return outcomes;
  }

  /** A packet between addresses as text; the messages since the last call are forgotten. */
  packet(
    source: string,
    destination: string,
    transport: TransportSpec,
    more: Partial<IpSpec> & { mark?: number } = {},
    hook: Hook = NF_INET_LOCAL_IN,
  ): Verdict {
    const saddr = parseAddr(source);
    const daddr = parseAddr(destination);
    if (saddr === null || daddr === null) throw new Error(`no address: ${source} or ${destination}`);
    const bytes = buildIp({ saddr, daddr, transport, id: 1, ...more });
    const { ip, problem } = decodeFrame(LINKTYPE_RAW, bytes, bytes.length, bytes.length);
    if (!ip) throw new Error(problem ?? 'not IP');
    this.lines.length = 0;
    return run_hooks(this.ipvs, alloc_skb(ip, true, more.mark), hook);
  }

  /** Lets time pass; timers run. */
  wait(seconds: number): void {
    this.seconds += seconds;
    advance(this.ipvs, this.seconds * 1e9);
  }
}

/** A TCP segment: `S`, `SA`, `A`, `FA`, `R`. */
export function tcp(sport: number, dport: number, letters: string, payload?: string): TransportSpec {
  const bits: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16 };
  let flags = 0;
  for (const letter of letters) flags |= bits[letter] ?? 0;
  return { kind: 'tcp', sport, dport, flags, payload: payload === undefined ? undefined : bytesOf(payload) };
}

export function udp(sport: number, dport: number, payload = ''): TransportSpec {
  return { kind: 'udp', sport, dport, payload: bytesOf(payload) };
}

/** One byte a character. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
