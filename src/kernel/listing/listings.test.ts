import { describe, expect, it } from 'vitest';
import { Director, tcp, udp } from '../../testing/director.ts';
import { ipvsadm_Ln, ipvsadm_Ln_rate, ipvsadm_Ln_stats_rounded, large_number } from './ipvsadm.ts';
import { LISTINGS } from './listings.ts';
import { proc_ip_vs, proc_ip_vs_conn_sync } from './proc.ts';

/** What recorded runs do not show; the rest is compared with them word for word. */

describe('large_number', () => {
  it.each([
    [0, '        0'],
    [99_999_999, ' 99999999'],
    [100_000_000, '  100000K'],
    [999_999_999, '  999999K'],
    [1_000_000_000, '    1000M'],
    [99_999_999_999, '   99999M'],
    [100_000_000_000, '     100G'],
    [99_999_999_999_999, '   99999G'],
    [100_000_000_000_000, '     100T'],
  ])('rounds %i', (value, text) => expect(large_number(value, false)).toBe(text));

  it.each([
    [12_345_678, ' 12345678'],
    [123_456_789, ' 123456789'],
    [100_000_000_000_000, ' 100000000000000'],
  ])('keeps %i', (value, text) => expect(large_number(value, true)).toBe(text));
});

describe('listings', () => {
  it('sort addresses by the sign of their difference, marks last', () => {
    const machine = new Director();
    machine.run(`-A -f 1 -s rr
-A -t 10.0.0.100:80 -s rr
-A -u 10.0.0.99:53 -s rr
-A -t 192.168.0.1:80 -s none
-A -t 10.0.0.100:21 -s wlc
-a -t 10.0.0.100:80 -r 10.1.1.1:80 -m
-a -t 10.0.0.100:80 -r 192.168.1.1:80 -m`);
    expect(ipvsadm_Ln(machine.ipvs).split('\n').slice(3)).toEqual([
      'TCP  192.168.0.1:80 none',
      'TCP  10.0.0.100:21 wlc',
      'TCP  10.0.0.100:80 rr',
      '  -> 192.168.1.1:80               Masq    1      0          0         ',
      '  -> 10.1.1.1:80                  Masq    1      0          0         ',
      'UDP  10.0.0.99:53 rr',
      'FWM  1 rr',
      '',
    ]);
  });

  it('print services of all kinds in /proc/net/ip_vs', () => {
    const machine = new Director();
    machine.run(`-A -f 255 -s rr -p 50
-A -f 2 -6 -s rr -o
-A -u 10.0.0.100:53 -s rr -o
-A -t [fd00::100]:80 -s rr -p 50 -M 64`);
    const lines = proc_ip_vs(machine.ipvs).trimEnd().split('\n').slice(3).sort();
    expect(lines).toEqual(
      [
        'FWM  00000002 rr ops ',
        'FWM  000000FF rr persistent 5000 FFFFFFFF',
        'TCP  [fd00:0000:0000:0000:0000:0000:0000:0100]:0050 rr persistent 5000 40000000',
        'UDP  0A000064:0035 rr ops  ',
      ].sort(),
    );
  });

  it('print the rates per second', () => {
    const machine = new Director();
    machine.run('-A -t 10.0.0.100:80 -s rr\n-a -t 10.0.0.100:80 -r 192.168.1.10:80 -m');
    for (let i = 0; i < 40; i++) machine.packet('172.16.0.1', '10.0.0.100', tcp(2000 + i, 80, 'S'));
    machine.wait(2);
    expect(ipvsadm_Ln_rate(machine.ipvs).split('\n').slice(1)).toEqual([
      'Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS',
      '  -> RemoteAddress:Port',
      'TCP  10.0.0.100:80                       5        5        0      200        0',
      '  -> 192.168.1.10:80                     5        5        0      200        0',
      '',
    ]);
    expect(ipvsadm_Ln_stats_rounded(machine.ipvs)).toContain(
      'TCP  10.0.0.100:80                      40       40        0     1600        0\n',
    );
  });

  it('say where entries come from', () => {
    const machine = new Director();
    machine.run('-A -u 10.0.0.100:53 -s rr\n-a -u 10.0.0.100:53 -r 192.168.1.10:53 -m');
    machine.packet('172.16.0.1', '10.0.0.100', udp(2000, 53));
    expect(proc_ip_vs_conn_sync(machine.ipvs)).toBe(
      'Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Origin Expires\n' +
        'UDP AC100001 07D0 0A000064 0035 C0A8010A 0035 UDP         LOCAL      300\n',
    );
  });

  it('show the key of a persistence engine', () => {
    const machine = new Director();
    machine.run(
      '-A -u 10.0.0.100:5060 -s rr -p 300 --pe sip -o\n-a -u 10.0.0.100:5060 -r 192.168.1.10:5060 -m',
    );
    machine.packet(
      '172.16.0.1',
      '10.0.0.100',
      udp(5060, 5060, 'INVITE sip:b SIP/2.0\r\nCall-ID: call-a@x\r\n\r\n'),
    );
    expect(LISTINGS['ipvsadm -Lnc --persistent-conn'](machine.ipvs)).toBe(
      'IPVS connection entries\n' +
        'pro expire state       source             virtual            destination        pe name          pe_data\n' +
        'UDP 05:00  NONE        172.16.0.1:0       10.0.0.100:5060    192.168.1.10:5060 sip                call-a@x\n',
    );
  });

  it('exist for an empty machine', () => {
    const { ipvs } = new Director();
    for (const [name, listing] of Object.entries(LISTINGS)) {
      const text = listing(ipvs);
      expect([name, text === '' || text.endsWith('\n')]).toEqual([name, true]);
    }
  });
});
