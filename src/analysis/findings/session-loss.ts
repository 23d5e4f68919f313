import { IPPROTO_UDP } from '../../control/command.ts';
import type { FindingCase, FindingLane, FindingMark, LanesChart, Remedy } from '../../trace/finding-views.ts';
import type { Phrase } from '../../trace/views.ts';
import { code, counted, serverPhrase, text } from '../phrases.ts';
import { SESSION_LOSS } from './about/sessions.ts';
import type { ConfigService } from './config.ts';
import { type Detector, type Found, MOST_CASES, MOST_LANES } from './detector.ts';
import type { ClientConnections, Connection, FindingRun } from './run.ts';

/** A connection that went elsewhere than the one before it, although the server before could still be chosen. */
interface Change {
  readonly from: Connection;
  readonly to: Connection;
}

interface Client extends ClientConnections {
  readonly servers: readonly string[];
  readonly changes: readonly Change[];
}

/** The rules still let new connections go to a server. */
function isUsable(run: FindingRun, service: string, server: string, timeNs: number): boolean {
  const rules = run.config.service(service, timeNs);
  return rules?.servers.some(({ key, options }) => key === server && options.weight > 0) ?? false;
}

function changesOf(run: FindingRun, { service, connections }: ClientConnections): Change[] {
  return connections.slice(1).flatMap((to, i) => {
    const from = connections[i];
    if (from.server === to.server || from.server === '' || to.server === '') return [];
    const usable = isUsable(run, service, from.server, run.index.timeOf(to.life.born));
    return usable ? [{ from, to }] : [];
  });
}

function clientOf(run: FindingRun, group: ClientConnections): Client {
  const servers = [...new Set(group.connections.map(({ server }) => server))].filter(Boolean);
  return { ...group, servers, changes: changesOf(run, group) };
}

/** How each scheduler chooses when nothing remembers the client. */
const CHOICE: Readonly<Record<string, string>> = {
  rr: 'takes the next server in turn',
  wrr: 'takes the next server in turn, as often as its weight says',
  lc: 'takes the server with the least overhead (256 × active + inactive)',
  wlc: 'takes the server with the least overhead (256 × active + inactive) for its weight',
  sed: 'takes the server with the shortest expected delay ((active + 1) / weight)',
  nq: 'takes an idle server, else the one with the shortest expected delay',
  lblc: 'hashes the destination address, not the client',
  lblcr: 'hashes the destination address, not the client',
  dh: 'hashes the destination address, not the client',
  sh: 'hashes the address of the client, but its slot led elsewhere after servers or weights had changed, or the port is hashed too (sh-port),',
  mh: 'hashes the address of the client, but its slot led elsewhere after servers or weights had changed, or the port is hashed too (mh-port),',
  fo: 'takes the server with the highest weight',
  ovf: 'takes the server with the highest weight that is not full',
};

function whyOf(rules: ConfigService | null, clients: readonly Client[]): Phrase[] {
  const connections = clients.reduce((sum, client) => sum + client.connections.length, 0);
  const changes = clients.reduce((sum, client) => sum + client.changes.length, 0);
  const told: Phrase[] = [
    text(`${counted(connections, 'connection')} of ${counted(clients.length, 'client')} changed server `),
    { kind: 'strong', text: counted(changes, 'time') },
    text('. '),
  ];
  const scheduler = rules?.options.scheduler ?? '';
  if (rules && rules.options.persistent !== null) {
    told.push(
      text('The service is persistent for '),
      code(`${rules.options.persistent} s`),
      text(', but templates ended between the connections, so '),
      code('ip_vs_sched_persist'),
      text(` asked ${scheduler} again.`),
    );
    return told;
  }
  told.push(
    text('Under '),
    code(scheduler),
    text(' without '),
    code('-p'),
    text(' every SYN is scheduled anew: '),
    code('ip_vs_schedule'),
    text(` ${CHOICE[scheduler] ?? 'asks the scheduler'} and nothing remembers the client. `),
    text("A session kept in one server's memory is lost at each red mark."),
  );
  return told;
}

function caseOf(run: FindingRun, { from, to }: Change): FindingCase {
  const [before, after] = [run.server(from.server), run.server(to.server)];
  const idle = run.time(to.life.born) - run.time(from.life.born);
  const phrases: Phrase[] = [
    code(to.life.label),
    text(' went to '),
    after ? serverPhrase(after) : code(to.server),
    text(`, ${idle.toFixed(3)} s after its connection to `),
    before ? serverPhrase(before) : code(from.server),
  ];
  return run.case(run.index.birthOf(to.life), phrases, to.life.uid);
}

function laneOf(run: FindingRun, { client, connections, changes }: Client): FindingLane {
  const moved = new Set(changes.map(({ to }) => to.life.uid));
  const marks = connections.map(({ life, server }): FindingMark => {
    const at = run.index.birthOf(life);
    const bad = moved.has(life.uid);
    const label = `packet ${run.packet(life.born)}: ${life.label} to ${server || 'no server'}`;
    return { time: run.time(life.born), at, server: run.server(server), bad, label };
  });
  const figures = [
    { text: connections.length.toLocaleString('en'), bad: false },
    { text: changes.length.toLocaleString('en'), bad: changes.length > 0 },
  ];
  return { label: client, marks, figures };
}

function chartOf(run: FindingRun, clients: readonly Client[]): LanesChart {
  return {
    kind: 'lanes',
    title: 'Connections by client',
    bad: 'server changed',
    columns: ['connections', 'changes'],
    lanes: clients.slice(0, MOST_LANES).map((client) => laneOf(run, client)),
    omitted: Math.max(0, clients.length - MOST_LANES),
  };
}

function remediesOf(rules: ConfigService | null): Remedy[] {
  if (!rules) return [];
  const { name, options } = rules;
  const persistent = options.persistent ?? 0;
  const longer = Math.max(360, persistent * 4);
  return [
    {
      phrases: [
        text(
          persistent > 0
            ? 'Keep templates longer than the pauses of a session.'
            : 'Make the service persistent.',
        ),
      ],
      commands: [`ipvsadm -E ${name} -s ${options.scheduler} -p ${longer}`],
    },
    {
      phrases: [text("Let the client's address choose the server; nothing has to be remembered.")],
      commands: [`ipvsadm -E ${name} -s sh`, `ipvsadm -E ${name} -s mh`],
    },
  ];
}

/** Not where every datagram is meant to be scheduled by itself (-o), or calls are told apart by something else (--pe). */
function hasSessions({ options }: ConfigService): boolean {
  return !options.onePacket && options.pe === null;
}

/** Most protocols over UDP have no sessions: that clients change server is good to know there, and no loss. */
function isUdp({ key }: ConfigService): boolean {
  return key.kind === 'address' && key.protocol === IPPROTO_UDP;
}

function foundAt(run: FindingRun, service: string, clients: readonly Client[]): Found | null {
  const split = clients.filter(({ changes }) => changes.length > 0);
  if (split.length === 0) return null;
  const ordered = [...clients].sort((a, b) => b.changes.length - a.changes.length);
  const [worst] = ordered;
  const changes = split.flatMap((client) => client.changes);
  const rules = run.config.service(service, run.index.timeOf(changes[0].to.life.born));
  if (rules && !hasSessions(rules)) return null;
  const connections = clients.reduce((sum, client) => sum + client.connections.length, 0);
  return {
    key: service,
    severity: rules && isUdp(rules) ? 'note' : 'loses',
    summary: `${split.length.toLocaleString('en')} of ${counted(clients.length, 'client')} ${split.length === 1 ? 'was' : 'were'} sent to more than one server`,
    headline: `${worst.client} was sent to ${counted(worst.servers.length, 'server')} in ${counted(worst.connections.length, 'connection')}`,
    why: whyOf(rules, clients),
    remedies: remediesOf(rules),
    cases: changes.slice(0, MOST_CASES).map((change) => caseOf(run, change)),
    omitted: Math.max(0, changes.length - MOST_CASES),
    chart: chartOf(run, ordered),
    service,
    figures: { clients: clients.length, split: split.length, connections, changes: changes.length },
  };
}

/** A client of one service that was sent to more than one real server. */
export const sessionLoss: Detector = {
  about: SESSION_LOSS,
  detect(run) {
    const byService = new Map<string, Client[]>();
    for (const group of run.clients()) {
      const known = byService.get(group.service) ?? [];
      known.push(clientOf(run, group));
      byService.set(group.service, known);
    }
    return [...byService].flatMap(([service, clients]) => foundAt(run, service, clients) ?? []);
  },
};
