import { IPPROTO_TCP } from '../../control/command.ts';
import { code, counted, link, span, text } from '../phrases.ts';
import { IDLE_CUT, NO_ENTRY } from './about/packets.ts';
import { type Detector, type Found, MOST_CASES } from './detector.ts';
import { FlowEntries } from './flow-entries.ts';
import type { FindingRun } from './run.ts';
import { TCP_ESTABLISHED, TH_ACK, TH_RST, TH_SYN } from './tcp.ts';

/** Packets in the middle of connections that found no entry. */

interface Lost {
  readonly event: number;
  readonly service: string;
  /** The flow's entry before; 0 = there never was one. */
  readonly before: number;
}

const KNOWN = new WeakMap<FindingRun, readonly Lost[]>();

/** TCP packets of clients that are no SYN and no RST and passed IPVS by, the first one of each flow and entry. */
function lostOf(run: FindingRun): readonly Lost[] {
  const known = KNOWN.get(run);
  if (known) return known;
  const found = new Map<string, Lost>();
  const events = ['not scheduled, passes', 'no entry, passes'].flatMap((what) => run.eventsSaying(what));
  const entries = events.length > 0 ? new FlowEntries(run) : null;
  for (const event of events.sort((a, b) => a - b)) {
    const ip = run.ip(event);
    if (!ip || ip.protocol !== IPPROTO_TCP || ip.transport.kind !== 'tcp') continue;
    const { flags, sport } = ip.transport;
    if ((flags & (TH_SYN | TH_RST)) !== 0 || (flags & TH_ACK) === 0) continue;
    const service = run.serviceOfEvent(event);
    if (service === '') continue;
    const before = entries?.before(ip, event) ?? 0;
    const key = `${run.sender(ip)} ${sport} ${before}`;
    if (!found.has(key)) found.set(key, { event, service, before });
  }
  const lost = [...found.values()];
  KNOWN.set(run, lost);
  return lost;
}

function byService(lost: readonly Lost[]): Map<string, Lost[]> {
  const groups = new Map<string, Lost[]>();
  for (const one of lost) groups.set(one.service, [...(groups.get(one.service) ?? []), one]);
  return groups;
}

/** The entry ended by its timer, after all the silence that it allows, while the connection was established. */
function wasIdle(run: FindingRun, uid: number): boolean {
  const life = run.index.lives.get(uid);
  if (!life || run.index.byEntry.stateAt(uid, life.died) !== TCP_ESTABLISHED) return false;
  const last = [...run.lives.eventsOf(uid)].findLast((event) => run.packet(event) > 0) ?? life.born;
  const { tcpTimeouts } = run.config.at(run.index.timeOf(last));
  return run.time(life.died) - run.time(last) >= tcpTimeouts[TCP_ESTABLISHED] - 1;
}

function idleAt(run: FindingRun, service: string, cut: readonly Lost[]): Found {
  const timeout = run.config.at(run.index.timeOf(cut[0].event)).tcpTimeouts[TCP_ESTABLISHED];
  const cases = cut.slice(0, MOST_CASES).map(({ event, before }) => {
    const life = run.index.lives.get(before);
    const died = life?.died ?? event;
    const gap = run.time(event) - run.time(died);
    return run.case(
      event,
      [
        code(life?.label ?? ''),
        text(' went on '),
        link(`${span(gap)} after its entry had expired`, { event: died, step: 0 }),
      ],
      before,
    );
  });
  const [first] = cut;
  return {
    key: service,
    severity: 'loses',
    summary: `${counted(cut.length, 'established connection')} ended at the director alone`,
    headline: `${run.index.lives.get(first.before)?.label ?? ''} went on after ${timeout} s of silence, and the director had forgotten it`,
    why: [
      text('An entry in '),
      code('ESTABLISHED'),
      text(` lives ${timeout} s after its last packet. Then `),
      code('ip_vs_conn_expire'),
      text(
        ' releases it, while both ends keep their connection. The next packet finds no entry, is no SYN, and is not scheduled.',
      ),
    ],
    remedies: [
      {
        phrases: [text(`Let the ends send keepalives more often than every ${timeout} s.`)],
        commands: [`sysctl -w net.ipv4.tcp_keepalive_time=${Math.max(60, Math.floor(timeout / 2))}`],
      },
      {
        phrases: [text('Or keep idle entries longer.')],
        commands: ['ipvsadm --set 7200 0 0'],
      },
    ],
    cases,
    omitted: Math.max(0, cut.length - MOST_CASES),
    chart: null,
    service,
    figures: { connections: cut.length, timeout },
  };
}

export const idleCut: Detector = {
  about: IDLE_CUT,
  detect(run) {
    const cut = lostOf(run).filter(({ before }) => before > 0 && wasIdle(run, before));
    return [...byService(cut)].map(([service, group]) => idleAt(run, service, group));
  },
};

/** Flows among those whose SYN is in the case: it was refused, which is told elsewhere. */
function beginningOf(run: FindingRun, lost: readonly Lost[]): ReadonlySet<string> {
  const wanted = new Set(lost.map(({ event }) => run.flowText(event)));
  const found = new Set<string>();
  const last = lost.at(-1)?.event ?? -1;
  for (let event = 0; event < last && wanted.size > 0; event++) {
    if (!run.isSyn(event)) continue;
    const flow = run.flowText(event);
    if (wanted.delete(flow)) found.add(flow);
  }
  return found;
}

function unknownAt(run: FindingRun, service: string, lost: readonly Lost[]): Found {
  const from = run.time(lost[0].event);
  return {
    key: service,
    severity: 'risk',
    summary: `${counted(lost.length, 'connection')} the director never had an entry for`,
    headline: `${counted(lost.length, 'connection')} came in the middle, the first at ${from.toFixed(3)} s: there was no entry for ${lost.length === 1 ? 'it' : 'them'}`,
    why: [
      text('A packet that is no SYN and finds no entry is not scheduled while '),
      code('sloppy_tcp'),
      text(
        ' is 0: it passes to the host, which answers with RST. These connections began before the capture, or at another director whose entries this one was not told.',
      ),
    ],
    remedies: [
      {
        phrases: [text('Tell entries to the other director before it takes over.')],
        commands: [
          'ipvsadm --start-daemon master --mcast-interface eth0',
          'ipvsadm --start-daemon backup --mcast-interface eth0',
        ],
      },
      {
        phrases: [
          text('Or take connections in their middle, where every director chooses the same server (sh, mh).'),
        ],
        commands: ['sysctl -w net.ipv4.vs.sloppy_tcp=1'],
      },
    ],
    cases: lost
      .slice(0, MOST_CASES)
      .map(({ event }) => run.case(event, [text('no entry for '), code(run.flowText(event))])),
    omitted: Math.max(0, lost.length - MOST_CASES),
    chart: null,
    service,
    figures: { connections: lost.length },
  };
}

export const noEntry: Detector = {
  about: NO_ENTRY,
  detect(run) {
    const unknown = lostOf(run).filter(({ before }) => before === 0);
    const began = beginningOf(run, unknown);
    const lost = unknown.filter(({ event }) => !began.has(run.flowText(event)));
    return [...byService(lost)].map(([service, group]) => unknownAt(run, service, group));
  },
};
