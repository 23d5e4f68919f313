import { describe, expect, it } from 'vitest';
import { foundInCase, foundInRun, tcpConnection } from '../../testing/findings.ts';

function service(name: string, port: number, hosts: readonly string[]): string {
  const servers = hosts.map((host) => `ipvsadm -a ${name} -r ${host}:${port} -g -w 1`);
  return [`ipvsadm -A ${name} -s rr -p 300`, ...servers].join('\n');
}
const HOSTS = ['192.168.1.10', '192.168.1.11'];
const WEB = service('-t 10.0.0.100:80', 80, HOSTS);
const TLS = service('-t 10.0.0.100:443', 443, HOSTS);
const web = (at: number, client: string): string => tcpConnection(at, client, 41000 + at);
const tls = (at: number, client: string): string => tcpConnection(at, client, 42000 + at, '10.0.0.100:443');
/** The first client makes one connection more to one of them, so that their turns differ for the second. */
const VISITS = [web(1, '172.16.0.1'), web(3, '172.16.0.2'), tls(5, '172.16.0.2')].join('\n');

describe('servers that differ between services', () => {
  it('is a client whose ports went to different servers', () => {
    const [found, ...others] = foundInCase('cross-service', `${WEB}\n${TLS}\n${VISITS}`);
    expect(others).toEqual([]);
    expect(found.figures).toEqual({ clients: 1, split: 1, services: 2 });
    expect(found.remedies[0].commands[0]).toBe(
      'iptables -t mangle -A PREROUTING -d 10.0.0.100 -p tcp --dport 443 -j MARK --set-mark 1',
    );
  });

  it('is none when both went to one server, or the services have other servers', () => {
    const same = [web(1, '172.16.0.1'), tls(3, '172.16.0.1')].join('\n');
    expect(foundInCase('cross-service', `${WEB}\n${TLS}\n${same}`)).toEqual([]);
    const other = service('-t 10.0.0.100:443', 443, ['192.168.1.12', '192.168.1.13']);
    expect(foundInCase('cross-service', `${WEB}\n${other}\n${VISITS}`)).toEqual([]);
  });

  it('is none when the template would have ended in between', () => {
    const late = [web(1, '172.16.0.1'), web(3, '172.16.0.2'), tls(400, '172.16.0.2')].join('\n');
    expect(foundInCase('cross-service', `${WEB}\n${TLS}\n${late}`)).toEqual([]);
  });

  it('is found in a recorded run of two such services, and not where a mark joins the ports', () => {
    const [all, facts] = [true, false].map((detailed) =>
      foundInRun('cross-service', '0910-random', detailed),
    );
    expect(all.map(({ figures }) => figures)).toEqual([{ clients: 11, split: 2, services: 2 }]);
    expect(facts.map(({ figures }) => figures)).toEqual(all.map(({ figures }) => figures));
    expect(foundInRun('cross-service', '009-fwmark-persistent')).toEqual([]);
    expect(foundInRun('cross-service', '0282-two-services')).toEqual([]);
  });
});
