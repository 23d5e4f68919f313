import { describe, expect, it } from 'vitest';
import { startOf } from '../inputs/listing-start.ts';
import { runProgram } from '../inputs/run-folder.ts';
import { ipvsadm_Ln } from '../kernel/listing/ipvsadm.ts';
import { ipvsadm_Lnc } from '../kernel/listing/ipvsadm_conns.ts';
import { proc_ip_vs_conn } from '../kernel/listing/proc.ts';
import { PacketStore } from '../packet/store.ts';
import { readPaste } from '../readers/listings/paste.ts';
import { readRules } from '../readers/rules.ts';
import { recordedText } from '../testing/recorded.ts';
import { Trace } from './trace.ts';

function played(listing: string, rules = '', runJson = ''): Trace {
  const part = readPaste(listing).find(({ kind }) => kind === 'conns');
  if (part?.kind !== 'conns') throw new Error('no entries');
  const known = rules ? readRules(rules).commands.map(({ command }) => command) : [];
  const { entries, commands } = startOf(part.value, known);
  const files = { runJson, sysctl: '', actions: '', rules };
  const start = { entries, at: null, text: 'a listing' };
  const listed = { connTabBits: null, locals: [], commands, marks: [], start };
  const trace = new Trace(runProgram({ ...files, listed }, new PacketStore()).program);
  trace.play();
  return trace;
}

const snapshots = (run: string): Record<string, Record<string, string>> =>
  JSON.parse(recordedText(run, 'snapshots.json'));

const LNC = `IPVS connection entries
pro expire state       source             virtual            destination
TCP 14:32  ESTABLISHED 172.16.0.1:40001   10.0.0.100:80      192.168.1.11:80
TCP 00:20  FIN_WAIT    172.16.0.9:40002   10.0.0.100:80      192.168.1.11:80
TCP 05:00  NONE        172.16.0.0:0       10.0.0.100:80      192.168.1.11:80
TCP 00:50  NONE        172.16.3.0:0       10.0.0.100:80      192.168.1.12:80
`;

describe('a listing of entries as the state to start with', () => {
  it('fills the table, makes services, counts and links', () => {
    const trace = played(LNC);
    expect(trace.setupProblems).toEqual([]);
    const { ipvs, what } = trace.visit(0);
    expect(what).toMatchObject({
      input: { text: 'Starting state, 4 entries of a listing; 2 are held by templates, as inferred' },
    });
    expect(ipvsadm_Lnc(ipvs).split('\n').sort()).toEqual(LNC.split('\n').sort());
    expect(ipvsadm_Ln(ipvs)).toContain('TCP  10.0.0.100:80 wlc persistent 300 mask 255.255.255.0');
    expect(ipvsadm_Ln(ipvs)).toMatch(/192\.168\.1\.11:80 +Masq +1 +1 +1 /);
  });

  it('runs down as the kernel would have it', () => {
    const trace = played(LNC);
    const times = Array.from({ length: trace.index.length }, (_, event) => trace.time(event) - trace.time(0));
    expect(trace.index.length).toBeGreaterThan(4);
    // FIN_WAIT after 20 s, the template without entries after 50 s; the other one is held until the entry is gone.
    expect(times[1]).toBeGreaterThanOrEqual(20);
    expect(times[1]).toBeLessThan(21.5);
    expect(times[2]).toBeGreaterThanOrEqual(50);
    expect(times[2]).toBeLessThan(54);
    expect(times.at(-1)).toBeGreaterThan(872);
    expect(trace.visit(trace.index.length - 1).ipvs.conn_count).toBe(0);
  });

  it.each([
    '003-dr-wlc-persistent-360',
    '0250-ipv6-nat',
    '0285-sctp',
    '009-fwmark-persistent',
    '0272-three-thousand-persistent',
    '0283-sip-persistence',
  ])('has the order of /proc/net/ip_vs_conn of %s', (run) => {
    const rules = recordedText(run, 'ipvsadm-rules.txt');
    for (const [, snapshot] of Object.entries(snapshots(run))) {
      const listing = snapshot['/proc/net/ip_vs_conn'];
      if (listing.trim().split('\n').length < 2) continue;
      const trace = played(listing, rules, recordedText(run, 'run.json'));
      const { ipvs } = trace.visit(0);
      expect(proc_ip_vs_conn(ipvs)).toBe(listing);
    }
  });
});
