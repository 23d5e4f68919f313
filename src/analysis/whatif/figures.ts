import { NF_DROP } from '../../kernel/lib/netfilter.ts';
import { EVENT_KINDS } from '../../trace/event-index.ts';
import type { ReasonCount, RunFigures } from '../../trace/whatif-views.ts';
import type { FindingRun } from '../findings/run.ts';
import { tablePeaks } from '../table-peaks.ts';

const PACKET = EVENT_KINDS.indexOf('packet');
const TIMER = EVENT_KINDS.indexOf('timer');

/** (sum x)^2 / (n sum x^2); 1 = even, 1/n = all on one. Nothing at all is even. */
export function jainOf(values: readonly number[]): number {
  const sum = values.reduce((all, value) => all + value, 0);
  const squares = values.reduce((all, value) => all + value * value, 0);
  return squares === 0 ? 1 : (sum * sum) / (values.length * squares);
}

/** Standard deviation of the whole by the mean; 0 = even. */
export function variationOf(values: readonly number[]): number {
  const mean = values.reduce((all, value) => all + value, 0) / Math.max(1, values.length);
  if (mean === 0) return 0;
  const variance = values.reduce((all, value) => all + (value - mean) ** 2, 0) / values.length;
  return Math.sqrt(variance) / mean;
}

/** The heaviest weight that each server ever had, of servers that could be chosen. */
function weightsOf({ config }: FindingRun, service: string | null): Map<string, number> {
  const weights = new Map<string, number>();
  const all = config.states.flatMap(({ services }) => services);
  for (const { name, servers } of all) {
    if (service !== null && name !== service) continue;
    for (const { key, options } of servers)
      if (options.weight > 0) weights.set(key, Math.max(options.weight, weights.get(key) ?? 0));
  }
  return weights;
}

interface Spread {
  clients: number;
  split: number;
  connections: number;
  changes: number;
  readonly perServer: Map<string, number>;
}

function spreadOf(run: FindingRun, service: string | null): Spread {
  const spread: Spread = { clients: 0, split: 0, connections: 0, changes: 0, perServer: new Map() };
  const [clients, split] = [new Set<string>(), new Set<string>()];
  for (const group of run.clients()) {
    if (service !== null && group.service !== service) continue;
    clients.add(group.client);
    let before = '';
    for (const { server } of group.connections) {
      if (server === '') continue;
      spread.connections++;
      spread.perServer.set(server, (spread.perServer.get(server) ?? 0) + 1);
      if (before !== '' && before !== server) {
        spread.changes++;
        split.add(group.client);
      }
      before = server;
    }
  }
  spread.clients = clients.size;
  spread.split = split.size;
  return spread;
}

function lossesOf(run: FindingRun, service: string | null): { lost: ReasonCount[]; connections: number } {
  const { index } = run;
  const reasons = new Map<string, number>();
  const connections = new Set<number>();
  for (let event = 0; event < index.length; event++) {
    if (index.kindOf(event) !== PACKET || index.verdictOf(event) !== NF_DROP) continue;
    if (service !== null && run.serviceOfEvent(event) !== service) continue;
    const reason = index.at(event).what.replace(/^drop, /, '');
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    const entry = index.entryOf(event);
    if (entry > 0) connections.add(entry);
  }
  const lost = [...reasons].map(([reason, packets]) => ({ reason, packets }));
  return { lost: lost.sort((a, b) => b.packets - a.packets), connections: connections.size };
}

function timersOf({ index }: FindingRun): number {
  let timers = 0;
  for (let event = 0; event < index.length; event++)
    if (index.kindOf(event) === TIMER && index.entryOf(event) > 0) timers++;
  return timers;
}

/** Connections by server: all that could be chosen, in the palette's order, then those that were none the less. */
function shares(
  run: FindingRun,
  perServer: Map<string, number>,
  keys: Iterable<string>,
): RunFigures['perServer'] {
  return [...new Set([...keys, ...perServer.keys()])]
    .flatMap((key) => {
      const server = run.server(key);
      return server ? [{ server, connections: perServer.get(key) ?? 0 }] : [];
    })
    .sort((a, b) => a.server.series - b.server.series || a.server.port - b.server.port);
}

/** How a run went, for one service (`-t 10.0.0.100:80`) or for all (null). The run must be played to its end. */
export function figuresOf(run: FindingRun, service: string | null): RunFigures {
  const { index, program } = run;
  const { perServer, ...spread } = spreadOf(run, service);
  const weights = weightsOf(run, service);
  const loads = [...weights].map(([key, weight]) => (perServer.get(key) ?? 0) / weight);
  const { lost, connections: lostConnections } = lossesOf(run, service);
  const peaks = tablePeaks(index.lives, index.length, 2 ** program.params.conn_tab_bits);
  let [entries, templates] = [0, 0];
  for (const life of index.lives.values()) {
    if (service !== null && run.serviceOf(life) !== service) continue;
    entries++;
    if (life.template) templates++;
  }
  return {
    ...spread,
    perServer: shares(run, perServer, weights.keys()),
    jain: jainOf(loads),
    cv: variationOf(loads),
    lost,
    lostConnections,
    entries,
    templates,
    peak: peaks.entries,
    longestChain: peaks.chain,
    timers: timersOf(run),
  };
}
