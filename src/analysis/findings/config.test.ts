import { describe, expect, it } from 'vitest';
import { caseOf } from '../../testing/findings.ts';
import { ConfigHistory } from './config.ts';

const LINES = `
  sysctl net.ipv4.vs.expire_nodest_conn=1
  ipvsadm -A -t 10.0.0.100:80 -s wlc -p 60
  ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.10:80 -m -w 2
  @1 ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -m -w 1
  @2 ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -m -w 1
  @3 ipvsadm -E -t 10.0.0.100:80 -s rr
  @4 ipvsadm -D -t 10.0.0.100:80`;

describe('the configuration over time', () => {
  const history = new ConfigHistory(caseOf(LINES));

  it('begins with the rules and settings', () => {
    const [service, ...others] = history.first.services;
    expect(others).toEqual([]);
    expect(service).toMatchObject({
      name: '-t 10.0.0.100:80',
      options: { scheduler: 'wlc', persistent: 60 },
      servers: [{ key: '192.168.1.10:80', options: { weight: 2, method: 'masq' } }],
    });
    expect(history.first.sysctl.expire_nodest_conn).toBe(1);
    expect(history.first.tcpTimeouts[1]).toBe(900);
  });

  it('changes with each command, and keeps what was refused', () => {
    const [, added, refused, edited, deleted] = history.states;
    expect(added.services[0].servers).toHaveLength(2);
    expect(refused.outcome).toBe('Destination already exists');
    expect(refused.services).toEqual(added.services);
    expect(edited.services[0].options).toMatchObject({ scheduler: 'rr', persistent: null });
    expect(deleted.services).toEqual([]);
    expect(history.names).toEqual(['-t 10.0.0.100:80']);
  });

  it('is asked by time: a command of that instant has been carried out', () => {
    const at = (index: number): number => history.states[index].timeNs;
    expect(history.service('-t 10.0.0.100:80', at(3) - 1)?.options.scheduler).toBe('wlc');
    expect(history.service('-t 10.0.0.100:80', at(3))?.options.scheduler).toBe('rr');
    expect(history.service('-t 10.0.0.100:80', at(4))).toBeNull();
  });
});
