import type { BarsChart } from '../../trace/finding-views.ts';
import type { Phrase } from '../../trace/views.ts';
import { code, counted, text } from '../phrases.ts';
import { UNEVEN_BALANCE } from './about/balance.ts';
import type { ConfigService } from './config.ts';
import type { Detector, Found } from './detector.ts';
import type { ClientConnections, FindingRun } from './run.ts';
import { byService } from './templates.ts';

/** Connections that a server got, and the share that the weights of the time gave it. */
interface Share {
  readonly server: string;
  got: number;
  expected: number;
}

/** Connections that are enough to judge, and expected ones of every server. */
const ENOUGH = 40;
const ENOUGH_EACH = 5;
/** A server's part of what its weight says, above or below which it is worth telling. */
const OVER = 1.5;
const UNDER = 0.5;
/** Chi-square that even servers exceed once in a thousand runs, by degrees of freedom (Wilson and Hilferty). */
const critical = (free: number): number =>
  free * (1 - 2 / (9 * free) + 3.09 * Math.sqrt(2 / (9 * free))) ** 3;

/** Schedulers whose purpose is not to share by weight. */
const NOT_SHARING = new Set(['fo', 'ovf']);
const DESTINATION = new Set(['dh', 'lblc', 'lblcr']);
const SOURCE = new Set(['sh', 'mh']);

function sharesOf(run: FindingRun, service: string, groups: readonly ClientConnections[]): Share[] {
  const shares = new Map<string, Share>();
  const shareOf = (server: string): Share => {
    const known = shares.get(server) ?? { server, got: 0, expected: 0 };
    shares.set(server, known);
    return known;
  };
  for (const { connections } of groups) {
    for (const { life, server } of connections) {
      const rules = run.config.service(service, run.index.timeOf(life.born));
      const usable = rules?.servers.filter(({ options }) => options.weight > 0) ?? [];
      if (!usable.some(({ key }) => key === server)) continue;
      const weights = usable.reduce((sum, { options }) => sum + options.weight, 0);
      for (const { key, options } of usable) shareOf(key).expected += options.weight / weights;
      shareOf(server).got++;
    }
  }
  return [...shares.values()].sort((a, b) => b.got / b.expected - a.got / a.expected);
}

/** The scheduler goes by weights; rr and lc only ask whether a weight is 0. */
function asksWeights({ options }: ConfigService): boolean {
  return !['rr', 'lc'].includes(options.scheduler);
}

/** Thresholds take servers out of the choice, which no weight says. */
function isLimited({ servers }: ConfigService): boolean {
  return servers.some(({ options }) => options.upperThreshold > 0);
}

function reasonOf(rules: ConfigService, groups: readonly ClientConnections[], total: number): Phrase[] {
  const most = groups.reduce((a, b) => (b.connections.length > a.connections.length ? b : a));
  const part = `${Math.round((100 * most.connections.length) / total)} %`;
  const clients = `${counted(groups.length, 'client')} made ${counted(total, 'connection')}, ${part} of them ${most.client}. `;
  const { scheduler, persistent, netmask } = rules.options;
  if (persistent !== null) {
    const mask = netmask === null ? '' : ' Its netmask puts many addresses on one template.';
    return [
      text(`Persistence: ${clients}`),
      code('ip_vs_sched_persist'),
      text(
        ` asks ${scheduler} once for a template; all later connections of the client go to its server.${mask}`,
      ),
    ];
  }
  if (DESTINATION.has(scheduler))
    return [
      code(scheduler),
      text(' hashes the destination address. A service of one address has one hash, and so one server.'),
    ];
  if (SOURCE.has(scheduler))
    return [
      text(`Hash slots: ${clients}`),
      code(scheduler),
      text(
        ' hashes the source address: with few clients, few slots are used, and a busy one counts for many.',
      ),
    ];
  if (!asksWeights(rules))
    return [
      code(scheduler),
      text(' does not look at weights other than 0; '),
      code('-w'),
      text(' has no effect.'),
    ];
  return [
    code(scheduler),
    text(
      ' looks at the connections that are open now. A server whose connections are short, or one that was just added, has few of them and gets the new ones.',
    ),
  ];
}

function chartOf(run: FindingRun, shares: readonly Share[]): BarsChart {
  const bars = shares.map(({ server, got, expected }) => ({
    label: server,
    server: run.server(server),
    value: got,
    expected: Number(expected.toFixed(1)),
    bad: got > expected * OVER || got < expected * UNDER,
  }));
  return { kind: 'bars', title: 'Connections by server', unit: 'connections', bars };
}

function remediesOf({ name, options, servers }: ConfigService): Found['remedies'] {
  if (options.persistent !== null) {
    return [
      {
        phrases: [text('Share by connection instead of by client, if servers share their sessions.')],
        commands: [`ipvsadm -E ${name} -s ${options.scheduler}`],
      },
    ];
  }
  const even = servers.every(({ options: of }) => of.weight === servers[0].options.weight);
  return [
    {
      phrases: [text('Share connections by weight in turn.')],
      commands: [`ipvsadm -E ${name} -s ${even ? 'rr' : 'wrr'}`],
    },
  ];
}

function foundAt(run: FindingRun, service: string, groups: readonly ClientConnections[]): Found | null {
  const shares = sharesOf(run, service, groups);
  const total = shares.reduce((sum, { got }) => sum + got, 0);
  if (shares.length < 2 || total < ENOUGH || shares.some(({ expected }) => expected < ENOUGH_EACH))
    return null;
  const square = shares.reduce((sum, { got, expected }) => sum + (got - expected) ** 2 / expected, 0);
  const [most] = shares;
  const least = shares[shares.length - 1];
  const uneven = most.got > most.expected * OVER || least.got < least.expected * UNDER;
  if (!uneven || square < critical(shares.length - 1)) return null;
  const busiest = groups.reduce((a, b) => (b.connections.length > a.connections.length ? b : a));
  const { life } = busiest.connections[0];
  const rules = run.config.service(service, run.index.timeOf(life.born));
  if (!rules || NOT_SHARING.has(rules.options.scheduler) || isLimited(rules)) return null;
  const expected = Number(most.expected.toFixed(1));
  return {
    key: service,
    severity: 'note',
    summary: `${most.server} got ${most.got} of ${counted(total, 'connection')}, ${expected} by weight`,
    headline: `${most.server} got ${most.got} connections where its weight says ${expected}`,
    why: [
      ...reasonOf(rules, groups, total),
      text(
        ` Chi-square against the weights is ${square.toFixed(1)}; chance gives ${critical(shares.length - 1).toFixed(1)} or more once in 1000 runs.`,
      ),
    ],
    remedies: remediesOf(rules),
    cases: [
      run.case(
        run.index.birthOf(life),
        [code(busiest.client), text(` made ${counted(busiest.connections.length, 'connection')}`)],
        life.uid,
      ),
    ],
    omitted: 0,
    chart: chartOf(run, shares),
    service,
    figures: {
      connections: total,
      clients: groups.length,
      most: most.got,
      expected,
      least: least.got,
      square: Number(square.toFixed(1)),
    },
  };
}

/** Servers that got far more or fewer connections than their weights say. */
export const unevenBalance: Detector = {
  about: UNEVEN_BALANCE,
  detect(run) {
    return [...byService(run.clients())].flatMap(([service, groups]) => foundAt(run, service, groups) ?? []);
  },
};
