import { expect, it } from 'vitest';
import { foundInCase, foundInRun } from '../../testing/findings.ts';

const RULES = `
  ipvsadm -A -t 10.0.0.100:80 -s rr
  ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.10:80 -i -w 1
  @1 tcp 172.16.0.1:41000 > 10.0.0.100:80 S df
  @1.1 tcp 172.16.0.1:41000 > 10.0.0.100:80 A df`;
const data = (bytes: number, df = ' df'): string =>
  `${RULES}\n@1.2 tcp 172.16.0.1:41000 > 10.0.0.100:80 PA${df} data ${bytes}`;

it('finds packets that do not fit a tunnel and must not be fragmented', () => {
  const [found] = foundInCase('mtu', data(1450));
  expect(found.figures).toEqual({ packets: 1, largest: 1490, mtu: 1500 });
  expect(found.headline).toBe('A packet of 1,490 bytes did not fit the tunnel over an MTU of 1,500');
  expect(foundInCase('mtu', data(1440))).toEqual([]);
  expect(foundInCase('mtu', data(1450, ''))).toEqual([]);
  expect(foundInCase('mtu', data(1450).replace('-i', '-m'))).toEqual([]);
});

it('finds the oversized packet of the recorded tunnel, and cannot look without ways', () => {
  const [found] = foundInRun('mtu', '0241-tunnel');
  expect(found.figures).toMatchObject({ packets: 1, mtu: 1500 });
  expect(foundInRun('mtu', '001-nat-rr-one-connection')).toEqual([]);
  expect(() => foundInRun('mtu', '0241-tunnel', false)).toThrow('not kept');
});
