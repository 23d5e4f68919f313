import { NF_DROP } from '../../kernel/lib/netfilter.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Servers } from '../servers.ts';
import { ChartSource, ofServer, plain } from './source.ts';

/** Amounts that events add. */

/** Connections that were made, by the server that they were given to. Templates do not count. */
export function newConnections(trace: Trace, servers: Servers): ChartSource {
  const source = new ChartSource('bars');
  const { lives } = trace.index;
  const born = [...lives.values()].filter(({ template }) => !template).sort((a, b) => a.born - b.born);
  for (const { uid, born: event } of born) {
    const key = lives.endsOf(uid)?.server ?? '';
    const server = key === '' ? null : servers.byKey(key);
    source.add(event, source.series(server ? ofServer(server) : plain('none', 'no server')), 1);
  }
  return source;
}

/** What IPVS counted: packets of clients and of servers, or their bytes. */
export function traffic(trace: Trace, unit: 'packets' | 'bytes'): ChartSource {
  const source = new ChartSource('bars');
  const { index } = trace;
  const series = { in: source.series(plain('in', 'in')), out: source.series(plain('out', 'out')) };
  for (let event = 0; event < index.length; event++) {
    const direction = index.directionOf(event);
    if (direction) source.add(event, series[direction], unit === 'bytes' ? index.bytesOf(event) : 1);
  }
  return source;
}

const REASON = /^drop(?:, )?/;

/** Packets that IPVS dropped, by the reason that the list of packets gives, and templates that had to be put aside. */
export function drops(trace: Trace): ChartSource {
  const source = new ChartSource('bars');
  const { index } = trace;
  for (let event = 0; event < index.length; event++) {
    const { verdict, what, kind } = index.at(event);
    if (kind !== 'packet') continue;
    if (verdict === NF_DROP || what.startsWith('drop')) {
      const reason = what.replace(REASON, '') || 'no reason told';
      source.add(event, source.series(plain(reason, reason, 'trouble')), 1);
    } else if (what.startsWith('template invalid')) {
      source.add(event, source.series(plain('template invalid', 'template invalid', 'template')), 1);
    }
  }
  return source;
}
