import { describe, expect, it } from 'vitest';
import { foundInCase, foundInRun, tcpConnection } from '../../testing/findings.ts';

function rules(options: string, weights: readonly number[] = [1, 1]): string {
  const servers = weights.map((w, i) => `ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.1${i}:80 -g -w ${w}`);
  return [`ipvsadm -A -t 10.0.0.100:80 ${options}`, ...servers].join('\n');
}

/** Connections, half a second apart; the client of each. */
const visits = (count: number, clientOf: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => tcpConnection(1 + i / 2, clientOf(i), 41000 + i)).join('\n');
const one = (): string => '172.16.0.1';

describe('uneven balance', () => {
  it('is one client that a template keeps', () => {
    const [found] = foundInCase('uneven-balance', `${rules('-s rr -p 300')}\n${visits(50, one)}`);
    expect(found.figures).toMatchObject({ connections: 50, clients: 1, most: 50, expected: 25, least: 0 });
    expect(found.why[0]).toMatchObject({ text: expect.stringMatching(/^Persistence: 1 client made 50/) });
    expect(found.chart).toMatchObject({
      kind: 'bars',
      bars: [{ value: 50, expected: 25, bad: true }, { value: 0 }],
    });
  });

  it('is a source hash with one client, and a destination hash with many', () => {
    const [hashed] = foundInCase('uneven-balance', `${rules('-s sh')}\n${visits(50, one)}`);
    expect(hashed.why[0]).toMatchObject({ text: expect.stringMatching(/^Hash slots/) });
    const many = visits(50, (i) => `172.16.0.${1 + i}`);
    expect(foundInCase('uneven-balance', `${rules('-s dh')}\n${many}`)).toHaveLength(1);
  });

  it('is weights that rr does not look at', () => {
    const [found] = foundInCase('uneven-balance', `${rules('-s rr', [1, 5])}\n${visits(60, one)}`);
    expect(found.figures).toMatchObject({ most: 30, expected: 10 });
  });

  it('is none when servers get what their weights say, few connections are made, or fo is asked', () => {
    expect(foundInCase('uneven-balance', `${rules('-s rr')}\n${visits(50, one)}`)).toEqual([]);
    expect(foundInCase('uneven-balance', `${rules('-s wrr', [1, 5])}\n${visits(60, one)}`)).toEqual([]);
    expect(foundInCase('uneven-balance', `${rules('-s rr -p 300')}\n${visits(30, one)}`)).toEqual([]);
    expect(foundInCase('uneven-balance', `${rules('-s fo')}\n${visits(50, one)}`)).toEqual([]);
  });

  it('is none in healthy recorded runs, and the same with facts only where it is one', () => {
    expect(foundInRun('uneven-balance', '0803-web-dr-rr')).toEqual([]);
    expect(foundInRun('uneven-balance', '0271-four-thousand-entries', false)).toEqual([]);
    const [all, facts] = [true, false].map((detailed) =>
      foundInRun('uneven-balance', '0901-random', detailed),
    );
    expect(all.map(({ figures }) => figures)).toMatchObject([{ connections: 40, clients: 17, most: 31 }]);
    expect(facts.map(({ figures }) => figures)).toEqual(all.map(({ figures }) => figures));
  });
});
