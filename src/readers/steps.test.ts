import { expect, it } from 'vitest';
import { readSteps } from './steps.ts';

it('takes hook and mark of each packet that was fed in', () => {
  const text = [
    '0.000000 IPVS: ipvs loaded.',
    '0.000000 # pkt tcp 172.16.0.1:40000 > 10.0.0.100:80 S',
    '0.000000 # xmit: masq to 192.168.1.13 [tcp 172.16.0.1:40000 > 192.168.1.13:80]',
    '0.010000 # reply tcp 192.168.1.13:80 > 172.16.0.1:40000 SA',
    '1.000000 # pkt tcp 172.16.0.2:40001 > 10.9.0.9:80 S mark 7',
    '2.000000 # icmp-out 192.168.1.11 > 172.16.0.1 3 3 inner tcp 172.16.0.1:40000 > 192.168.1.11:80',
    '3.000000 # rreply tcp 172.16.0.2:41000 10.0.0.100:80: no conn, nothing sent',
  ].join('\n');
  expect(readSteps(text)).toEqual([
    { hook: 'LOCAL_IN', mark: null },
    { hook: 'FORWARD', mark: null },
    { hook: 'LOCAL_IN', mark: 7 },
    { hook: 'FORWARD', mark: null },
  ]);
});
