import { code, counted, text } from '../phrases.ts';
import { HALF_SEEN, OVERLOADED } from './about/packets.ts';
import type { ConfigServer, ConfigService } from './config.ts';
import { type Detector, type Found, MOST_CASES } from './detector.ts';
import type { Connection, FindingRun } from './run.ts';
import { TCP_ESTABLISHED } from './tcp.ts';

/** The first moment at which as many connections stood on a server as its upper threshold allows; -1 = never. */
function fullAt(connections: readonly Connection[], limit: number): number {
  const changes = connections.flatMap(({ life: { born, died } }) =>
    died < 0
      ? [{ event: born, by: 1 }]
      : [
          { event: born, by: 1 },
          { event: died, by: -1 },
        ],
  );
  changes.sort((a, b) => a.event - b.event || a.by - b.by);
  let there = 0;
  for (const { event, by } of changes) {
    there += by;
    if (there >= limit) return event;
  }
  return -1;
}

function overloadedAt(
  run: FindingRun,
  service: ConfigService,
  server: ConfigServer,
  connections: readonly Connection[],
): Found | null {
  const { upperThreshold: upper, lowerThreshold: lower } = server.options;
  const event = fullAt(connections, upper);
  if (event < 0) return null;
  const clears = lower > 0 ? lower : Math.ceil((upper * 3) / 4);
  return {
    key: `${service.name} ${server.key}`,
    severity: 'risk',
    summary: `${server.key} had ${counted(upper, 'connection')}, its upper threshold`,
    headline: `${server.key} was full at ${run.time(event).toFixed(3)} s: ${counted(upper, 'connection')} of ${upper}`,
    why: [
      text('At '),
      code('u_threshold'),
      text(' connections '),
      code('IP_VS_DEST_F_OVERLOAD'),
      text(
        ` is set, and schedulers pass the server over until fewer than ${clears} are left. Closing connections count until their entry ends.`,
      ),
    ],
    remedies: [
      {
        phrases: [text('Give it more room, or let it come back sooner.')],
        commands: [`ipvsadm -e ${service.name} -r ${server.key} -x ${upper * 2} -y ${upper}`],
      },
    ],
    cases: [run.case(event, [code(server.key), text(` has ${counted(upper, 'connection')}`)])],
    omitted: 0,
    chart: null,
    service: service.name,
    figures: { upper, lower, connections: connections.length },
  };
}

/** Servers that were as full as their threshold allows. */
export const overloaded: Detector = {
  about: OVERLOADED,
  detect(run) {
    const limited = new Map<string, readonly [ConfigService, ConfigServer]>();
    for (const { services } of run.config.states)
      for (const service of services)
        for (const server of service.servers)
          if (server.options.upperThreshold > 0)
            limited.set(`${service.name} ${server.key}`, [service, server]);
    if (limited.size === 0) return [];
    const all = run.clients().flatMap(({ connections }) => connections);
    return [...limited.values()].flatMap(([service, server]) => {
      const own = all.filter((one) => one.service === service.name && one.server === server.key);
      return overloadedAt(run, service, server, own) ?? [];
    });
  },
};

/** Connections of a masquerading service from which on their replies are missed. */
const ENOUGH = 3;

/** A masquerading service without one reply, although connections were established. */
export const halfSeen: Detector = {
  about: HALF_SEEN,
  unable: ({ program }) => (program.log ? 'A kernel log tells of every packet that IPVS looked at.' : ''),
  detect(run) {
    const { index } = run;
    const masq = run.config.states
      .flatMap(({ services }) => services)
      .filter(
        ({ servers }) => servers.length > 0 && servers.every(({ options }) => options.method === 'masq'),
      );
    const names = new Set(masq.map(({ name }) => name));
    return [...names].flatMap((name): Found[] => {
      const own = run.clients().filter(({ service }) => service === name);
      const established = own
        .flatMap(({ connections }) => connections)
        .filter(({ life: { uid } }) => {
          const { byEntry, changeStates } = index;
          return Array.from(byEntry.changesOf(uid), (row) => changeStates.at(row)).includes(TCP_ESTABLISHED);
        });
      const isAnswered = established.some(({ life: { uid } }) =>
        run.lives.eventsOf(uid).some((event) => index.roleOf(event) === 'reply'),
      );
      if (established.length < ENOUGH || isAnswered) return [];
      return [
        {
          key: name,
          severity: 'note',
          summary: `not one reply of ${counted(established.length, 'established connection')} is in the case`,
          headline: `${counted(established.length, 'connection')} were established, and no real server was heard`,
          why: [
            text('With '),
            code('-m'),
            text(' replies pass the director too, and '),
            code('ip_vs_out'),
            text(
              ' follows their state. The capture lacks them, so states, counters and timeouts are those of one side.',
            ),
          ],
          remedies: [
            { phrases: [text('Capture both sides.')], commands: ['tcpdump -i any -w director.pcap'] },
          ],
          cases: established
            .slice(0, MOST_CASES)
            .map(({ life }) =>
              run.case(index.birthOf(life), [code(life.label), text(' has no reply')], life.uid),
            ),
          omitted: Math.max(0, established.length - MOST_CASES),
          chart: null,
          service: name,
          figures: { connections: established.length },
        },
      ];
    });
  },
};
