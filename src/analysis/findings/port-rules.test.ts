import { describe, expect, it } from 'vitest';
import { caseOf, foundInCase, foundInRun } from '../../testing/findings.ts';
import { Trace } from '../../trace/trace.ts';
import { findingsOf } from './detect.ts';
import { portZero } from './port-rules.ts';
import { FindingRun } from './run.ts';

const server = (service: string, how: string): string => `ipvsadm -a ${service} -r 192.168.1.10 ${how}`;

describe('port 0', () => {
  it('without persistence takes no connection: the kernel is told so by others than ipvsadm', () => {
    const program = caseOf(`ipvsadm -A -t 10.0.0.100:0 -s rr -p 60\n${server('-t 10.0.0.100:0', '-g')}`);
    const setup = program.setup.map((command) =>
      command.op === 'add-service'
        ? { ...command, options: { ...command.options, persistent: null } }
        : command,
    );
    const trace = new Trace({ ...program, setup });
    const { findings } = findingsOf(new FindingRun(trace), [portZero]);
    expect(findings.map(({ key, severity }) => [key, severity])).toEqual([['-t 10.0.0.100:0', 'risk']]);
  });

  it('is fine when the service is persistent', () => {
    const lines = `ipvsadm -A -t 10.0.0.100:0 -s rr -p 60\n${server('-t 10.0.0.100:0', '-g')}`;
    expect(foundInCase('port-zero', lines)).toEqual([]);
  });
});

describe('FTP', () => {
  it('has no data connections without persistence', () => {
    const lines = `ipvsadm -A -t 10.0.0.100:21 -s rr\n${server('-t 10.0.0.100:21', '-g')}`;
    const [found, ...others] = foundInCase('ftp-service', lines);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ severity: 'risk', figures: { servers: 1, routed: 1 } });
    expect(found.remedies[0].commands).toEqual(['ipvsadm -E -t 10.0.0.100:21 -s rr -p 360']);
  });

  it('is fine with -p, with a persistent service of port 0, and as UDP', () => {
    const persistent = `ipvsadm -A -t 10.0.0.100:21 -s rr -p 60\n${server('-t 10.0.0.100:21', '-g')}`;
    expect(foundInCase('ftp-service', persistent)).toEqual([]);
    const beside = `ipvsadm -A -t 10.0.0.100:21 -s rr\n${server('-t 10.0.0.100:21', '-g')}
      ipvsadm -A -t 10.0.0.100:0 -s rr -p 60\n${server('-t 10.0.0.100:0', '-g')}`;
    expect(foundInCase('ftp-service', beside)).toEqual([]);
    const udp = `ipvsadm -A -u 10.0.0.100:21 -s rr\n${server('-u 10.0.0.100:21', '-g')}`;
    expect(foundInCase('ftp-service', udp)).toEqual([]);
  });

  it.each(['0260-ftp-persistent-dr', '0261-ftp-nat-active'])('is fine in the recorded run %s', (run) => {
    expect(foundInRun('ftp-service', run)).toEqual([]);
  });
});

describe('services that take packets from each other', () => {
  const exact = `ipvsadm -A -t 10.0.0.100:80 -s rr\n${server('-t 10.0.0.100:80', '-g')}`;

  it('are port 0 and an exact port', () => {
    const lines = `${exact}\nipvsadm -A -t 10.0.0.100:0 -s rr -p 60\n${server('-t 10.0.0.100:0', '-g')}`;
    const [found, ...others] = foundInCase('shadowed', lines);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ severity: 'note', service: '-t 10.0.0.100:0', figures: { services: 1 } });
  });

  it('are not those of two addresses, protocols or ports', () => {
    const others = `ipvsadm -A -t 10.0.0.101:0 -s rr -p 60\nipvsadm -A -u 10.0.0.100:0 -s rr -p 60\nipvsadm -A -t 10.0.0.100:81 -s rr`;
    expect(foundInCase('shadowed', `${exact}\n${others}`)).toEqual([]);
  });

  it('are not there in the recorded run of two services', () => {
    expect(foundInRun('shadowed', '0282-two-services')).toEqual([]);
  });
});
