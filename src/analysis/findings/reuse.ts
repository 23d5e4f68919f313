import { code, counted, text } from '../phrases.ts';
import { PORT_REUSE } from './about/packets.ts';
import { type Detector, type Found, MOST_CASES } from './detector.ts';
import type { FindingRun } from './run.ts';

/** SYNs on the port of an older connection. */

interface Reuse {
  readonly event: number;
  readonly kind: 'dropped' | 'followed';
  readonly service: string;
}

/** SYNs that were dropped so that an old conntrack could go. */
function dropped(run: FindingRun): Reuse[] {
  return run.eventsSaying('drop, old conntrack').map((event) => ({
    event,
    kind: 'dropped',
    service: run.serviceOfEvent(event),
  }));
}

/** SYNs that an old entry led to a server which takes no new connections. */
function followed(run: FindingRun): Reuse[] {
  if (run.config.states.every(({ sysctl }) => sysctl.conn_reuse_mode !== 0)) return [];
  return run.clients().flatMap(({ service, connections }) =>
    connections.flatMap(({ life, server }): Reuse[] =>
      [...run.lives.eventsOf(life.uid)].flatMap((event): Reuse[] => {
        if (event === life.born || run.packet(event) === 0 || run.index.roleOf(event) !== 'hit') return [];
        const rules = run.config.at(run.index.timeOf(event));
        if (rules.sysctl.conn_reuse_mode !== 0) return [];
        const weight = rules.services
          .find(({ name }) => name === service)
          ?.servers.find(({ key }) => key === server)?.options.weight;
        if ((weight ?? 0) > 0) return [];
        return run.isSyn(event) ? [{ event, kind: 'followed', service }] : [];
      }),
    ),
  );
}

/** Seconds until the same client end sent again; null = it did not. */
function again(run: FindingRun, event: number): number | null {
  const text = run.flowText(event);
  const end = Math.min(run.index.length, event + 20_000);
  for (let later = event + 1; later < end && run.time(later) - run.time(event) < 8; later++) {
    if (run.packet(later) > 0 && run.flowText(later) === text) return run.time(later) - run.time(event);
  }
  return null;
}

function foundAt(run: FindingRun, kind: Reuse['kind'], reuses: readonly Reuse[], service: string): Found {
  const isDrop = kind === 'dropped';
  const waits = reuses.slice(0, MOST_CASES).map(({ event }) => (isDrop ? again(run, event) : null));
  const longest = Math.max(0, ...waits.map((wait) => wait ?? 0));
  const { conn_reuse_mode: mode } = run.config.at(run.index.timeOf(reuses[0].event)).sysctl;
  return {
    key: `${service} ${kind}`,
    severity: 'loses',
    summary: isDrop
      ? `${counted(reuses.length, 'SYN')} dropped because of an old conntrack`
      : `${counted(reuses.length, 'SYN')} followed an old entry to a server that takes no new connections`,
    headline: isDrop
      ? `${counted(reuses.length, 'SYN')} ${reuses.length === 1 ? 'was' : 'were'} dropped on a port that was used again, which cost the client up to ${longest.toFixed(1)} s`
      : `${counted(reuses.length, 'SYN')} on a port that was used again went where the old connection had gone`,
    why: [
      text('The port has an entry of an older connection. With '),
      code(`conn_reuse_mode ${mode}`),
      text(
        isDrop
          ? ' the entry gives way, but its conntrack has to go as well: '
          : ' the entry stays and the SYN follows it: ',
      ),
      code(isDrop ? 'ip_vs_in' : 'ip_vs_conn_in_get'),
      text(
        isDrop
          ? ' drops the SYN, and the client sends it again after 1 s and 3 s.'
          : ' finds it, and its weight is not asked.',
      ),
    ],
    remedies: [
      {
        phrases: [
          text(
            isDrop ? 'Do without connection tracking for IPVS.' : 'Let SYNs on used ports be scheduled anew.',
          ),
        ],
        commands: [isDrop ? 'sysctl -w net.ipv4.vs.conntrack=0' : 'sysctl -w net.ipv4.vs.conn_reuse_mode=1'],
      },
    ],
    cases: reuses.slice(0, MOST_CASES).map(({ event }, at) => {
      const wait = waits[at];
      const later = wait === null ? [] : [text(`, again ${wait.toFixed(3)} s later`)];
      return run.case(event, [code(run.flowText(event)), ...later], run.index.entryOf(event));
    }),
    omitted: Math.max(0, reuses.length - MOST_CASES),
    chart: null,
    service: service === '' ? null : service,
    figures: { syns: reuses.length },
  };
}

export const portReuse: Detector = {
  about: PORT_REUSE,
  detect(run) {
    const groups = new Map<string, Reuse[]>();
    for (const reuse of [...dropped(run), ...followed(run)]) {
      const key = `${reuse.kind} ${reuse.service}`;
      groups.set(key, [...(groups.get(key) ?? []), reuse]);
    }
    return [...groups.values()].map((group) => foundAt(run, group[0].kind, group, group[0].service));
  },
};
