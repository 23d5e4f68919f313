import type { Command } from '../../control/command.ts';
import type { CommandInput, Input, ObservedInput, PacketInput, Program } from '../../inputs/program.ts';
import {
  IP_VS_CONN_F_NOOUTPUT,
  IP_VS_DIR_INPUT,
  IP_VS_DIR_INPUT_ONLY,
  IP_VS_DIR_OUTPUT,
  type ip_vs_conn,
} from '../../kernel/ipvs/ip_vs.ts';
import { SCTP_STATE_NAMES } from '../../kernel/ipvs/ip_vs_proto.ts';
import { sctp_next_state } from '../../kernel/ipvs/ip_vs_proto_sctp.ts';
import { service_key } from '../../kernel/listing/rules.ts';
import type { FieldValue, KernelObject } from '../../kernel/probe.ts';
import type { KernelProfile } from '../../kernel/profiles/profile.ts';
import type { Message, MessageValue } from '../../klog/message.ts';
import { type IpPacket, TH_ACK, TH_FIN, TH_RST, TH_SYN } from '../../packet/packet.ts';
import { type Event, Playback } from '../../trace/playback.ts';
import { StepProbe } from '../../trace/step-probe.ts';
import { serverCommand } from './rules-of-log.ts';

/** Flags by the rows of the state tables. */
const FLAGS = [TH_SYN, TH_FIN | TH_ACK, TH_ACK, TH_RST];
/** Chunk types that IPVS's state table knows (RFC 9260). */
const CHUNKS = 15;
/** The rows in the order of likelihood: ACK, SYN, FIN, RST. */
const LIKELY = [2, 0, 1, 3];

type Told = Extract<Event, { kind: 'packet' }>;

/**
 * TCP flags of a packet whose state line is missing: the entry's state did not change, so they are some that keep
 * it, an ACK if possible.
 */
function keepingState(profile: KernelProfile, cp: ip_vs_conn, reply: boolean): number {
  const input = cp.flags & IP_VS_CONN_F_NOOUTPUT ? IP_VS_DIR_INPUT_ONLY : IP_VS_DIR_INPUT;
  const table = profile.tcp.states[reply ? IP_VS_DIR_OUTPUT : input];
  const row = LIKELY.find((event) => table[event][cp.state] === cp.state) ?? 2;
  return FLAGS[row];
}

function withFlags(ip: IpPacket, flags: number): IpPacket {
  return ip.transport.kind === 'tcp' ? { ...ip, transport: { ...ip.transport, flags } } : ip;
}

/** Administration that shows in what the observed kernel does: weights, servers and timeouts that change. */
class Administration extends StepProbe {
  commands: Command[] = [];

  constructor(private readonly whole: boolean) {
    super();
  }

  override write(object: KernelObject, field: string, old: FieldValue, value: FieldValue): void {
    super.write(object, field, old, value);
    if (!this.whole || object.kind !== 'ip_vs_dest' || field !== 'weight') return;
    const { svc } = object;
    if (svc?.destinations.includes(object))
      this.commands.push(serverCommand('edit-server', svc, object, Number(value)));
  }

  override list(
    name: string,
    list: KernelObject[],
    index: number,
    item: KernelObject,
    inserted: boolean,
  ): void {
    super.list(name, list, index, item, inserted);
    if (!this.whole || name !== 'svc->destinations' || item.kind !== 'ip_vs_dest' || !item.svc) return;
    const { addr, port, svc, weight } = item;
    if (!inserted)
      this.commands.push({ op: 'delete-server', service: service_key(svc), server: { addr, port } });
    else if (item.refcnt > 1) this.commands.push(serverCommand('add-server', svc, item, weight));
  }

  override log(message: Message, values: readonly MessageValue[]): void {
    super.log(message, values);
    if (message.id !== 'setting_timeout') return;
    const [tcp, tcpFin, udp] = values.map(Number);
    this.commands.push({ op: 'set-timeout', tcp, tcpFin, udp });
  }
}

/**
 * The program that lets the model live through what a log tells: the packets as they were reconstructed, with
 * flags that fit where the log has none (an RST, which no service takes, where nothing was looked up), and the administration that it names.
 * @param setup rules, given or inferred
 * @param commands timed commands that are known besides
 * @param inferred nobody has given rules: changes of servers are taken from the log too
 */
export function modelOfLog(
  observed: Program,
  setup: readonly Command[],
  commands: readonly CommandInput[],
  inferred: boolean,
): Program {
  const packets: IpPacket[] = [];
  const inputs: Input[] = [...commands];
  const playback = new Playback(observed);
  const administration = new Administration(inferred);
  playback.ipvs.probe = administration;
  while (playback.next < observed.inputs.length) {
    const input = observed.inputs.at(playback.next) as Input;
    const event = playback.step(input.timeNs);
    if (input.kind !== 'observed') continue;
    for (const command of administration.commands)
      inputs.push({ kind: 'command', timeNs: input.timeNs, command, text: '' });
    administration.commands = [];
    if (event?.kind !== 'packet' || !input.packet || !event.ip) continue;
    packets.push(packetFor(observed, input, event, event.ip));
    inputs.push(inputFor(input.packet, packets.length - 1));
  }
  return {
    ...observed,
    setup,
    inputs: inputs.sort((a, b) => a.timeNs - b.timeNs),
    packets: { length: packets.length, ip: (i) => packets[i] ?? null },
    log: undefined,
  };
}

function packetFor(observed: Program, input: ObservedInput, event: Told, ip: IpPacket): IpPacket {
  const { transport } = ip;
  const cp = event.told?.cp ?? null;
  const { profile } = observed.params;
  if (transport.kind === 'sctp' && cp)
    return { ...ip, transport: { ...transport, chunks: [chunk(observed, input, cp)] } };
  if (input.flagsTold || transport.kind !== 'tcp' || transport.flags !== TH_ACK) return ip;
  return withFlags(ip, cp ? keepingState(profile, cp, event.hook !== 'LOCAL_IN') : TH_RST);
}

/** The first chunk that makes the entry go where the log says, or leaves it where it is. */
function chunk(observed: Program, input: ObservedInput, cp: ip_vs_conn): number {
  const line = input.lines
    .map((i) => observed.log?.parsed(i))
    .find((told) => told?.message.id === 'sctp_state');
  const reply = String(line?.values[1] ?? '').trim() === 'output';
  const [from, to] = line ? [stateOf(line.values[6]), stateOf(line.values[7])] : [cp.state, cp.state];
  const direction = reply
    ? IP_VS_DIR_OUTPUT
    : cp.flags & IP_VS_CONN_F_NOOUTPUT
      ? IP_VS_DIR_INPUT_ONLY
      : IP_VS_DIR_INPUT;
  for (let type = 0; type < CHUNKS; type++) if (sctp_next_state(direction, type, from) === to) return type;
  return 0;
}

const stateOf = (name: unknown): number => SCTP_STATE_NAMES.indexOf(String(name) as 'NONE');

const inputFor = (packet: PacketInput, index: number): PacketInput => ({ ...packet, packet: index });
