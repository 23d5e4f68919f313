import { describe, expect, it } from 'vitest';
import { foundInCase, foundInRun, tcpConnection } from '../../testing/findings.ts';

const VIP = '10.0.0.100:80';
const RULES = `
  ipvsadm -A -t ${VIP} -s rr
  ipvsadm -a -t ${VIP} -r 192.168.1.10:80 -m -w 1`;
const syn = (at: number, client = '172.16.0.1:41000'): string => `@${at.toFixed(3)} tcp ${client} > ${VIP} S`;
const ack = (at: number, client = '172.16.0.1:41000'): string => `@${at.toFixed(3)} tcp ${client} > ${VIP} A`;
const answer = (at: number, flags: string, client = '172.16.0.1:41000'): string =>
  `@${at} tcp 192.168.1.10:80 > ${client} ${flags}`;
const GONE = `@5 ipvsadm -d -t ${VIP} -r 192.168.1.10:80`;
const lines = (...parts: readonly string[]): string => parts.join('\n');
const figures = (found: readonly { figures: unknown }[]): unknown[] => found.map((one) => one.figures);

describe('packets of entries whose server is gone', () => {
  const case_ = (more: string): string => lines(more, RULES, syn(1), ack(1.1), GONE, ack(6), ack(7));

  it('are dropped while expire_nodest_conn is 0', () => {
    const [found] = foundInCase('server-gone', case_(''));
    expect(found.figures).toEqual({ packets: 2, clients: 1 });
    expect(found.headline).toBe('2 packets of 172.16.0.1 were dropped in 1.0 s');
    expect(figures(foundInCase('server-gone', case_(''), false))).toEqual([found.figures]);
  });

  it('are none when the server is quiesced instead', () => {
    const quiesced = lines(
      RULES,
      syn(1),
      ack(1.1),
      `@5 ipvsadm -e -t ${VIP} -r 192.168.1.10:80 -m -w 0`,
      ack(6),
    );
    expect(foundInCase('server-gone', quiesced)).toEqual([]);
  });

  it('are those of the recorded run, and datagrams are another finding', () => {
    expect(figures(foundInRun('server-gone', '012-removed-dest-nodest-0'))).toEqual([
      { packets: 2, clients: 1 },
    ]);
    expect(foundInRun('server-gone', '012-removed-dest-nodest-1')).toEqual([]);
    expect(foundInRun('server-gone', '016-udp-stale-after-removal')).toEqual([]);
    expect(figures(foundInRun('udp-dead-server', '016-udp-stale-after-removal'))).toEqual([
      { packets: 5, clients: 1 },
    ]);
    expect(foundInRun('udp-dead-server', '014-udp-rr-timeouts')).toEqual([]);
  });
});

describe('no destination', () => {
  it('is a service whose servers take nobody', () => {
    const all = lines(RULES.replace('-w 1', '-w 0'), syn(1), syn(2, '172.16.0.2:41000'));
    expect(figures(foundInCase('no-destination', all))).toEqual([{ packets: 2, clients: 2 }]);
    expect(foundInCase('no-destination', lines(RULES, syn(1)))).toEqual([]);
    expect(figures(foundInRun('no-destination', '0233-no-destination'))).toEqual([
      { packets: 1, clients: 1 },
    ]);
  });
});

describe('packets that the defence dropped', () => {
  const flood = (mode: number): string =>
    lines(
      `sysctl net.ipv4.vs.drop_packet=${mode}`,
      'sysctl net.ipv4.vs.am_droprate=2',
      RULES,
      ...[1, 2, 3, 4, 5, 6].map((at) => syn(at, `172.16.0.${at}:41000`)),
    );

  it('are every am_droprate-th one while it is always on', () => {
    expect(foundInCase('defence', flood(3))[0].figures.packets).toBeGreaterThanOrEqual(2);
    expect(foundInCase('defence', flood(0))).toEqual([]);
    expect(foundInRun('defence', '0231-drop-packet-always')).toHaveLength(1);
    expect(foundInRun('defence', '0801-web-nat-wlc')).toEqual([]);
  });
});

describe('overloaded servers', () => {
  const limited = RULES.replace('-w 1', '-w 1 -x 2');
  const two = lines(syn(1), ack(1.1), syn(2, '172.16.0.2:41000'), ack(2.1, '172.16.0.2:41000'));

  it('have as many connections as the threshold allows', () => {
    const [found] = foundInCase('overloaded', lines(limited, two));
    expect(found.figures).toEqual({ upper: 2, lower: 0, connections: 2 });
    expect(foundInCase('overloaded', lines(limited, syn(1), ack(1.1)))).toEqual([]);
    expect(foundInCase('overloaded', lines(RULES, two))).toEqual([]);
    expect(foundInRun('overloaded', '0230-thresholds')).not.toEqual([]);
  });
});

describe('port reuse', () => {
  const closed = lines(syn(1), ack(1.1), `@1.2 tcp 172.16.0.1:41000 > ${VIP} R`);
  const reuse = (mode: number, weight: number): string =>
    lines(
      `sysctl net.ipv4.vs.conn_reuse_mode=${mode}`,
      RULES,
      closed,
      `@2 ipvsadm -e -t ${VIP} -r 192.168.1.10:80 -m -w ${weight}`,
      syn(3),
    );

  it('leads a SYN to a server that takes no new connections while conn_reuse_mode is 0', () => {
    expect(figures(foundInCase('port-reuse', reuse(0, 0)))).toEqual([{ syns: 1 }]);
    expect(foundInCase('port-reuse', reuse(0, 1))).toEqual([]);
    expect(foundInCase('port-reuse', reuse(1, 0))).toEqual([]);
  });

  it('is healthy in the recorded runs, whose servers stay', () => {
    for (const mode of [0, 1, 2]) expect(foundInRun('port-reuse', `013-port-reuse-mode-${mode}`)).toEqual([]);
  });
});

describe('connections in their middle', () => {
  const idle = (silence: number): string =>
    lines(RULES, syn(1), answer(1.1, 'SA'), ack(1.2), ack(1.2 + silence));

  it('are cut when they were silent for longer than the entry lives', () => {
    const [found] = foundInCase('idle-cut', idle(1000));
    expect(found.figures).toEqual({ connections: 1, timeout: 900 });
    expect(foundInCase('idle-cut', idle(600))).toEqual([]);
    expect(foundInCase('no-entry', idle(1000))).toEqual([]);
    expect(foundInRun('idle-cut', '012-removed-dest-nodest-1')).toEqual([]);
  });

  it('are unknown when they began elsewhere', () => {
    expect(figures(foundInCase('no-entry', lines(RULES, ack(1), ack(2))))).toEqual([{ connections: 1 }]);
    expect(figures(foundInRun('no-entry', '017-non-syn-without-entry-sloppy-0'))).toEqual([
      { connections: 2 },
    ]);
    expect(foundInRun('no-entry', '017-non-syn-without-entry-sloppy-1')).toEqual([]);
  });

  it('are not unknown when their SYN was refused before', () => {
    const refused = lines(RULES.replace('-w 1', '-w 0'), syn(1), ack(1.1));
    expect(foundInCase('no-entry', refused)).toEqual([]);
  });
});

describe('connections that never came further than their SYN', () => {
  const many = (clients: number, then: (at: number, client: string) => string): string =>
    Array.from({ length: clients }, (_, at) => {
      const client = `172.16.${at >> 8}.${at & 255}:41000`;
      return lines(syn(1 + at * 0.01, client), then(1 + at * 0.01 + 0.001, client));
    }).join('\n');
  const END = ack(70, '172.16.9.9:1');

  it('are a flood when they are many', () => {
    const flood = lines(
      RULES,
      many(60, () => ''),
      END,
    );
    expect(figures(foundInCase('syn-flood', flood))).toEqual([
      { halfOpen: 60, connections: 60, clients: 60 },
    ]);
    expect(foundInCase('syn-stuck', flood)).toEqual([]);
    expect(foundInCase('syn-flood', lines(RULES, many(60, ack), END))).toEqual([]);
    expect(
      foundInCase(
        'syn-flood',
        lines(
          RULES,
          many(20, () => ''),
          END,
        ),
      ),
    ).toEqual([]);
    const [recorded] = foundInRun('syn-flood', '0270-syn-flood');
    expect(recorded.figures).toMatchObject({ halfOpen: 600, clients: 600 });
    expect(foundInRun('syn-flood', '0801-web-nat-wlc')).toEqual([]);
  });

  it('are stuck when the client repeats its SYN', () => {
    const stuck = lines(RULES, syn(1), syn(2), syn(4), END);
    const [found] = foundInCase('syn-stuck', stuck);
    expect(found.headline).toBe('172.16.0.1:41000 sent its SYN 3 times and never came out of SYN_RECV');
    expect(foundInCase('syn-stuck', lines(RULES, syn(1), syn(2), ack(2.1), END))).toEqual([]);
    expect(foundInCase('syn-stuck', lines(RULES, syn(1), END))).toEqual([]);
    expect(foundInRun('syn-stuck', '018-tcp-states-nat')).toHaveLength(1);
    expect(foundInRun('syn-stuck', '0801-web-nat-wlc')).toEqual([]);
  });
});

describe('half-seen traffic', () => {
  const three = [1, 2, 3].map((at) => tcpConnection(at, `172.16.0.${at}`, 41000)).join('\n');

  it('is a masquerading service without one reply', () => {
    expect(figures(foundInCase('half-seen', lines(RULES, three)))).toEqual([{ connections: 3 }]);
    expect(foundInCase('half-seen', lines(RULES, three, answer(9, 'A', '172.16.0.3:41000')))).toEqual([]);
    expect(foundInCase('half-seen', lines(RULES.replace('-m', '-g'), three))).toEqual([]);
    expect(figures(foundInRun('half-seen', '0287-persistent-many-clients-weight-edit'))).toEqual([
      { connections: 60 },
    ]);
    expect(foundInRun('half-seen', '0801-web-nat-wlc')).toEqual([]);
  });
});
