import { describe, expect, it } from 'vitest';
import { formatAddr } from '../../base/inet.ts';
import { readCaptureBytes } from '../../readers/capture.ts';
import { foundInCase, foundInRun, tcpConnection } from '../../testing/findings.ts';
import { recordedBytes } from '../../testing/recorded.ts';

const SERVERS = `
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.10:80 -g -w 1
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 1`;

function visits(...times: readonly number[]): string {
  return times.map((at, i) => tcpConnection(at, '172.16.0.1', 41000 + i)).join('\n');
}

/**
 * The same figures without the model, of a run through NAT: the translated copy of a client's SYN leaves for a server's
 * address. Of DR the capture cannot tell: servers of the recorded runs share one link address.
 */
function countedInCapture(run: string): Readonly<Record<string, number>> {
  const { store } = readCaptureBytes(recordedBytes(run, 'any.pcap'));
  const seen = new Set<string>();
  const servers = new Map<string, string[]>();
  for (let i = 0; i < store.length; i++) {
    const [to, client] = [formatAddr(store.daddr(i)), formatAddr(store.saddr(i))];
    if ((store.flags(i) & 0x12) !== 2 || !to.startsWith('192.168.1.')) continue;
    const key = `${client} ${store.sport(i)} ${store.seq(i)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    servers.set(client, [...(servers.get(client) ?? []), to]);
  }
  const changes = [...servers.values()].map((to) => to.filter((one, i) => i > 0 && one !== to[i - 1]).length);
  return {
    clients: servers.size,
    split: changes.filter((count) => count > 0).length,
    connections: seen.size,
    changes: changes.reduce((sum, count) => sum + count, 0),
  };
}

describe('session loss', () => {
  it('is a client that was sent to more than one server', () => {
    const [found, ...others] = foundInCase(
      'session-loss',
      `ipvsadm -A -t 10.0.0.100:80 -s rr${SERVERS}\n${visits(1, 5, 9)}`,
    );
    expect(others).toEqual([]);
    expect(found.headline).toBe('172.16.0.1 was sent to 2 servers in 3 connections');
    expect(found.figures).toEqual({ clients: 1, split: 1, connections: 3, changes: 2 });
    expect(found.cases.map(({ label }) => label)).toHaveLength(2);
  });

  it('is none when a template keeps the client', () => {
    expect(
      foundInCase('session-loss', `ipvsadm -A -t 10.0.0.100:80 -s rr -p 60${SERVERS}\n${visits(1, 5, 9)}`),
    ).toEqual([]);
  });

  it('is none when the server before was quiesced', () => {
    const lines = `ipvsadm -A -t 10.0.0.100:80 -s wlc${SERVERS}\n${visits(1)}
      @3 ipvsadm -e -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 0
      @3 ipvsadm -e -t 10.0.0.100:80 -r 192.168.1.10:80 -g -w 0
      @3 ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.12:80 -g -w 1
      ${tcpConnection(9, '172.16.0.1', 41009)}`;
    expect(foundInCase('session-loss', lines)).toEqual([]);
  });

  it('is found in the recorded run that shows it, and not in its twins', () => {
    const [found] = foundInRun('session-loss', '002-dr-wlc-session-loss');
    expect(found.figures).toMatchObject({ clients: 1, split: 1, connections: 12 });
    expect(foundInRun('session-loss', '003-dr-wlc-persistent-360')).toEqual([]);
    expect(foundInRun('session-loss', '004-dr-sh')).toEqual([]);
  });

  it('is the same in a run of which only the facts are kept', () => {
    const all = foundInRun('session-loss', '0801-web-nat-wlc');
    const facts = foundInRun('session-loss', '0801-web-nat-wlc', false);
    expect(facts.map(({ figures }) => figures)).toEqual(all.map(({ figures }) => figures));
  });

  it.each(['0801-web-nat-wlc', '0802-web-nat-wlc-persistent'])(
    'counts what the capture of %s shows',
    (run) => {
      const shown = countedInCapture(run);
      expect(shown.connections).toBeGreaterThan(50);
      const found = foundInRun('session-loss', run).map(({ figures }) => figures);
      expect(found).toEqual(shown.changes > 0 ? [shown] : []);
    },
  );
});
