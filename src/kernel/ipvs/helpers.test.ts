import { expect, test } from 'vitest';
import { Director, tcp, udp } from '../../testing/director.ts';
import { NF_INET_FORWARD } from '../lib/netfilter.ts';
import { ip_vs_ftp_get_addrport } from './ftp_addrport.ts';
import { get_callid } from './pe_sip.ts';

test.each([
  ['PORT 172,16,0,1,200,10\r\n', 'PORT', { addr: 0xac100001, port: 51210, start: 5, end: 22 }],
  ['port  1,2,3,4,0,21\r\n', 'PORT', { addr: 0x01020304, port: 21, start: 6, end: 18 }],
  ['PORT 1,2,3,4,0,21', 'PORT', null],
  ['PORT 1,2,3,400,0,21\r\n', 'PORT', null],
  ['227 Passive (192,168,1,10,117,48).', '227 ', { addr: 0xc0a8010a, port: 30000, start: 13, end: 32 }],
  ['227 192,168,1,10,117,48\r\n', '227 ', { addr: 0xc0a8010a, port: 30000, start: 4, end: 23 }],
  ['229 Extended (|||30000|)\r\n', '229 ', { addr: null, port: 30000, start: 14, end: 23 }],
  ['EPRT !1!10.0.0.1!6000!\r\n', 'EPRT', { addr: 0x0a000001, port: 6000, start: 5, end: 22 }],
  ['EPRT |2|fd00::1|6000|\r\n', 'EPRT', null],
  ['EPRT |||6000|\r\n', 'EPRT', null],
  ['EPRT |1|10.0.0.1|70000|\r\n', 'EPRT', null],
  ['200 ok\r\n', '227 ', null],
] as const)('%j as %s', (text, pattern, expected) => {
  expect(ip_vs_ftp_get_addrport(text, pattern, 2)).toEqual(expected);
});

test('the Call-ID of a SIP message, long or short, with a line end', () => {
  expect(get_callid('INVITE x\r\nCall-ID: call-a@x\r\n\r\n')).toBe('call-a@x');
  expect(get_callid('INVITE x\r\ni : abc\r\n')).toBe('abc');
  expect(get_callid('INVITE x\nCALL-id:a@b\nVia: y')).toBe('a@b');
  expect(get_callid('INVITE x\r\nCall-ID: call-a@x')).toBeNull();
  expect(get_callid('INVITE x\r\nidentity: 1\r\n')).toBeNull();
  expect(get_callid(`INVITE x\r\nCall-ID: ${'a'.repeat(256)}\r\n`)).toBeNull();
});

test('calls with one Call-ID stay together, and a packet without one is dropped', () => {
  const director = new Director();
  director.run(`ipvsadm -A -u 10.0.0.100:5060 -s rr -p 300 --pe sip
ipvsadm -a -u 10.0.0.100:5060 -r 192.168.1.10:5060 -m
ipvsadm -a -u 10.0.0.100:5060 -r 192.168.1.11:5060 -m`);
  const call = (port: number, id: string): string => {
    director.packet('172.16.0.1', '10.0.0.100', udp(port, 5060, `INVITE\r\nCall-ID: ${id}\r\n\r\n`));
    return (
      /d:([\d.]+)/.exec(director.lines.findLast((line) => line.startsWith('Bind-dest')) ?? '')?.[1] ?? ''
    );
  };
  const a = call(1, 'call-a@x');
  expect(call(2, 'call-b@x')).not.toBe(a);
  expect(call(3, 'call-a@x')).toBe(a);
  expect(director.lines).toContain('SIP callid all-a@x (8 bytes)');
  expect(director.lines).toContain('SIP template match UDP all-a@x->10.0.0.100:5060 hit');
  expect(director.packet('172.16.0.1', '10.0.0.100', udp(4, 5060, 'OPTIONS\r\n\r\n'))).toBe(0);
});

test('passive and active FTP make entries for the data connections', () => {
  const director = new Director();
  director.run('ipvsadm -A -t 10.0.0.100:21 -s rr\nipvsadm -a -t 10.0.0.100:21 -r 192.168.1.10:21 -m');
  const client = (payload: string): void => {
    director.packet('172.16.0.1', '10.0.0.100', tcp(40001, 21, payload ? 'PA' : 'A', payload));
  };
  director.packet('172.16.0.1', '10.0.0.100', tcp(40001, 21, 'S'));
  expect(director.lines).toContain(
    'tcp_app_conn_bind(): Binding conn 172.16.0.1:40001->10.0.0.100:21 to app ftp on port 21',
  );
  client('');
  client('PORT 172,16,0,1,200,10\r\n');
  expect(director.lines).toContain('PORT 172.16.0.1:51210 detected');
  expect(director.lines).toContain('ADDing control for: cp.dst=172.16.0.1:51210 ctl_cp.dst=172.16.0.1:40001');
  client('EPSV\r\n');
  expect(director.lines).toContain('got EPSV at 0 of 6');
  const answer = tcp(21, 40001, 'PA', '229 Extended Passive Mode (|||30000|)\r\n');
  director.packet('192.168.1.10', '172.16.0.1', answer, {}, NF_INET_FORWARD);
  expect(director.lines).toContain('EPSV response (192.168.1.10:30000) -> 172.16.0.1:0 detected');
  expect(director.ipvs.conn_no_cport_cnt).toBe(1);
  director.packet('172.16.0.1', '10.0.0.100', tcp(40005, 30000, 'S'));
  expect(director.lines).toContain('filled cport=40005');
  expect(director.ipvs.conn_no_cport_cnt).toBe(0);
});
