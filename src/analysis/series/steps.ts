import type { LifeField, LifeWrite } from '../../trace/life-log.ts';
import type { Trace } from '../../trace/trace.ts';
import { stateName } from '../lanes.ts';
import type { Servers } from '../servers.ts';
import { ChartSource, ofServer, plain } from './source.ts';

/** Quantities that hold until they change. */

/** A field of struct ip_vs_dest, or several added up, over time; services that share a server are added up too. */
export function serverFields(trace: Trace, servers: Servers, fields: readonly LifeField[]): ChartSource {
  const source = new ChartSource('steps');
  const { lifeLog } = trace.index;
  const writes: { write: LifeWrite; uid: number; series: number }[] = [];
  const current = new Map<string, number>();
  const sums: number[] = [];
  for (const server of servers.list) sums[source.series(ofServer(server))] = 0;
  for (const [uid, key] of lifeLog.dests) {
    const server = servers.byKey(key);
    if (!server) continue;
    const series = source.series(ofServer(server));
    sums[series] ??= 0;
    for (const field of fields) {
      const value = lifeLog.starts.get(uid)?.[field] ?? 0;
      current.set(`${uid} ${field}`, value);
      sums[series] += value;
    }
    for (const write of lifeLog.writesOf(uid))
      if (fields.includes(write.field)) writes.push({ write, uid, series });
  }
  for (const [series, sum] of sums.entries()) if (sum !== 0) source.add(0, series, sum);
  writes.sort((a, b) => a.write.row - b.write.row);
  for (const { write, uid, series } of writes) {
    const key = `${uid} ${write.field}`;
    sums[series] += write.value - (current.get(key) ?? 0);
    current.set(key, write.value);
    source.add(write.event, series, sums[series]);
  }
  return source;
}

interface Change {
  readonly event: number;
  readonly series: number;
  readonly by: 1 | -1;
}

function summed(source: ChartSource, changes: Change[]): ChartSource {
  changes.sort((a, b) => a.event - b.event);
  const sums: number[] = [];
  for (const { event, series, by } of changes) {
    sums[series] = (sums[series] ?? 0) + by;
    source.add(event, series, sums[series]);
  }
  return source;
}

/** Entries in each state; templates are not among them. */
export function entriesByState(trace: Trace): ChartSource {
  const source = new ChartSource('steps');
  const { index } = trace;
  const changes: Change[] = [];
  const states = new Map<number, number>();
  const move = (event: number, from: number | undefined, to: number): void => {
    if (from !== undefined) changes.push({ event, series: from, by: -1 });
    changes.push({ event, series: to, by: 1 });
  };
  const seriesOf = (name: string): number => source.series(plain(name, name, 'state'));
  const born = new Set<number>();
  for (let row = 0; row < index.changeUids.length; row++) {
    const uid = index.changeUids.at(row);
    const life = index.lives.get(uid);
    if (!life || life.template) continue;
    const to = seriesOf(stateName(life, index.changeStates.at(row)));
    const event = index.changeEvents.at(row);
    if (!born.has(uid) && life.born < event) move(life.born, undefined, seriesOf(stateName(life, 0)));
    const from =
      born.has(uid) || life.born < event ? (states.get(uid) ?? seriesOf(stateName(life, 0))) : undefined;
    born.add(uid);
    states.set(uid, to);
    move(event, from, to);
  }
  for (const life of index.lives.values()) {
    if (life.template) continue;
    if (!born.has(life.uid)) {
      states.set(life.uid, seriesOf(stateName(life, 0)));
      move(life.born, undefined, states.get(life.uid) as number);
    }
    if (life.died >= 0) changes.push({ event: life.died, series: states.get(life.uid) as number, by: -1 });
  }
  return summed(source, changes);
}

/** Templates in the table. */
export function templatesAlive(trace: Trace): ChartSource {
  const source = new ChartSource('steps');
  const series = source.series(plain('templates', 'templates', 'template'));
  const changes: Change[] = [];
  for (const life of trace.index.lives.values()) {
    if (!life.template) continue;
    changes.push({ event: life.born, series, by: 1 });
    if (life.died >= 0) changes.push({ event: life.died, series, by: -1 });
  }
  return summed(source, changes);
}
