import { describe, expect, it } from 'vitest';
import { recordedText } from '../testing/recorded.ts';
import { type Catalogue, linux_6_12_messages } from './catalogue.ts';
import { linux_2_6_32_messages } from './linux-2.6.32.ts';
import { formatMessage } from './message.ts';
import { messages_of } from './messages.ts';
import { MessageParser } from './parse.ts';

const parserOf = (catalogue: Catalogue): MessageParser => new MessageParser(messages_of(catalogue));
const on612 = parserOf(linux_6_12_messages);
const on2632 = parserOf(linux_2_6_32_messages);

/** The lines of a recorded log, without stamps. */
function lines(run: string): string[] {
  return recordedText(run, 'dmesg.txt')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(line.indexOf('] ') + 2));
}

describe('lines of the log, read back into messages', () => {
  it.each([
    '001-nat-rr-one-connection',
    '0230-thresholds',
    '0240-icmp-errors-nat',
    '0251-ipv6-persistent-64',
    '0283-sip-persistence',
    '0285-sctp',
    '0907-random',
  ])('%s: every line is known and prints as it was', (run) => {
    for (const line of lines(run)) {
      const parsed = on612.parse(line);
      expect(parsed, line).not.toBeNull();
      if (!parsed) continue;
      const { message, values } = parsed;
      expect(`${message.prefix ? 'IPVS: ' : ''}${formatMessage(message, values)}`).toBe(line);
    }
  });

  it('takes the values apart', () => {
    const line =
      'IPVS: TCP input  [S..R] c:172.16.0.1:1 v:10.0.0.100:80 d:192.168.1.12:8080 state: NONE->SYN_RECV conn->refcnt:2';
    const parsed = on612.parse(line);
    expect(parsed?.message.id).toBe('tcp_state');
    expect(parsed?.values).toEqual([
      'TCP',
      'input ',
      'S',
      '.',
      '.',
      'R',
      0xac100001,
      1,
      0x0a000064,
      80,
      0xc0a8010c,
      8080,
      'NONE',
      'SYN_RECV',
      2,
    ]);
  });

  it('knows what another kernel words otherwise', () => {
    const line = 'IPVS: delayed: conn->refcnt-1=1 conn->n_control=2';
    expect(on612.parse(line)).toBeNull();
    expect(on2632.parse(line)?.values).toEqual([1, 2]);
    const enter = 'IPVS: Enter: ip_vs_out, net/netfilter/ipvs/ip_vs_core.c line 942';
    expect(on2632.parse(enter)?.message.fn).toBe('ip_vs_out');
  });

  it.each([
    ['a cut line', 'IPVS: lookup/in TCP 172.16.0.1:41000->10.0'],
    ['a line with something behind it', 'IPVS: delayed: conn->refcnt=1 conn->n_control=2 and'],
    ['an address that is none', 'IPVS: lookup/in TCP 172.16.0.300:1->10.0.0.100:80 hit'],
    ['another module', 'eth0: link up'],
    ['nothing', ''],
  ])('%s is none of its messages', (_what, line) => {
    expect(on612.parse(line)).toBeNull();
  });

  it('takes time in proportion to the line', () => {
    const line = `IPVS: lookup/in ${'TCP '.repeat(2_000_000)}`;
    expect(on612.parse(line)).toBeNull();
    expect(on612.parse(`IPVS: ${'9'.repeat(8_000_000)}`)).toBeNull();
  });
});
