import { code, counted, text } from '../phrases.ts';
import { MTU } from './about/network.ts';
import { type Detector, type Found, MOST_CASES } from './detector.ts';
import type { FindingRun } from './run.ts';

/** Events on whose way a function that transmits has sent an ICMP error. */
function tooLarge({ index }: FindingRun): number[] {
  const { sites, shapes } = index.paths;
  const wanted = new Set<number>();
  for (const [number, site] of sites.entries())
    if (site.kind === 'call' && site.fn === 'icmp_send' && site.caller.endsWith('_xmit')) wanted.add(number);
  if (wanted.size === 0) return [];
  const ways = new Set<number>();
  for (const [number, shape] of shapes.entries())
    if (shape.some((site) => wanted.has(site))) ways.add(number);
  const found: number[] = [];
  for (let event = 0; event < index.length; event++) if (ways.has(index.shapeOf(event))) found.push(event);
  return found;
}

function foundAt(run: FindingRun, service: string, events: readonly number[]): Found {
  const sizes = events.map((event) => run.ip(event)?.length ?? 0);
  const largest = Math.max(...sizes);
  const { mtu } = run.program.params;
  const rules = run.config.service(service, run.index.timeOf(events[0]));
  const isTunnel = rules?.servers.some(({ options }) => options.method === 'tunnel') ?? false;
  const mss = mtu - (isTunnel ? 60 : 40);
  return {
    key: service,
    severity: 'loses',
    summary: `${counted(events.length, 'packet')} with DF did not fit the route to the real server`,
    headline: `A packet of ${largest.toLocaleString('en')} bytes did not fit ${isTunnel ? 'the tunnel over ' : ''}an MTU of ${mtu.toLocaleString('en')}`,
    why: [
      code(isTunnel ? 'ip_vs_tunnel_xmit' : 'ip_vs_nat_xmit'),
      text(
        isTunnel
          ? ' puts 20 bytes or more in front of a packet. What is larger then and has DF is dropped, and the client gets '
          : ' drops what is larger than the MTU and has DF; the client gets ',
      ),
      text(
        'ICMP fragmentation needed. A client that does not hear of it repeats the packet until it gives up.',
      ),
    ],
    remedies: [
      {
        phrases: [text('Let the real servers ask for smaller segments.')],
        commands: [`ip route change default via 192.168.1.1 advmss ${mss}`],
      },
      ...(isTunnel
        ? [
            {
              phrases: [text('Or let the packets of the tunnel be fragmented.')],
              commands: ['sysctl -w net.ipv4.vs.pmtu_disc=0'],
            },
          ]
        : []),
    ],
    cases: events
      .slice(0, MOST_CASES)
      .map((event, at) =>
        run.case(event, [code(run.flowText(event)), text(`: ${sizes[at]} bytes`)], run.index.entryOf(event)),
      ),
    omitted: Math.max(0, events.length - MOST_CASES),
    chart: null,
    service: service === '' ? null : service,
    figures: { packets: events.length, largest, mtu },
  };
}

/** Packets that were refused because they were too large for the route to their server. */
export const mtu: Detector = {
  about: MTU,
  unable: ({ index }) => (index.detailed ? '' : 'The ways of packets are not kept of a run this long.'),
  detect(run) {
    const groups = new Map<string, number[]>();
    for (const event of tooLarge(run)) {
      const service = run.serviceOfEvent(event);
      groups.set(service, [...(groups.get(service) ?? []), event]);
    }
    return [...groups].map(([service, events]) => foundAt(run, service, events));
  },
};
