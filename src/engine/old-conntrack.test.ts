import { describe, expect, it } from 'vitest';
import { Servers } from '../analysis/servers.ts';
import { whyContext } from '../analysis/why/context.ts';
import { whyPhrases } from '../analysis/why/why.ts';
import { parseCase } from '../session/parse-case.ts';
import { caseProgram } from '../session/program.ts';
import { Trace } from '../trace/trace.ts';

function played(text: string): Trace {
  const { document, problems } = parseCase(text);
  expect(problems).toEqual([]);
  const trace = new Trace(caseProgram(document).program);
  trace.play();
  return trace;
}

/** The list's words and the explanation of the packet with this number, from 1. */
function told(trace: Trace, packet: number): { what: string; why: string } {
  const events = Array.from({ length: trace.index.length }, (_, event) => event);
  const event = events.filter((at) => trace.index.at(at).kind === 'packet')[packet - 1];
  const phrases = whyPhrases(whyContext(trace, new Servers(trace.program), event));
  const why = phrases.map((phrase) => ('text' in phrase ? phrase.text : '*')).join('');
  return { what: trace.index.at(event).what, why };
}

const CASE = (kernel: string, sysctl: string): string => `# ipvscope case v1
kernel linux-6.12 hz=100${kernel}
sysctl net.ipv4.vs.conntrack=1
sysctl net.ipv4.vs.expire_nodest_conn=1${sysctl}
ipvsadm -A -t 10.0.0.100:80 -s rr
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -m
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.12:80 -m
@1 tcp 172.16.0.1:4000 > 10.0.0.100:80 S
@2 ipvsadm -e -t 10.0.0.100:80 -r 192.168.1.12:80 -m -w 0
@3 tcp 172.16.0.1:4000 > 10.0.0.100:80 S
@4 tcp 172.16.0.1:4000 > 10.0.0.100:80 S
`;

describe('a SYN whose entry should give way', () => {
  it('is dropped because of the old conntrack, and passes when sent again', () => {
    const trace = played(CASE(' conntrack=on', ''));
    const { what, why } = told(trace, 2);
    expect(what).toBe('drop, old conntrack');
    expect(why).toContain('Dropped because of an old conntrack: the entry, in SYN_RECV,');
    expect(why).toContain('takes the conntrack along');
    expect(told(trace, 3).what).toBe('scheduled, rr');
  });

  it('is not dropped by a kernel whose IPVS knows no conntrack', () => {
    const trace = played(CASE(' conntrack=on', '').replace('linux-6.12', 'linux-2.6.32'));
    expect(told(trace, 2).what).toBe('entry hit');
  });

  it('goes on at once where nothing keeps connection tracking active', () => {
    const trace = played(CASE('', ''));
    expect(told(trace, 2).what).toBe('scheduled, rr, rescheduled');
  });
});

it('the second connection of a port to one real server clashes', () => {
  const trace = played(`# ipvscope case v1
kernel linux-6.12 conntrack=on
sysctl net.ipv4.vs.conntrack=1
ipvsadm -A -t 10.0.0.100:80 -s rr
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -m
ipvsadm -A -t 10.0.0.101:80 -s rr
ipvsadm -a -t 10.0.0.101:80 -r 192.168.1.11:80 -m
@1 tcp 172.16.0.1:4000 > 10.0.0.100:80 S
@2 tcp 172.16.0.1:4000 > 10.0.0.101:80 S
`);
  expect(told(trace, 1).what).toBe('scheduled, rr');
  const { what, why } = told(trace, 2);
  expect(what).toBe('drop, conntrack clash');
  expect(why).toContain('Dropped behind IPVS: its conntrack could not be confirmed');
});
