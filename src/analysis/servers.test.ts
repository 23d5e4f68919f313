import { expect, it } from 'vitest';
import { runProgram } from '../inputs/run-folder.ts';
import { PacketStore } from '../packet/store.ts';
import { Servers } from './servers.ts';

const RULES = `-A -t 10.0.0.100:80 -s rr
-a -t 10.0.0.100:80 -r 192.168.1.1:80 -m
-a -t 10.0.0.100:80 -r 192.168.1.10:8080 -m
`;

const servers = (): Servers => {
  const files = { runJson: '', rules: RULES, sysctl: '', actions: '' };
  return new Servers(runProgram(files, new PacketStore()).program);
};

it('gives servers places in the order of the rules', () => {
  expect(servers().list.map(({ label, port, series }) => [label, port, series])).toEqual([
    ['.1', 80, 0],
    ['.10', 8080, 1],
  ]);
});

it('knows a server by its whole address, whatever the port that was seen', () => {
  expect(servers().byKey('192.168.1.10:0')).toMatchObject({ addr: '192.168.1.10', series: 1 });
  expect(servers().byKey('192.168.1.11:80')).toMatchObject({ addr: '192.168.1.11', series: 2 });
});
