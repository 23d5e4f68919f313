import { expect, test } from 'vitest';
import { Director, tcp } from '../../../testing/director.ts';
import type { ip_vs_dest } from '../ip_vs.ts';
import { IP_VS_MH_TAB_SIZE, mh_gcd_weight, mh_populate, mh_shift_weight } from './mh.ts';

const RULES = `ipvsadm -A -t 10.0.0.100:80 -s mh
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.10:80 -g -w 3
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 2
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.12:80 -g -w 1`;

const servers = (director: Director): ip_vs_dest[] => director.ipvs.svc_table.flat()[0].destinations;
const refs = (director: Director): number[] => servers(director).map(({ refcnt }) => refcnt);

test('a recorded kernel shares 4093 slots out by weight', () => {
  const director = new Director();
  expect(director.run(RULES)).toEqual([]);
  // Bind-dest of the recording shows 2048 and 1366, one of them the connection's own.
  expect(refs(director)).toEqual([684, 1365, 2047]);
  director.packet('172.16.1.10', '10.0.0.100', tcp(40000, 80, 'S'));
  expect(director.lines).toContain('MH: source IP address 172.16.1.10:0 --> server 192.168.1.10:80');
  director.packet('172.16.1.9', '10.0.0.100', tcp(40001, 80, 'S'));
  expect(director.lines).toContain('MH: source IP address 172.16.1.9:0 --> server 192.168.1.11:80');
});

test('weight 0 keeps the slots and refuses; fallback goes on', () => {
  const director = new Director();
  director.run(RULES);
  director.run('ipvsadm -e -t 10.0.0.100:80 -r 192.168.1.10:80 -g -w 0');
  expect(refs(director)).toEqual([684, 1365, 2047]);
  director.packet('172.16.1.10', '10.0.0.100', tcp(40000, 80, 'S'));
  expect(director.lines).toContain('mh: TCP 10.0.0.100:80 - no destination available');
  director.run('ipvsadm -E -t 10.0.0.100:80 -s mh -b mh-fallback');
  director.packet('172.16.1.10', '10.0.0.100', tcp(40001, 80, 'S'));
  expect(director.lines).toContain('MH: selected unavailable server 192.168.1.10:80, reselecting');
  expect(director.lines.some((line) => line.startsWith('MH: source IP address'))).toBe(true);
});

test('a removed server gives its slots back, the others keep most of theirs', () => {
  const director = new Director();
  director.run(RULES);
  const [twelve, eleven, ten] = servers(director);
  const before = mh_populate([twelve, eleven, ten], 1, 0);
  director.run('ipvsadm -d -t 10.0.0.100:80 -r 192.168.1.12:80');
  const after = mh_populate([eleven, ten], 1, 0);
  expect(twelve.refcnt).toBe(1);
  expect(after.filter((dest) => dest === null)).toEqual([]);
  const moved = before.filter((dest, slot) => dest !== twelve && dest !== after[slot]).length;
  expect(moved).toBeLessThan(IP_VS_MH_TAB_SIZE / 10);
});

test('weights are divided by their divisor and shifted to six bits', () => {
  const weights = (...list: number[]): ip_vs_dest[] =>
    list.map((last_weight) => ({ last_weight }) as ip_vs_dest);
  expect(mh_gcd_weight(weights(0, 6, 4))).toBe(2);
  expect(mh_gcd_weight(weights(0, 0))).toBe(0);
  expect(mh_shift_weight(weights(63), 1)).toBe(0);
  expect(mh_shift_weight(weights(64), 1)).toBe(1);
  expect(mh_shift_weight(weights(1000, 3), 1)).toBe(4);
});

test('nobody with a weight: no slots', () => {
  const director = new Director();
  director.run('ipvsadm -A -t 10.0.0.1:80 -s mh\nipvsadm -a -t 10.0.0.1:80 -r 192.168.1.1:80 -g -w 0');
  expect(refs(director)).toEqual([1]);
});
