import { describe, expect, it } from 'vitest';
import { parseIn4 } from '../base/inet.ts';
import { parseCase } from './parse-case.ts';
import { printCase } from './print-case.ts';
import { caseProgram, documentOf } from './program.ts';

const EXAMPLE = `# ipvscope case v1
title A server is quiesced
about One client, two connections.
about
about The second one stays.
kernel linux-6.12 hz=250 conn_tab_bits=12 conn_rnd=0x1a0d4d1d netns_xor=0x5e0 uptime=3.000 epoch=1761998403.000 debug_level=12
vip 10.0.0.100 fd00:a::100
local 10.0.0.5
sysctl net.ipv4.vs.expire_quiescent_template = 1
ipvsadm -A -t 10.0.0.100:80 -s wlc -p 360
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 1
mark daddr 10.0.0.100 tcp dport 443 set 1
availmem 512
entry tcp ESTABLISHED 899.000 172.16.0.1:40999 > 10.0.0.100:80 > 192.168.1.11:80
entry tcp NONE 1.500 172.16.0.0:0 > 10.0.0.100:80 > 192.168.1.11:80 synced
entry ip NONE 300.000 [fd00::]:0 > [::7]:0 > [fd00::9]:0 mark 7
entry udp UDP 20.000 172.16.0.1:0 > 10.0.0.100:5060 > 192.168.1.11:5060 pe sip "a \\"b\\" #c"
@0.000 tcp 172.16.0.1:41000 > 10.0.0.100:80 S len 60 df
@0.020 tcp 172.16.0.1:41000 > 10.0.0.100:80 A seen 192.168.1.11:80
@0.020001 tcp 172.16.0.1:41000 > 10.0.0.100:80 PA seq 4294967295 ack 7 win 502 payload "GET / HTTP/1.0\\r\\n\\xff\\"#"
@1.000 udp [fd00::1]:53 > [fd00:a::100]:53 ttl 63 hook LOCAL_IN mark 2
@1.500 sctp 172.16.0.1:7 > 10.0.0.100:36412 COOKIE_ECHO,DATA
@2.000000001 icmp 3/4 10.0.0.9 > 10.0.0.100 rest 0x578 hook FORWARD about tcp 10.0.0.100:80 > 172.16.0.1:41000 A len 1500 df
@2.500 icmp 8/0 172.16.0.1 > 10.0.0.100 len 84
@2.600 ipip 172.16.0.1 > 10.0.0.100 inner udp 1.1.1.1:5 > 2.2.2.2:6 data 100
@2.700 fragment 17 172.16.0.1 > 10.0.0.100 len 500 id 77 frag 1480+
@2.800 ip 50 172.16.0.1 > 10.0.0.100 len 120
@2.900 short 6 172.16.0.1:0 > 10.0.0.100:0 len 22
@3.000 ipvsadm -e -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 0
@3.000 sysctl net.ipv4.vs.debug_level = 9
@3.500 availmem 100000
@4.000 note the server is quiesced # here
`;

describe('the text of a case', () => {
  it('comes out of the printer as it went into the parser', () => {
    const { document, problems } = parseCase(EXAMPLE);
    expect(problems).toEqual([]);
    expect(printCase(document)).toBe(EXAMPLE);
  });

  it('means what it says', () => {
    const { document } = parseCase(EXAMPLE);
    expect(document.about).toBe('One client, two connections.\n\nThe second one stays.');
    expect(document.kernel).toMatchObject({
      profile: 'linux-6.12',
      hz: 250,
      connTabBits: 12,
      connRnd: 0x1a0d4d1d,
      netnsXor: 0x5e0,
      uptime: 3e9,
      epoch: { sec: 1761998403, nsec: 0 },
      debugLevel: 12,
      seed: null,
    });
    expect(document.setup.map(({ kind }) => kind)).toEqual([
      'command',
      'command',
      'command',
      'mark',
      'availmem',
    ]);
    expect(document.entries).toHaveLength(15);
    expect(document.entries[0]).toEqual({
      kind: 'packet',
      time: 0,
      hook: null,
      mark: null,
      seen: null,
      packet: {
        saddr: parseIn4('172.16.0.1'),
        daddr: parseIn4('10.0.0.100'),
        protocol: 6,
        length: 60,
        ttl: 64,
        tos: 0,
        id: 0,
        dontFragment: true,
        moreFragments: false,
        fragmentOffset: 0,
        headerLength: 20,
        transport: {
          kind: 'tcp',
          sport: 41000,
          dport: 80,
          flags: 2,
          seq: 0,
          ack: 0,
          window: 0,
          payloadLength: 0,
          payload: new Uint8Array(),
        },
      },
    });
    expect(document.entries[1]).toMatchObject({
      time: 20e6,
      seen: { addr: parseIn4('192.168.1.11'), port: 80 },
    });
    expect(document.entries[5]).toMatchObject({
      time: 2e9 + 1,
      hook: 'FORWARD',
      packet: {
        protocol: 1,
        length: 56,
        transport: { rest: 0x578, embedded: { length: 1500, transport: { flags: 16 } } },
      },
    });
    expect(document.entries[14]).toEqual({ kind: 'note', time: 4e9, text: 'the server is quiesced # here' });
  });

  it('takes what people write by hand', () => {
    const { document, problems } = parseCase(`
# ipvscope case v1

  kernel linux-2.6.32     # the old one
-A -t 10.0.0.100:80
nft add rule ip m pre ip daddr 10.0.0.100 tcp dport { 80, 443 } meta mark set 1
@0 tcp 172.16.0.1:41000 > 10.0.0.100:http [S]  # first
@+0.5 tcp 172.16.0.1:41000 > 10.0.0.100:80 [P.]
@+0.25 ipvsadm -C; ipvsadm -A -t 10.0.0.100:80 -s rr
@1 sctp 172.16.0.1:1 > 10.0.0.100:2 init-ack,9
`);
    expect(problems).toEqual([]);
    expect(printCase(document)).toBe(`# ipvscope case v1
kernel linux-2.6.32
ipvsadm -A -t 10.0.0.100:80 -s wlc
mark daddr 10.0.0.100 tcp dport 80,443 set 1
@0.000 tcp 172.16.0.1:41000 > 10.0.0.100:80 S
@0.500 tcp 172.16.0.1:41000 > 10.0.0.100:80 PA
@0.750 ipvsadm -C
@0.750 ipvsadm -A -t 10.0.0.100:80 -s rr
@1.000 sctp 172.16.0.1:1 > 10.0.0.100:2 INIT_ACK,ERROR
`);
  });

  it('puts lines in order of time and says so', () => {
    const { document, problems } = parseCase('# ipvscope case v1\n@2 note b\n@1 note a\n@2 note c\n-C\n');
    expect(document.entries.map((entry) => (entry.kind === 'note' ? entry.text : ''))).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual(['3 case-order', '5 case-order']);
  });

  it.each([
    ['hello', 'case-line', '"hello" begins no line'],
    ['kernel linux-6.12 hz=fast', 'case-kernel', '"fast" is not a value for hz'],
    ['kernel linux-6.12 speed=3', 'case-kernel', '"speed=3" is not a setting'],
    ['vip web', 'case-address', '"web" is not an address'],
    ['ipvsadm -A -t web:80', 'host-name', '"web" is a host name'],
    ['ipvsadm -Ln', 'case-command', 'changes nothing'],
    ['mark tcp set x', 'mark-rule', '"x" is not a mark'],
    ['@soon note x', 'case-time', '"@soon" is not a time'],
    ['@1.0000000001 note x', 'case-time', 'nine digits'],
    ['@99999999999 note x', 'case-time', '@99999999999'],
    ['@1 dance', 'case-entry', '"dance" is nothing'],
    ['@1 availmem much', 'case-availmem', '"availmem much"'],
    ['@1 mark set 1', 'case-entry', '"mark" is nothing'],
    ['@1 tcp 1.2.3.4:5 > 1.2.3.4', 'case-packet', '"1.2.3.4" has no port'],
    ['@1 tcp 1.2.3.4:5 < 1.2.3.4:5 S', 'case-packet', 'Found "<"'],
    ['@1 tcp 1.2.3.4:5 > [::1]:5 S', 'case-packet', 'address families'],
    ['@1 tcp 1.2.3.4:5 > 1.2.3.4:5', 'case-packet', 'TCP flags was expected'],
    ['@1 tcp 1.2.3.4:5 > 1.2.3.4:5 SX', 'case-packet', '"X" in "SX"'],
    ['@1 tcp 1.2.3.4:5 > 1.2.3.4:5 S ttl 300', 'case-packet', '"ttl 300"'],
    ['@1 tcp 1.2.3.4:5 > 1.2.3.4:5 S len', 'case-packet', 'the number of "len"'],
    ['@1 tcp 1.2.3.4:5 > 1.2.3.4:5 S hook INPUT', 'case-packet', '"hook INPUT"'],
    ['@1 tcp 1.2.3.4:5 > 1.2.3.4:5 S payload x', 'case-packet', 'payload x'],
    ['@1 tcp 1.2.3.4:5 > 1.2.3.4:5 S payload "é"', 'case-packet', 'xNN'],
    ['@1 udp 1.2.3.4:5 > 1.2.3.4:5 S', 'case-packet', '"S" is not an option of a packet of kind udp'],
    ['@1 icmp 3 1.2.3.4 > 1.2.3.4 about', 'case-packet', 'a packet was expected'],
    ['@1 icmp 3/1 1.2.3.4 > 1.2.3.4 about udp 1.1.1.1:1 > 2.2.2.2:2 mark 1', 'case-packet', '"mark"'],
    ['@1 sctp 1.2.3.4:5 > 1.2.3.4:5 HELLO', 'case-packet', '"HELLO" is not an SCTP chunk'],
  ])('says what is wrong with %s', (line, code, message) => {
    const { document, problems } = parseCase(`# ipvscope case v1\n${line}\n@5 note after\n`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line: 2, code, evidence: line });
    expect(problems[0].message).toContain(message);
    expect(document.entries).toHaveLength(1);
  });

  it('knows its own first line', () => {
    expect(parseCase('\uFEFF\r\n# ipvscope case v1\r\n').problems).toEqual([]);
    expect(parseCase('@0 note x').problems).toMatchObject([{ code: 'case-header', severity: 'warning' }]);
    expect(parseCase('# ipvscope case v9\n').problems).toMatchObject([{ code: 'case-version', line: 1 }]);
    expect(parseCase('').problems).toMatchObject([{ code: 'case-header' }]);
  });
});

describe('entries to start with', () => {
  it.each([
    ['entry tcp ESTABLISHED 899 172.16.0.1:1 > 10.0.0.100:80', 'real server'],
    ['entry tcp ESTABLISHED soon 172.16.0.1:1 > 10.0.0.100:80 > 192.168.1.11:80', 'seconds left'],
    ['entry tcp NONE 1 172.16.0.1:1 > 10.0.0.100:80 > 192.168.1.11:80 mark x', 'firewall mark'],
    ['entry tcp NONE 1 172.16.0.1:1 > [fd00::1]:80 > 192.168.1.11:80', 'one family'],
  ])('%s is refused in words', (line, says) => {
    const { document, problems } = parseCase(`# ipvscope case v1\n${line}\n`);
    expect(document.start).toEqual([]);
    expect(problems).toMatchObject([{ severity: 'error', line: 2 }]);
    expect(problems[0].message).toContain(says);
  });

  it('come back from the program as they were', () => {
    const { document } = parseCase(EXAMPLE);
    const { program } = caseProgram(document);
    expect(program.inputs.at(0)).toMatchObject({ kind: 'start', timeNs: 3e9 });
    const { start } = documentOf(program, { title: '', about: '' });
    expect(start).toEqual(document.start);
  });
});
