import { describe, expect, it } from 'vitest';
import { parseAddr } from '../base/inet.ts';
import { TEST_FIELDS, testPacket } from '../testing/expression-fields.ts';
import { compile } from './compile.ts';

const packet = testPacket();

function holds(text: string, given = packet): boolean {
  const compiled = compile(text, TEST_FIELDS);
  if (!compiled.ok) throw new Error(`${text}: ${compiled.problem.message}`);
  return compiled.test(given);
}

function problem(text: string): { message: string; at: string } {
  const compiled = compile(text, TEST_FIELDS);
  if (compiled.ok) throw new Error(`${text} has no problem`);
  const { message, from, to } = compiled.problem;
  return { message, at: text.slice(from, to) };
}

describe('compile', () => {
  it.each([
    'ip.addr == 172.16.0.1 && tcp.flags.syn && ipvs.dest == 192.168.1.12',
    'ip.addr eq 172.16.0.0/16 and not ip.src == 10.0.0.0/8',
    'ip.addr == 10.0.0.100',
    'ipvs.dest == 192.168.1.12:80',
    'ipvs.dest == 192.168.0.0/16',
    'tcp.port in {1..79, 80, 443}',
    'tcp.port not in {81, 443}',
    'ip.src in {10.0.0.0/8, 172.16.0.0..172.16.0.255}',
    'tcp.flags & 0x02',
    'tcp.flags & 2 == 2',
    '(tcp.flags & 0x12) == 2',
    'tcp.flags == S',
    'tcp.flags != SA',
    'tcp.flags & SA',
    'ip.proto == tcp',
    'ipvs.state == syn_recv',
    'ipvs.state contains "RECV"',
    'ipvs.state in {ESTABLISHED, SYN_RECV}',
    'ipvs.message contains "NOT hit"',
    "ipvs.message contains 'not hit'",
    'frame.time_relative >= 1.5 && frame.time_relative < 0x2',
    '41000 == tcp.port',
    '2 > frame.time_relative',
    'ip->src == 172.16.0.1',
    'tcp.srcport > tcp.dstport',
    'ip.src != ip.dst',
    '!ipvs.template',
    'not ipvs.template == true',
    'ipvs.template == false',
    'ip.src < 173.0.0.0',
    '!(ipvs.template || tcp.port == 443)',
  ])('holds: %s', (text) => expect(holds(text)).toBe(true));

  it.each([
    'ip.addr == 172.17.0.0/16',
    'ip.addr != 172.16.0.1',
    'tcp.port != 80',
    'ipvs.dest == 192.168.1.12:443',
    'ipvs.template',
    'tcp.flags & A',
    'tcp.srcport == tcp.dstport',
    'ipvs.message contains "hit not"',
    'ip.src == 172.16.0.1 && tcp.port == 443',
  ])('does not hold: %s', (text) => expect(holds(text)).toBe(false));

  it('makes every comparison with a field that does not exist false', () => {
    const udp = testPacket({ flags: null, sport: null, dport: null, dest: null, state: null, messages: [] });
    for (const text of [
      'tcp.port == 80',
      'tcp.port != 80',
      'tcp.flags.syn == false',
      'ipvs.dest != 1.2.3.4',
      'ipvs.dest',
    ])
      expect(holds(text, udp)).toBe(false);
    expect(holds('!ipvs.dest && tcp.port not in {80}', udp)).toBe(true);
    expect(holds('tcp.srcport == tcp.dstport || tcp.srcport != tcp.dstport', udp)).toBe(false);
  });

  it('compares IPv6 addresses, prefixes and endpoints', () => {
    const six = testPacket({
      src: parseAddr('fd00::1') ?? 0,
      dest: { addr: parseAddr('fd00::12') ?? 0, port: 80 },
    });
    expect(holds('ip.src == fd00::1 && ip.src == fd00::/64 && ip.src != ::1', six)).toBe(true);
    expect(holds('ipvs.dest == [fd00::12]:80 && ipvs.dest == fd00::12 && ipvs.dest == [fd00::12]', six)).toBe(
      true,
    );
    expect(holds('ip.src == fd01::/16', six)).toBe(false);
    expect(holds('ip.src == 0.0.0.0/0', six)).toBe(false);
  });

  it('takes an address of 0 and a time of 0 for what they are', () => {
    const zero = testPacket({ src: 0, time: 0 });
    expect(holds('ip.src', zero)).toBe(true);
    expect(holds('frame.time_relative', zero)).toBe(false);
    expect(holds('frame.time_relative == 0', zero)).toBe(true);
  });

  it('binds && closer than ||, and ! closer than both', () => {
    expect(holds('tcp.port == 80 || tcp.port == 80 && ipvs.template')).toBe(true);
    expect(holds('(tcp.port == 80 || tcp.port == 80) && ipvs.template')).toBe(false);
    expect(holds('!ipvs.template && tcp.flags.syn')).toBe(true);
  });

  it('reads values for watches', () => {
    const watch = compile('tcp.flags & 0x12', TEST_FIELDS);
    expect(watch.ok && [watch.read(packet), watch.type, watch.many, watch.fields]).toEqual([
      2,
      'number',
      false,
      ['tcp.flags'],
    ]);
    const ports = compile('tcp.port', TEST_FIELDS);
    expect(ports.ok && [ports.read(packet), ports.many]).toEqual([[41000, 80], true]);
    const test = compile('ip.src == ip.dst || tcp.port == 80', TEST_FIELDS);
    expect(test.ok && [test.read(packet), test.type, test.fields]).toEqual([
      true,
      'boolean',
      ['ip.src', 'ip.dst', 'tcp.port'],
    ]);
  });
});

describe('problems', () => {
  it.each([
    ['ip.addr == 80', '80', 'ip.addr is an address; 80 is a number; for a port write tcp.port == 80.'],
    ['tcp.prot == 80', 'tcp.prot', 'There is no field tcp.prot. tcp.port is near.'],
    ['dstport == 80', 'dstport', 'There is no field dstport. tcp.dstport is near.'],
    ['tcp.port == tcp.srcprt', 'tcp.srcprt', 'There is no field tcp.srcprt. tcp.srcport is near.'],
    ['tcp.port = 80', '=', 'One = is no operator: to compare write ==.'],
    ['tcp.port == 80 | ipvs.dest', '|', 'One | is no operator: write || or the word or.'],
    ['tcp.port == 10.0.0.1', '10.0.0.1', 'tcp.port is a number; 10.0.0.1 is an address.'],
    ['ip.src == 10.0.0.1:80', '10.0.0.1:80', 'ip.src is an address; 10.0.0.1:80 is an address with a port.'],
    ['ipvs.state == ESTABLISHD', 'ESTABLISHD', 'ipvs.state is never ESTABLISHD. ESTABLISHED is near.'],
    [
      'ipvs.state < TIME_WAIT',
      'ipvs.state < TIME_WAIT',
      'ipvs.state is a name, which has no order: write == or !=.',
    ],
    [
      'ip.src == "10.0.0.1"',
      '"10.0.0.1"',
      'ip.src is an address; in quotes stands a text. Write it without quotes.',
    ],
    ['ip.src > 10.0.0.0/8', '10.0.0.0/8', 'A prefix has no order: write == or != before 10.0.0.0/8.'],
    [
      'tcp.port contains 80',
      'tcp.port contains 80',
      'contains looks into texts; tcp.port is a number. Write ==.',
    ],
    ['ip.src & 1', 'ip.src & 1', '& takes bits of a number; ip.src is an address. Between tests write &&.'],
    ['tcp.flags & 1.5', '1.5', '& takes a whole number of at most 32 bits; 1.5 is none.'],
    ['80', '80', '80 alone is no test: write tcp.port == 80.'],
    ['(tcp.port == 80', '(', 'The bracket is not closed: ) is missing.'],
    ['tcp.port == 80)', ')', 'There is no ( for this ).'],
    ['tcp.port in 80', '80', 'A set is written in braces: in {80, 443}.'],
    ['tcp.port in {80', '80', 'The set needs a closing }.'],
    ['tcp.port ==', '==', 'Something is missing behind ==.'],
    ['== 80', '==', 'An expression cannot begin with ==.'],
    ['tcp.port == && ipvs.dest', '&&', '&& cannot stand behind ==.'],
    ['ipvs.message contains "not', '"not', 'The text has no closing quote.'],
    [
      'ipvs.message matches ".*"',
      'matches',
      'There are no regular expressions here: write contains and a text.',
    ],
    ['1 < tcp.port < 90', '<', 'Two comparisons need && between them: a < b && b < c.'],
    ['(tcp.port == 80) == true', '(tcp.port == 80)', 'A test is true or false already: it is not compared.'],
    ['ip.src == tcp.port', 'tcp.port', 'ip.src is an address; tcp.port is a number.'],
    [
      'ipvs.template == maybe',
      'maybe',
      'ipvs.template is true or false; maybe is none: write true or false.',
    ],
    ['tcp.flags == XYZ', 'XYZ', 'tcp.flags is a number; XYZ is none: write a number or letters of FSRPAUEC.'],
    ['', '', 'Nothing is written.'],
  ])('%s', (text, at, message) => expect(problem(text)).toEqual({ message, at }));

  it('says that words which belong together stand in quotes', () => {
    expect(problem('ipvs.message contains lookup hit').message).toContain('stand in quotes');
  });

  it('refuses what is too long or too deep', () => {
    expect(problem(`${'('.repeat(100)}tcp.port${')'.repeat(100)}`).message).toBe(
      'Brackets go at most 60 deep.',
    );
    expect(problem('!'.repeat(3000)).message).toContain('60 deep');
    expect(problem('x'.repeat(5000)).message).toBe('An expression has at most 4000 characters.');
    expect(holds(Array.from({ length: 200 }, () => 'tcp.port == 80').join(' && '))).toBe(true);
  });
});
