import { commandInputs } from '../../inputs/input-list.ts';
import type { PacketInput, Program } from '../../inputs/program.ts';
import { buildFrame } from '../../packet/build.ts';
import { LINKTYPE_ETHERNET } from '../../packet/protocols.ts';
import { rebuildIp } from '../../packet/rebuild.ts';
import { type FrameRecord, writePcap } from '../../packet/write.ts';
import {
  iptablesLines,
  otherSetup,
  rulesText,
  serverAddresses,
  shellLine,
  virtualAddresses,
} from './administration.ts';

/** A script that lets a real kernel decide the case again, in network namespaces of its own. */

/** Packets that a script carries; a case with more must be cut. */
export const SCRIPT_PACKETS = 20_000;

/** Link addresses of the director's two interfaces, and of all that is outside. */
const CLIENT_SIDE = '020000000001';
const SERVER_SIDE = '020000000002';
const OUTSIDE = '0200000000fe';
const LINE = 76;

const mac = (digits: string): string => digits.replace(/(..)(?=.)/g, '$1:');

interface Side {
  readonly frames: FrameRecord[];
  /** Uptime of its first packet, in nanoseconds. */
  first: number;
}

interface Sides {
  readonly clients: Side;
  readonly servers: Side;
  /** Packets that the director itself sent: a script cannot send them. */
  readonly own: number;
}

function sideOf(sides: Sides, { hook }: PacketInput): Side | null {
  if (hook === 'LOCAL_IN') return sides.clients;
  return hook === 'FORWARD' ? sides.servers : null;
}

function framesOf(program: Program): Sides {
  const none = (): Side => ({ frames: [], first: 0 });
  const sides = { clients: none(), servers: none(), own: 0 };
  for (const input of program.inputs) {
    if (input.kind !== 'packet') continue;
    const ip = program.packets.ip(input.packet);
    const side = sideOf(sides, input);
    if (!side) sides.own++;
    if (!ip || !side) continue;
    if (side.frames.length === 0) side.first = input.timeNs;
    const dstMac = side === sides.clients ? CLIENT_SIDE : SERVER_SIDE;
    const bytes = buildFrame({ kind: 'ethernet', srcMac: OUTSIDE, dstMac }, rebuildIp(ip).whole);
    const sec = Math.floor(input.timeNs / 1e9);
    side.frames.push({ sec, nsec: Math.round(input.timeNs - sec * 1e9), bytes });
  }
  return sides;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text).replace(new RegExp(`.{${LINE}}`, 'g'), '$&\n');
}

function embedded(name: string, { frames }: Side): string[] {
  const file = writePcap(frames, { linktype: LINKTYPE_ETHERNET });
  return [`base64 -d > "$dir/${name}.pcap" <<'END'`, base64(file), 'END'];
}

const seconds = (ns: number): string => (Math.max(0, ns) / 1e9).toFixed(3);

const isSix = (addr: string): boolean => addr.includes(':');

function addresses(program: Program): string[] {
  const commands = [...program.setup, ...commandInputs(program.inputs).map(({ command }) => command)];
  const vips = virtualAddresses(program).map(
    (addr) => `ip addr add ${addr}/${isSix(addr) ? 128 : 32} dev lo`,
  );
  const servers = serverAddresses(commands).flatMap((addr) => [
    `ip route add ${addr} dev s0`,
    `ip neigh replace ${addr} lladdr ${mac(OUTSIDE)} dev s0 nud permanent`,
  ]);
  return [...vips, ...servers].map((line) => `director ${line}`);
}

function replay(program: Program, sides: Sides): string[] {
  const start = Math.min(
    ...[sides.clients, sides.servers].flatMap(({ frames, first }) => (frames.length > 0 ? [first] : [])),
    program.inputs.at(0)?.timeNs ?? 0,
  );
  const lines = [
    ['clients', 'c1', sides.clients],
    ['servers', 's1', sides.servers],
  ] as const;
  const replays = lines.flatMap(([name, device, { frames, first }]) =>
    frames.length === 0
      ? []
      : [`(sleep ${seconds(first - start)}; outside tcpreplay -q -i ${device} "$dir/${name}.pcap") &`],
  );
  const commands = commandInputs(program.inputs).map(
    ({ timeNs, command }) => `(sleep ${seconds(timeNs - start)}; director ${shellLine(command)}) &`,
  );
  return [...replays, ...commands, 'wait'];
}

const HEAD = `set -eu
for tool in ip ipvsadm tcpreplay base64; do
  command -v "$tool" > /dev/null || { echo "$0: $tool is missing (iproute2, ipvsadm, tcpreplay)" >&2; exit 1; }
done
[ "$(id -u)" = 0 ] || { echo "$0: must be run as root" >&2; exit 1; }
modprobe ip_vs 2> /dev/null || true

dir=$(mktemp -d)
director() { ip netns exec ipvscope-director "$@"; }
outside() { ip netns exec ipvscope-outside "$@"; }
cleanup() {
  ip netns del ipvscope-director 2> /dev/null || true
  ip netns del ipvscope-outside 2> /dev/null || true
}
trap cleanup EXIT
cleanup

# The director between two wires. Nobody answers at their other ends: only recorded packets are sent.
ip netns add ipvscope-director
ip netns add ipvscope-outside`;

function wire(inner: string, outer: string, address: string): string[] {
  return [
    `ip -n ipvscope-outside link add ${outer} type veth peer name ${inner} netns ipvscope-director`,
    `ip -n ipvscope-director link set ${inner} address ${mac(address)} up`,
    `ip -n ipvscope-outside link set ${outer} address ${mac(OUTSIDE)} arp off up`,
  ];
}

const ROUTES = `director ip link set lo up
for setting in conf.all.rp_filter=0 conf.c0.rp_filter=0 conf.s0.rp_filter=0 ip_forward=1; do
  director sysctl -qw "net.ipv4.$setting"
done
director ip addr add 169.254.77.1/30 dev c0
director ip route add default via 169.254.77.2 dev c0
director ip neigh replace 169.254.77.2 lladdr ${mac(OUTSIDE)} dev c0 nud permanent`;

const SHOW = `director sysctl -qw net.ipv4.vs.debug_level=12 2> /dev/null ||
  sysctl -qw net.ipv4.vs.debug_level=12 2> /dev/null ||
  echo "This kernel is built without CONFIG_IP_VS_DEBUG: its log will be short." >&2
dmesg -C 2> /dev/null || true`;

const RESULT = `dmesg > "$dir/dmesg.txt" 2> /dev/null || true
director cat /proc/net/ip_vs_conn > "$dir/ip_vs_conn.txt"
director ipvsadm -Ln --stats --exact > "$dir/stats.txt"
director ipvsadm -Ln
director ipvsadm -Lnc | head -40
echo "Log, entries and counters are in $dir: open dmesg.txt in ipvscope beside the case to compare."`;

function comment(text: string): string[] {
  return text.split('\n').map((line) => `# ${line}`.trimEnd());
}

/**
 * A shell script for a Linux host: a director in a network namespace with the rules of the case, its packets injected from
 * both sides with tcpreplay at their times, commands in between, and the kernel's log and tables at the end. null = the
 * case has more packets than a script carries.
 */
export function reproduceScript(program: Program, title: string): string | null {
  if (program.packets.length > SCRIPT_PACKETS) return null;
  const sides = framesOf(program);
  const own =
    sides.own === 0
      ? ''
      : `\n${sides.own} packets of the director itself cannot be sent by a script: left out.`;
  const marks = (program.marks ?? []).flatMap(iptablesLines);
  const lines = [
    '#!/bin/sh',
    ...comment(
      `${title}\n\nPlays the case on this host's kernel, in network namespaces of its own: nothing else is touched, but the kernel log is cleared.\nNeeds root, iproute2, ipvsadm and tcpreplay. The seed and the size of the connection table are the kernel's own, so buckets differ.${own}`,
    ),
    HEAD,
    ...wire('c0', 'c1', CLIENT_SIDE),
    ...wire('s0', 's1', SERVER_SIDE),
    ROUTES,
    ...addresses(program),
    ...marks.map((line) => `director ${line}`),
    ...otherSetup(program).map((command) => `director ${shellLine(command)}`),
    SHOW,
    "director ipvsadm -R <<'END'",
    `${rulesText(program)}END`,
    '',
    ...embedded('clients', sides.clients),
    ...embedded('servers', sides.servers),
    '',
    ...replay(program, sides),
    RESULT,
  ];
  return `${lines.join('\n')}\n`;
}
