import { describe, expect, it } from 'vitest';
import type { In6, InetAddr } from '../../base/inet.ts';
import { encode_sync_conn, type SyncConn, sync_conn_size } from '../../kernel/ipvs/sync_message.ts';
import { sync_message } from '../../kernel/ipvs/sync_words.ts';
import { addr } from '../../testing/machine.ts';
import { parsePacket } from '../../testing/packet.ts';
import { parseCase } from '../parse-case.ts';
import { printCase } from '../print-case.ts';
import { anonymise } from './anonymise.ts';
import { replacePayload } from './payload.ts';
import { proveAnonymised } from './prove.ts';
import type { Replacer } from './replacer.ts';

/** Adds one to the last bits of addresses and a thousand to ports, so that every place can be told. */
const next = (one: InetAddr): InetAddr =>
  typeof one === 'number' ? one + 1 : ([...one.slice(0, 3), one[3] + 1] as unknown as In6);
const PLUS_ONE: Replacer = {
  addr: next,
  prefix: ({ addr: one, bits }) => ({ addr: next(one), bits }),
  end: (end) => ({ addr: next(end.addr), port: end.port + 1000 }),
  callId: (id) => id.replace(/./g, 'x'),
  interfaceName: (name) => name,
  payload: (payload) => payload,
};

function rewritten(packet: string, text: string): string | null {
  const ip = parsePacket(packet);
  const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
  const made = replacePayload(bytes, ip, PLUS_ONE);
  return made && String.fromCharCode(...made);
}

const CONTROL = 'tcp 172.16.0.1:4000 > 10.0.0.100:21 A';
const CONTROL6 = 'tcp [fd00::1]:4000 > [fd00::100]:21 A';
const CALL = 'udp 172.16.0.1:5060 > 10.0.0.100:5060';

describe('payload of FTP', () => {
  it.each([
    [CONTROL, 'PORT 172,16,0,1,15,160\r\n', 'PORT 172,16,0,2,19,136\r\n'],
    [CONTROL, 'eprt |1|172.16.0.1|4000| by bob\r\n', 'EPRT |1|172.16.0.2|5000|\r\n'],
    [CONTROL, '227 bob (172,16,0,1,15,160)\r\n', '227 (172,16,0,2,19,136)\r\n'],
    [
      CONTROL,
      '227 Entering Passive Mode (172,16,0,1,15,160).\r\n',
      '227 Entering Passive Mode (172,16,0,2,19,136)\r\n',
    ],
    [
      CONTROL,
      '229 Entering Extended Passive Mode (|||4000|)\r\n',
      '229 Entering Extended Passive Mode (|||5000|)\r\n',
    ],
    [CONTROL6, 'EPRT |2|fd00::1|4000|\r\n', 'EPRT |2|fd00::2|5000|\r\n'],
    [CONTROL, 'NOOP bob\r\npasv\r\n', 'PASV\r\n'],
    [CONTROL, 'EPSV\r\n', 'EPSV\r\n'],
    [CONTROL, 'EPSV 1\r\n', 'EPSV 1\r\n'],
    [CONTROL, 'EPSV bob\r\n', 'EPSV \r\n'],
    [CONTROL, 'USER bob\r\n', null],
    [CONTROL, 'PORT 172,16,0,1\r\n', null],
  ])('%s: %s', (packet, text, expected) => {
    expect(rewritten(packet, text)).toBe(expected);
  });
});

describe('payload of SIP', () => {
  it.each([
    [
      'INVITE sip:bob@example.org SIP/2.0\r\nFrom: bob\r\nCall-ID: abc@lan\r\nTo: c\r\n\r\n',
      'INFO sip:example.invalid SIP/2.0\r\nCall-ID: xxxxxxx\r\n',
    ],
    ['A\r\ni:abcd\r\n', '\r\ni:xxxx\r\n'],
    ['INVITE sip:bob@example.org SIP/2.0\r\nFrom: bob\r\n\r\n', null],
  ])('%s', (text, expected) => {
    expect(rewritten(CALL, text)).toBe(expected);
  });
});

const CONN: SyncConn = {
  ...{ af: 2, protocol: 6, flags: 0x103, state: 1, fwmark: 0, timeout: 900, seq: null },
  ...{ cport: 4000, vport: 80, dport: 8080 },
  ...{ caddr: addr('172.16.0.1'), vaddr: addr('10.0.0.100'), daddr: addr('192.168.1.10') },
  ...{ pe_data: 'call@lan', pe_name: 'sip' },
};

/** A message of version 1 with `more` bytes behind its entries. */
function message(conns: readonly SyncConn[], more: number): Uint8Array {
  const sizes = conns.map((conn) => (sync_conn_size(conn) + 3) & ~3);
  const bytes = new Uint8Array(8 + sizes.reduce((sum, size) => sum + size, 0) + more).fill(0x55);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x00070000 | bytes.length);
  view.setUint32(4, (conns.length << 24) | 0x00010000);
  let at = 8;
  for (const [i, conn] of conns.entries()) {
    encode_sync_conn(view, at, conn);
    at += sizes[i];
  }
  return bytes;
}

describe('payload of sync messages', () => {
  const packet = parsePacket(`udp 192.168.1.2:5000 > 224.0.0.81:8848 data 500`);
  const of = (bytes: Uint8Array): Uint8Array => {
    const { transport } = packet;
    if (transport.kind !== 'udp') throw new Error('no datagram');
    const sized = { ...packet, transport: { ...transport, payloadLength: bytes.length } };
    return replacePayload(bytes, sized, PLUS_ONE) ?? new Uint8Array();
  };

  it('has other ends and keys, and nothing behind its entries', () => {
    const six: SyncConn = {
      ...CONN,
      af: 10,
      caddr: addr('fd00::1'),
      vaddr: addr('fd00::100'),
      daddr: addr('fd00::10'),
      pe_data: null,
      pe_name: null,
    };
    const mark: SyncConn = {
      ...CONN,
      protocol: 0,
      flags: 0x1103,
      state: 0,
      vaddr: 5,
      vport: 0,
      cport: 0,
      pe_data: null,
      pe_name: null,
    };
    const made = of(message([CONN, six, mark], 6));
    const conns = sync_message(made)?.conns ?? [];
    expect(conns[0]).toEqual({
      ...CONN,
      caddr: addr('172.16.0.2'),
      vaddr: addr('10.0.0.101'),
      daddr: addr('192.168.1.11'),
      cport: 5000,
      vport: 1080,
      dport: 9080,
      pe_data: 'xxxxxxxx',
    });
    expect(conns[1]).toMatchObject({
      caddr: addr('fd00::2'),
      vaddr: addr('fd00::101'),
      daddr: addr('fd00::11'),
    });
    expect(conns[2]).toMatchObject({ caddr: addr('172.16.0.2'), vaddr: 5, vport: 0 });
    expect([...made.slice(-6)]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('has nothing of an original that is no message', () => {
    const bytes = message([CONN], 0);
    bytes[3]++;
    expect(of(bytes)).toEqual(new Uint8Array(bytes.length));
  });

  it('stays as malformed as it is, without what the kernel does not reach', () => {
    const bytes = message([CONN, CONN], 0);
    // The second entry has a size that goes beyond the end.
    const second = 8 + ((sync_conn_size(CONN) + 3) & ~3);
    new DataView(bytes.buffer).setUint16(second + 2, 0x0fff);
    const made = of(bytes);
    expect(made.slice(second + 4).every((byte) => byte === 0)).toBe(true);
    expect(sync_message(made)?.conns).toHaveLength(1);
  });
});

describe('cases with payload', () => {
  const checked = (...lines: string[]): string => {
    const { document } = parseCase(lines.join('\n'));
    for (const options of [{ seed: 1 }, { seed: 2, ports: true }]) {
      const { document: other } = anonymise(document, options);
      expect(proveAnonymised(document, other).difference).toBeNull();
      expect(printCase(other)).not.toMatch(/bob|alice|172[.,]16|10[.,]1[.,]|10[.,]2[.,]/);
    }
    return printCase(anonymise(document, { seed: 3 }).document);
  };

  it('have passive FTP whose answers grow by as much', () => {
    const text = checked(
      '# ipvscope case v1',
      'kernel linux-6.12 conn_rnd=1 conntrack=on',
      'ipvsadm -A -t 10.1.0.100:21 -s rr',
      'ipvsadm -a -t 10.1.0.100:21 -r 10.2.0.1:21 -m -w 1',
      '@0.00 tcp 172.16.0.1:4000 > 10.1.0.100:21 S',
      '@0.01 tcp 10.2.0.1:21 > 172.16.0.1:4000 SA',
      '@0.02 tcp 172.16.0.1:4000 > 10.1.0.100:21 A',
      '@0.03 tcp 172.16.0.1:4000 > 10.1.0.100:21 PA payload "USER bob\\r\\n"',
      '@0.04 tcp 172.16.0.1:4000 > 10.1.0.100:21 PA payload "PASV\\r\\n"',
      '@0.05 tcp 10.2.0.1:21 > 172.16.0.1:4000 PA payload "227 Entering Passive Mode (10,2,0,1,195,80)\\r\\n"',
      '@0.06 tcp 172.16.0.1:4001 > 10.1.0.100:50000 S',
    );
    expect(text).toMatch(/payload "227 \((?:\d+,){4}195,80\)/);
    expect(text).toMatch(/ A?PA? .*data 10\n/);
  });

  it('have calls that keep together', () => {
    const call = (time: number, port: number, id: string): string =>
      `@0.${time} udp 172.16.0.1:${port} > 10.1.0.100:5060 payload "INVITE sip:bob@example.org SIP/2.0\\r\\nCall-ID: ${id}\\r\\nTo: alice\\r\\n"`;
    const text = checked(
      '# ipvscope case v1',
      'kernel linux-6.12 conn_rnd=1',
      'ipvsadm -A -u 10.1.0.100:5060 -s rr -p 60 --pe sip -o',
      'ipvsadm -a -u 10.1.0.100:5060 -r 10.2.0.1:5060 -m -w 1',
      'ipvsadm -a -u 10.1.0.100:5060 -r 10.2.0.2:5060 -m -w 1',
      call(100, 5000, 'one@bob'),
      call(110, 5001, 'two@bob'),
      call(120, 5002, 'one@bob'),
    );
    const ids = [...text.matchAll(/Call-ID: (\w+)\\r/g)].map(([, id]) => id);
    expect(ids).toHaveLength(3);
    expect(ids[0]).toBe(ids[2]);
    expect(ids[0]).not.toBe(ids[1]);
  });
});
