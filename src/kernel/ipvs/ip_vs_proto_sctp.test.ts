import { expect, test } from 'vitest';
import type { TransportSpec } from '../../packet/build.ts';
import { Director } from '../../testing/director.ts';
import { NF_INET_FORWARD } from '../lib/netfilter.ts';
import { SCTP_STATE_NAMES } from './ip_vs_proto.ts';
import { deciding_chunk, sctp_next_state } from './ip_vs_proto_sctp.ts';

const state = (name: (typeof SCTP_STATE_NAMES)[number]): number => SCTP_STATE_NAMES.indexOf(name);
const next = (direction: 0 | 1 | 2, chunk: number, from: (typeof SCTP_STATE_NAMES)[number]): string =>
  SCTP_STATE_NAMES[sctp_next_state(direction, chunk, state(from))];

test.each([
  [0, 1, 'NONE', 'INIT1'],
  [0, 10, 'C-SENT', 'C-REPLIED'],
  [0, 7, 'ESTABLISHED', 'S-RECEIVED'],
  [0, 14, 'S-ACK-SENT', 'CLOSED'],
  [0, 6, 'C-WAIT', 'REJECTED'],
  [1, 2, 'INIT1', 'C-SENT'],
  [1, 11, 'C-REPLIED', 'ESTABLISHED'],
  [1, 8, 'S-RECEIVED', 'S-ACK-SENT'],
  [1, 6, 'INIT1', 'REJECTED'],
  [2, 10, 'NONE', 'ESTABLISHED'],
  [2, 0, 'C-WAIT', 'ESTABLISHED'],
  [2, 9, 'NONE', 'CLOSED'],
] as const)('direction %d, chunk %d: %s -> %s', (direction, chunk, from, to) => {
  expect(next(direction, chunk, from)).toBe(to);
});

test('heartbeats and unknown chunks count as data', () => {
  for (const chunk of [3, 4, 5, 12, 13, 15, 200]) expect(next(0, chunk, 'NONE')).toBe('ESTABLISHED');
});

test('an ABORT behind a cookie chunk decides', () => {
  expect(deciding_chunk([10, 6])).toBe(6);
  expect(deciding_chunk([11, 0])).toBe(11);
  expect(deciding_chunk([0, 6])).toBe(0);
  expect(deciding_chunk([])).toBeNull();
});

test('an association through VS/NAT reads as the kernel logs it', () => {
  const director = new Director();
  director.run(`ipvsadm -A --sctp-service 10.0.0.100:3868 -s rr
ipvsadm -a --sctp-service 10.0.0.100:3868 -r 192.168.1.10:3868 -m`);
  const chunk = (sport: number, dport: number, ...chunks: number[]): TransportSpec => ({
    kind: 'sctp',
    sport,
    dport,
    chunks,
  });
  director.packet('172.16.0.1', '10.0.0.100', chunk(4000, 3868, 0));
  expect(director.lines.some((line) => line.startsWith('lookup service'))).toBe(false);
  director.packet('172.16.0.1', '10.0.0.100', chunk(4000, 3868, 1));
  expect(director.lines).toContain(
    'SCTP input   192.168.1.10:3868->172.16.0.1:4000 state: NONE->INIT1 conn->refcnt:2',
  );
  director.packet('192.168.1.10', '172.16.0.1', chunk(3868, 4000, 2), {}, NF_INET_FORWARD);
  expect(director.lines).toEqual([
    'lookup/out SCTP 192.168.1.10:3868->172.16.0.1:4000 hit',
    'SCTP output   192.168.1.10:3868->172.16.0.1:4000 state: INIT1->C-SENT conn->refcnt:2',
  ]);
});
