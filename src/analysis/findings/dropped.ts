import { IPPROTO_UDP } from '../../control/command.ts';
import type { FindingChart } from '../../trace/finding-views.ts';
import type { Phrase } from '../../trace/views.ts';
import { code, counted, text } from '../phrases.ts';
import type { DetectorAbout } from './about/about.ts';
import { DEFENCE, NO_DESTINATION, SERVER_GONE, UDP_DEAD_SERVER } from './about/packets.ts';
import { type Detector, type Found, MOST_CASES } from './detector.ts';
import type { FindingRun } from './run.ts';

/** Packets that were dropped for one reason, by service. */

interface Reason {
  readonly about: DetectorAbout;
  /** The outcome of such events. */
  readonly what: string;
  readonly concerns: (run: FindingRun, event: number) => boolean;
  readonly why: (events: readonly number[], run: FindingRun) => readonly Phrase[];
  readonly remedy: string;
  readonly commands: (service: string) => readonly string[];
}

const SLICES = 60;

function chartOf(run: FindingRun, events: readonly number[]): FindingChart {
  const from = run.time(0);
  const slice = Math.max(0.001, (run.time(run.index.length - 1) - from) / SLICES);
  const counts = new Array<number>(SLICES).fill(0);
  for (const event of events) counts[Math.min(SLICES - 1, Math.floor((run.time(event) - from) / slice))]++;
  return { kind: 'counts', title: 'Dropped over time', unit: 'packets', from, slice, counts };
}

function clientOf(run: FindingRun, event: number): string {
  const life = run.index.lives.get(run.index.entryOf(event));
  const ip = life ? null : run.ip(event);
  return life?.client ?? (ip ? run.sender(ip) : 'a client');
}

function foundAt(run: FindingRun, reason: Reason, service: string, events: readonly number[]): Found {
  const clients = new Map<string, number>();
  for (const event of events) {
    const client = clientOf(run, event);
    clients.set(client, (clients.get(client) ?? 0) + 1);
  }
  const [[worst, most]] = [...clients].sort((a, b) => b[1] - a[1]);
  return {
    key: service,
    severity: 'loses',
    summary: `${counted(events.length, 'packet')} of ${counted(clients.size, 'client')} ${events.length === 1 ? 'was' : 'were'} dropped`,
    headline:
      events.length === 1
        ? `A packet of ${worst} was dropped`
        : `${counted(most, 'packet')} of ${worst} ${most === 1 ? 'was' : 'were'} dropped in ${(run.time(events[events.length - 1]) - run.time(events[0])).toFixed(1)} s`,
    why: reason.why(events, run),
    remedies: [{ phrases: [text(reason.remedy)], commands: reason.commands(service) }],
    cases: events.slice(0, MOST_CASES).map((event) => {
      const entry = run.index.entryOf(event);
      return run.case(event, [code(clientOf(run, event)), text(`: ${reason.what}`)], entry);
    }),
    omitted: Math.max(0, events.length - MOST_CASES),
    chart: events.length > 1 ? chartOf(run, events) : null,
    service: service === '' ? null : service,
    figures: { packets: events.length, clients: clients.size },
  };
}

function detectorOf(reason: Reason): Detector {
  return {
    about: reason.about,
    detect(run) {
      const byService = new Map<string, number[]>();
      for (const event of run.eventsSaying(reason.what)) {
        if (!reason.concerns(run, event)) continue;
        const service = run.serviceOfEvent(event);
        const known = byService.get(service);
        if (known) known.push(event);
        else byService.set(service, [event]);
      }
      return [...byService].map(([service, events]) => foundAt(run, reason, service, events));
    },
  };
}

const isUdp = (run: FindingRun, event: number): boolean =>
  run.index.lives.get(run.index.entryOf(event))?.protocol === IPPROTO_UDP;

const EXPIRE = ['sysctl -w net.ipv4.vs.expire_nodest_conn=1'];

/** What became of the server that entries still point to. */
function gone(events: readonly number[], run: FindingRun): readonly Phrase[] {
  const [first] = events;
  const life = run.index.lives.get(run.index.entryOf(first));
  const server = life ? (run.index.lives.endsOf(life.uid)?.server ?? '') : '';
  const { expire_nodest_conn: expires } = run.config.at(run.index.timeOf(first)).sysctl;
  return [
    text('Entries outlive their server: '),
    code(server),
    text(' was removed, its destination is no longer available, and '),
    code('ip_vs_in'),
    text(
      expires === 0
        ? ' drops what comes for it without an answer. The entry stays until its timer ends, and each packet starts it anew, because '
        : ' drops the packet; the entry goes with it, because ',
    ),
    code(`expire_nodest_conn is ${expires}`),
    text('.'),
  ];
}

export const serverGone: Detector = detectorOf({
  about: SERVER_GONE,
  what: 'drop, server removed',
  concerns: (run, event) => !isUdp(run, event),
  why: gone,
  remedy:
    'Let entries go with the first packet that finds their server gone, and drain servers before they are removed.',
  commands: () => EXPIRE,
});

export const udpDeadServer: Detector = detectorOf({
  about: UDP_DEAD_SERVER,
  what: 'drop, server removed',
  concerns: isUdp,
  why: gone,
  remedy: 'Let entries go with the first datagram that finds their server gone, or live shorter.',
  commands: () => [...EXPIRE, 'ipvsadm --set 0 0 30'],
});

export const noDestination: Detector = detectorOf({
  about: NO_DESTINATION,
  what: 'drop, no destination',
  // Port 0 without persistence is refused before any server is looked for: a finding of its own.
  concerns: (run, event) => !/:0$/.test(run.serviceOfEvent(event)),
  why(events, run) {
    const name = run.serviceOfEvent(events[0]);
    const service = run.config.service(name, run.index.timeOf(events[0]));
    const usable = service?.servers.filter(({ options }) => options.weight > 0).length ?? 0;
    const state =
      !service || service.servers.length === 0
        ? 'the service has no real server'
        : usable === 0
          ? `all ${service.servers.length} real servers have weight 0`
          : `of ${counted(service.servers.length, 'real server')} none took it: overloaded, or not chosen by the hash`;
    return [
      code(service ? `ip_vs_${service.options.scheduler}_schedule` : 'ip_vs_schedule'),
      text(` returned no destination: ${state}. `),
      code('ip_vs_leave'),
      text(' drops the packet, and the client gets ICMP port unreachable.'),
    ];
  },
  remedy: 'Give a real server a weight above 0, or more room.',
  commands: (service) => [`ipvsadm -Ln ${service}`],
});

export const defence: Detector = detectorOf({
  about: DEFENCE,
  what: 'drop, drop_packet',
  concerns: () => true,
  why(events, run) {
    const { drop_packet, am_droprate } = run.config.at(run.index.timeOf(events[0])).sysctl;
    return [
      code(`drop_packet ${drop_packet}`),
      text(' is in force: '),
      code('ip_vs_todrop'),
      text(' refuses every '),
      code(`am_droprate ${am_droprate}`),
      text('th packet that would make an entry. The client sends its SYN again after 1 s and 3 s.'),
    ];
  },
  remedy: 'Let it begin only when memory is short, or not at all.',
  commands: () => ['sysctl -w net.ipv4.vs.drop_packet=0'],
});
