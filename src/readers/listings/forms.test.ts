import { describe, expect, it } from 'vitest';
import { connsText, servicesText, statusText } from '../../testing/listing-text.ts';
import { readKeepalived } from './keepalived.ts';
import { type PasteKind, type PastePart, readPaste } from './paste.ts';

/** What recorded runs and posted samples do not show. */
function only<K extends PasteKind>(text: string, kind: K): Extract<PastePart, { kind: K }> {
  const [part] = readPaste(text);
  if (part?.kind !== kind) throw new Error(`not of kind ${kind}: ${part?.kind}`);
  expect(part.problems).toEqual([]);
  return part as Extract<PastePart, { kind: K }>;
}

describe('forms of listings', () => {
  it('rates and rounded figures', () => {
    const text = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS
  -> RemoteAddress:Port
TCP  10.0.0.100:80                       5        5        0  830843K    1135M
  -> 192.168.1.10:80                     5        5        0      200        0
`;
    const { value } = only(text, 'services');
    expect(value.form).toBe('rate');
    expect(value.services[0].figures?.inBytes).toEqual({ value: 830_843_000, unit: 1000 });
    expect(servicesText(value)).toBe(text);
  });

  it('persistence engines and scheduler flags', () => {
    const services = only(
      'UDP  10.0.0.100:5060 mh (mh-fallback,mh-port) persistent 300 pe sip ops',
      'services',
    );
    expect(services.value.services[0]).toMatchObject({
      schedFlags: ['mh-fallback', 'mh-port'],
      persistent: { timeout: 300 },
      pe: 'sip',
      onePacket: true,
    });
    const text = `IPVS connection entries
pro expire state       source             virtual            destination        pe name          pe_data
UDP 05:00  NONE        172.16.0.1:0       10.0.0.100:5060    192.168.1.10:5060 sip                call-a@x
`;
    const conns = only(text, 'conns').value;
    expect([conns.pe, conns.conns[0].pe, conns.conns[0].peData]).toEqual([true, 'sip', 'call-a@x']);
    const proc = `Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData
UDP AC100001 0000 0A000064 13C4 C0A8010A 13C4 NONE            300 sip call-a@x
`;
    expect(connsText(only(proc, 'conns').value)).toBe(proc);
  });

  it('totals by processor', () => {
    const { value } = only(
      `       Total Incoming Outgoing         Incoming         Outgoing
CPU    Conns  Packets  Packets            Bytes            Bytes
  0        1        A        0               FF                0
  ~        2       1A        0              1FF                0

     Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s
           0        3        0               10                0
`,
      'stats',
    );
    expect(value.cpus).toMatchObject([{ cpu: 0, counters: { inPkts: { value: 10 } } }]);
    expect([value.counters?.inBytes.value, value.rates?.inPkts.value]).toEqual([511, 3]);
  });

  it('the status of linux-7', () => {
    const text = `Conns:\t236
Conn buckets:\t256 (8 bits, lfactor 0)
Conn buckets empty:\t53 (82%)
Conn buckets len-1:\t91 (40%)
Services:\t1
Service buckets:\t16 (4 bits, lfactor -3)
Stats thread slots:\t1 (max 4)
Stats chain max len:\t8
Stats thread ests:\t19200
`;
    const { value } = only(text, 'status');
    expect(statusText(value)).toBe(text);
    expect(value[5]).toMatchObject({ value: 16, bits: 4, lfactor: -3 });
  });

  it('conntrack of /proc, without states and ports', () => {
    const { value } = only(
      'ipv4     2 icmp     1 29 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=7 src=10.0.0.2 dst=10.0.0.1 type=0 code=0 id=7 mark=0 use=2',
      'conntrack',
    );
    expect(value).toMatchObject([
      { protocol: 1, state: null, timeoutS: 29, mark: 0, original: { sport: 0 } },
    ]);
  });
});

describe('keepalived.conf', () => {
  const CONF = `$VIP=10.0.0.100
virtual_server $VIP 443
{
  lb_algo mh   ! comment
  mh-port
  mh-fallback
  lb_kind TUN type gue port 6080 csum
  persistence_timeout
  persistence_engine "sip"
@blue persistence_timeout 10
@^blue ops
  real_server fd00::1 80 { weight 5 uthreshold x }
  real_server 192.168.1.1 8080 {
    lvs_method NAT
    inhibit_on_failure
  }
}
`;

  it('follows definitions, conditions, flags and methods of servers', () => {
    const { value } = readKeepalived(CONF);
    expect(value.services[0].options).toEqual({
      scheduler: 'mh',
      persistent: 360,
      netmask: null,
      pe: 'sip',
      onePacket: true,
      schedFlags: ['mh-fallback', 'mh-port'],
    });
    expect(value.services[0].servers).toMatchObject([
      { line: 12, options: { method: 'tunnel', tunnel: { type: 'gue', port: 6080, checksum: 'csum' } } },
      { line: 13, port: 8080, options: { method: 'masq', weight: 1 }, inhibitOnFailure: true },
    ]);
    const blue = readKeepalived(CONF, 'blue').value.services[0].options;
    expect([blue.persistent, blue.onePacket]).toEqual([10, false]);
  });

  it('says which braces do not match', () => {
    const codes = (text: string): string[] => readKeepalived(text).problems.map(({ code }) => code);
    expect(codes('}\n')).toEqual(['keepalived-brace']);
    expect(codes('virtual_server 10.0.0.1 80 {\nlb_kind DR\n')).toEqual(['keepalived-brace']);
    expect(codes(`a ${'{ b '.repeat(40)}`)).toContain('keepalived-depth');
  });
});
