import type { Command } from '../control/command.ts';
import { isMulticast } from '../control/ipvsadm-daemon.ts';
import { type SyncMessage, sync_message } from '../kernel/ipvs/sync_words.ts';
import { type IpPacket, PACKET_OTHERHOST, PACKET_OUTGOING, PACKET_UNKNOWN } from '../packet/packet.ts';
import type { PacketStore } from '../packet/store.ts';

/** Who this host is to the sync messages of a capture: what was said about daemons, or what had to be assumed. */
export interface SyncReading {
  /** Messages go to the backup that rules and commands start, or to one that is assumed. */
  readonly backup: 'started' | 'assumed' | null;
  /** No other IP packets are in the capture: whoever sent the messages, they are read. */
  readonly only: boolean;
  /** Sync ids of a master on this host: messages with them are its own where the direction is not known. */
  readonly masterIds: readonly number[];
  /** First message that this host sent, as the index of its packet; null = none. */
  readonly own: number | null;
  /** Commands that the assumption adds to the setup. */
  readonly commands: readonly Command[];
  /** The assumption in words, or null. */
  readonly assumption: string | null;
}

const PORT = 8848;
const PORTS = 64;
const IGMP = 2;
const ICMPV6 = 58;
const DEFAULT_MAXLEN = 1472;

export const NO_SYNC: SyncReading = {
  backup: null,
  only: false,
  masterIds: [],
  own: null,
  commands: [],
  assumption: null,
};

/** To a multicast group at port 8848 or one of the 63 above it. */
function isToSyncPort({ transport, daddr }: IpPacket): boolean {
  if (transport.kind !== 'udp' || !isMulticast(daddr)) return false;
  return transport.dport >= PORT && transport.dport < PORT + PORTS;
}

/** A sync message at such a port, possibly cut by the capture; null = something else. */
export function syncMessageOf(ip: IpPacket): SyncMessage | null {
  const { transport } = ip;
  if (!isToSyncPort(ip) || transport.kind !== 'udp') return null;
  const { payload, payloadLength } = transport;
  return payload && sync_message(payload, payloadLength);
}

interface Found {
  /** Indexes of packets with messages, by direction. */
  readonly outgoing: number[];
  readonly incoming: number[];
  readonly unknown: number[];
  readonly ids: Set<number>;
  readonly versions: Set<number>;
  readonly groups: Set<IpPacket['daddr']>;
  highestPort: number;
  longest: number;
  /** Messages that the capture has not to their end. */
  cut: number;
  others: boolean;
}

function keep(found: Found, index: number, ip: IpPacket, message: SyncMessage, packetType: number): void {
  if (packetType === PACKET_OUTGOING) found.outgoing.push(index);
  else if (packetType === PACKET_UNKNOWN) found.unknown.push(index);
  else if (packetType !== PACKET_OTHERHOST) found.incoming.push(index);
  found.ids.add(message.syncid);
  found.versions.add(message.version);
  found.groups.add(ip.daddr);
  found.longest = Math.max(found.longest, message.size);
  if (ip.transport.kind !== 'udp') return;
  found.highestPort = Math.max(found.highestPort, ip.transport.dport);
  if ((ip.transport.payload?.length ?? 0) < message.size) found.cut++;
}

function search(store: PacketStore): Found {
  const found: Found = {
    outgoing: [],
    incoming: [],
    unknown: [],
    ids: new Set(),
    versions: new Set(),
    groups: new Set(),
    highestPort: PORT,
    longest: 0,
    cut: 0,
    others: false,
  };
  for (let i = 0; i < store.length; i++) {
    if (store.version(i) === 0) continue;
    if (!isMulticast(store.daddr(i))) {
      found.others = true;
      continue;
    }
    const { ip, link } = store.get(i);
    const message = ip && syncMessageOf(ip);
    if (ip && message) keep(found, i, ip, message, link.packetType);
    else if (ip && !isToSyncPort(ip) && ip.protocol !== IGMP && ip.protocol !== ICMPV6) found.others = true;
  }
  return found;
}

/** The daemon that gets all these messages. */
function daemonFor({ groups, highestPort, longest }: Found): Command[] {
  const [mcastGroup] = groups;
  const commands: Command[] = [];
  const ports = 2 ** Math.ceil(Math.log2(highestPort - PORT + 1));
  if (ports > 1) commands.push({ op: 'sysctl', name: 'sync_ports', value: String(ports) });
  commands.push({
    op: 'start-daemon',
    role: 'backup',
    mcastInterface: 'eth0',
    syncId: 0,
    mcastGroup,
    ...(longest > DEFAULT_MAXLEN ? { syncMaxlen: longest } : {}),
  });
  return commands;
}

function assumed(found: Found, only: boolean): SyncReading {
  const ids = [...found.ids].sort((a, b) => a - b).join(', ');
  const versions = [...found.versions].sort().join(' and ');
  const said = [
    `The capture holds sync messages of a master (syncid ${ids}; version ${versions}), and nothing starts a daemon on this host:`,
    'they are read as a backup gets them, whatever their syncid. The table shows what the master told: not every entry, and',
    'states as old as its last message.',
    found.cut > 0
      ? `${found.cut} of the messages were not captured to their end and cannot be read: capture with "tcpdump -s 0".`
      : '',
    'Entries belong to servers only where rules name those: drop the output of "ipvsadm -Sn" of the master or the backup.',
  ];
  return {
    ...NO_SYNC,
    backup: 'assumed',
    only,
    commands: daemonFor(found),
    assumption: said.filter((part) => part !== '').join(' '),
  };
}

/** @param commands all of the case, those that come later included */
export function syncReading(store: PacketStore, commands: readonly Command[]): SyncReading {
  const started = commands.flatMap((command) => (command.op === 'start-daemon' ? [command] : []));
  const masters = started.filter(({ role }) => role === 'master');
  const found = search(store);
  const only = !found.others;
  if (started.length === 0) {
    const messages = found.outgoing.length + found.incoming.length + found.unknown.length;
    return messages > 0 && (only || found.incoming.length > 0) ? assumed(found, only) : NO_SYNC;
  }
  const backup = masters.length < started.length ? 'started' : null;
  const alone = backup === null ? (found.unknown[0] ?? null) : null;
  return {
    ...NO_SYNC,
    backup,
    masterIds: masters.map(({ syncId }) => syncId ?? 0),
    own: masters.length > 0 ? (found.outgoing[0] ?? alone) : null,
  };
}

/** Does a backup on this host get the message, although addresses and the capture's direction do not say so? */
export function isForBackup(reading: SyncReading, ip: IpPacket, packetType: number): boolean {
  if (reading.backup === null || !isToSyncPort(ip)) return false;
  const sent = packetType === PACKET_OUTGOING;
  if (!(sent && reading.only) && packetType !== PACKET_UNKNOWN) return false;
  const message = syncMessageOf(ip);
  return message === null || !reading.masterIds.includes(message.syncid);
}
