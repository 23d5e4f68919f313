import { IPPROTO_TCP } from '../../control/command.ts';
import type { Life } from '../../trace/event-index.ts';
import { code, counted, link, text } from '../phrases.ts';
import { SYN_FLOOD, SYN_STUCK } from './about/packets.ts';
import { type Detector, type Found, MOST_CASES } from './detector.ts';
import type { Connection, FindingRun } from './run.ts';
import { TCP_SYN_RECV } from './tcp.ts';

/** Connections that never came further than their SYN. */

interface Half {
  readonly connection: Connection;
  /** Events of its SYNs, the first one made the entry. */
  readonly syns: readonly number[];
}

interface Service {
  readonly name: string;
  /** TCP connections that began in the case. */
  all: number;
  readonly halves: Half[];
}

/** From so many half-open connections on, and such a share of all, it is a flood. */
const FLOOD = 50;
const FLOOD_SHARE = 0.5;
/** An entry is half-open for good when so many seconds follow its SYN. */
const ENOUGH = 3;

const KNOWN = new WeakMap<FindingRun, readonly Service[]>();

/** Its only state was SYN_RECV. */
function isHalf(run: FindingRun, { uid, born, died }: Life): boolean {
  const { index } = run;
  const { byEntry, changeStates } = index;
  const states = Array.from(byEntry.changesOf(uid), (row) => changeStates.at(row));
  if (!states.includes(TCP_SYN_RECV) || states.some((state) => state !== TCP_SYN_RECV && state !== 0))
    return false;
  const end = died < 0 ? index.length - 1 : died;
  return run.time(end) - run.time(born) >= ENOUGH;
}

function servicesOf(run: FindingRun): readonly Service[] {
  const known = KNOWN.get(run);
  if (known) return known;
  const services = new Map<string, Service>();
  for (const { service: name, connections } of run.clients()) {
    const service = services.get(name) ?? { name, all: 0, halves: [] };
    services.set(name, service);
    for (const connection of connections) {
      if (connection.life.protocol !== IPPROTO_TCP) continue;
      service.all++;
      if (!isHalf(run, connection.life)) continue;
      const events = [...run.lives.eventsOf(connection.life.uid)];
      service.halves.push({
        connection,
        syns: events.filter((event) => run.isSyn(event)),
      });
    }
  }
  const list = [...services.values()];
  KNOWN.set(run, list);
  return list;
}

const isFlood = ({ all, halves }: Service): boolean =>
  halves.length >= FLOOD && halves.length >= all * FLOOD_SHARE;

function flooded(run: FindingRun, { name, all, halves }: Service): Found {
  const clients = new Set(halves.map(({ connection }) => connection.life.client)).size;
  const [first] = halves;
  const from = run.time(first.connection.life.born);
  const seconds = Math.max(1, run.time(halves[halves.length - 1].connection.life.born) - from);
  const counts = new Array<number>(60).fill(0);
  for (const { connection } of halves)
    counts[Math.min(59, Math.floor(((run.time(connection.life.born) - from) / seconds) * 60))]++;
  const { sysctl } = run.config.at(run.index.timeOf(first.connection.life.born));
  return {
    key: name,
    severity: 'risk',
    summary: `${counted(halves.length, 'connection')} of ${counted(clients, 'client')} stayed half-open, of ${all.toLocaleString('en')} in all`,
    headline: `${counted(halves.length, 'SYN')} of ${counted(clients, 'client')} in ${seconds.toFixed(1)} s were never followed by an ACK`,
    why: [
      text('Each SYN made an entry that waits in '),
      code('SYN_RECV'),
      text(' for 60 s. They fill chains and are counted as connections by the schedulers. '),
      code(
        `drop_entry ${sysctl.drop_entry}, drop_packet ${sysctl.drop_packet}, secure_tcp ${sysctl.secure_tcp}`,
      ),
      text(
        sysctl.drop_entry + sysctl.drop_packet + sysctl.secure_tcp === 0
          ? ': no defence is on.'
          : ': this is how far the director defends itself.',
      ),
    ],
    remedies: [
      {
        phrases: [text('Let half-open entries be dropped when memory gets short, and time out sooner.')],
        commands: ['sysctl -w net.ipv4.vs.drop_entry=1', 'sysctl -w net.ipv4.vs.secure_tcp=1'],
      },
    ],
    cases: halves
      .slice(0, MOST_CASES)
      .map(({ connection: { life } }) =>
        run.case(
          run.index.birthOf(life),
          [text('SYN of '), code(life.label), text(', nothing after it')],
          life.uid,
        ),
      ),
    omitted: Math.max(0, halves.length - MOST_CASES),
    chart: {
      kind: 'counts',
      title: 'Half-open connections by their SYN',
      unit: 'SYNs',
      from,
      slice: seconds / 60,
      counts,
    },
    service: name,
    figures: { halfOpen: halves.length, connections: all, clients },
  };
}

export const synFlood: Detector = {
  about: SYN_FLOOD,
  detect: (run) =>
    servicesOf(run)
      .filter(isFlood)
      .map((service) => flooded(run, service)),
};

function stuckAt(run: FindingRun, service: Service, stuck: readonly Half[]): Found {
  const servers = new Set(stuck.map(({ connection }) => connection.server));
  const [worst] = [...stuck].sort((a, b) => b.syns.length - a.syns.length);
  const { life, server } = worst.connection;
  const rules = run.config.service(service.name, run.index.timeOf(life.born));
  const isMasq = rules?.servers.find(({ key }) => key === server)?.options.method === 'masq';
  return {
    key: service.name,
    severity: 'loses',
    summary: `${counted(stuck.length, 'connection')} never got an answer that reached the client`,
    headline: `${life.label} sent its SYN ${worst.syns.length} times and never came out of SYN_RECV`,
    why: [
      text('The entry stays in '),
      code('SYN_RECV'),
      text(` because the client never sends an ACK: ${[...servers].join(', ')} `),
      text(
        isMasq
          ? 'is silent, or its SYN/ACK goes past the director, so that the client gets it from an address that it did not call.'
          : 'is silent, or does not take packets for the virtual address.',
      ),
    ],
    remedies: [
      {
        phrases: [
          text(
            isMasq
              ? 'Let the default route of the real server lead back through the director, and see whether it listens.'
              : 'Give the real server the virtual address on lo, without ARP for it, and see whether it listens.',
          ),
        ],
        commands: isMasq
          ? ['ip route get 172.16.0.1', 'ss -ltn']
          : [
              'sysctl -w net.ipv4.conf.all.arp_ignore=1',
              'sysctl -w net.ipv4.conf.all.arp_announce=2',
              'ss -ltn',
            ],
      },
    ],
    cases: stuck.slice(0, MOST_CASES).map(({ connection, syns }) =>
      run.case(
        syns[syns.length - 1],
        [
          code(connection.life.label),
          text(` repeats its SYN to ${connection.server}, `),
          link(`${(run.time(syns[syns.length - 1]) - run.time(syns[0])).toFixed(1)} s after the first`, {
            event: syns[0],
            step: Number.POSITIVE_INFINITY,
          }),
        ],
        connection.life.uid,
      ),
    ),
    omitted: Math.max(0, stuck.length - MOST_CASES),
    chart: null,
    service: service.name,
    figures: { connections: stuck.length, servers: servers.size },
  };
}

export const synStuck: Detector = {
  about: SYN_STUCK,
  detect: (run) =>
    servicesOf(run).flatMap((service) => {
      const stuck = service.halves.filter(({ syns }) => syns.length > 1);
      return isFlood(service) || stuck.length === 0 ? [] : [stuckAt(run, service, stuck)];
    }),
};
