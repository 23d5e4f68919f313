import { describe, expect, it } from 'vitest';
import { parseCase } from './parse-case.ts';
import { printCase } from './print-case.ts';

const LINES = [
  'break call ip_vs_conn_new',
  'break call ip_vs_conn_new hit 10 as "new # entries" off if pkt.src == 172.16.0.1',
  'break branch ip_vs_schedule "svc->flags & IP_VS_SVC_F_PERSISTENT" true',
  'break branch ip_vs_in "say \\"hello\\" \\\\" if cp.state == TIME_WAIT && pkt.tcp.syn',
  'break message bind_dest level 7',
  'break message "not hit" hit %3',
  'break message level 4',
  'break state FIN_WAIT -> TIME_WAIT tcp',
  'break state * -> CLOSE',
  'break verdict NF_DROP hit 5+',
  'break address 172.16.0.0/16',
  'break client fd00::1',
  'break server 192.168.1.12',
  'break event timer',
  'break write cp.daddr of tcp 172.16.0.1:41000 nth 2',
  'break write dest.weight of 192.168.1.12:80 if dest.weight == 0',
  'break write dest.svc->destinations',
  'break write cp.timer.expires',
  'break when bucket == 0x3a7',
  'break when hit 2 if conn_count > 3',
  'watch cp.state',
  'watch ct.n_control > 3',
  'bookmark @3.000/1.27 here # it goes wrong',
  'bookmark @0.000/0.0',
];

const text = (lines: readonly string[]): string =>
  ['# ipvscope case v1', 'kernel linux-6.12', ...lines, ''].join('\n');

describe('stops in a case', () => {
  it('come back as they were written', () => {
    const { document, problems } = parseCase(text(LINES));
    expect(problems).toEqual([]);
    expect(printCase(document)).toBe(text(LINES));
    expect(document.stops.breaks).toHaveLength(20);
    expect(document.stops.watches).toEqual(['cp.state', 'ct.n_control > 3']);
    expect(document.stops.bookmarks[0]).toEqual({
      at: { time: 3e9, nth: 1, step: 27 },
      note: 'here # it goes wrong',
    });
  });

  it('are understood in fewer words', () => {
    const short = [
      'break ip_vs_conn_new',
      'break NF_DROP',
      'break cp.state == TIME_WAIT && pkt.tcp.syn',
      'break state TIME_WAIT',
      'break branch ip_vs_in cp',
    ];
    expect(printCase(parseCase(text(short)).document)).toBe(
      text([
        'break call ip_vs_conn_new',
        'break verdict NF_DROP',
        'break when cp.state == TIME_WAIT && pkt.tcp.syn',
        'break state * -> TIME_WAIT',
        'break branch ip_vs_in "cp"',
      ]),
    );
  });

  it.each([
    ['break', 'Nothing is written. (at character 7)'],
    ['break call ip_vs_conn_new if cp.stat == 3', /no field cp\.stat.*\(at character 30\)/],
    ['break state HALF -> CLOSE', /"HALF" is no state.*\(at character 13\)/],
    ['break write cp.colour', /no field "colour".*\(at character 13\)/],
    ['break message "open', /no closing quote/],
    ['break verdict NF_DROP now', /"now" is not understood here/],
    ['break call ip_vs_in hit 0', /expected hit 10/],
    ['watch cp.', /at character 7/],
    ['bookmark @1.0', /is not a moment/],
    ['bookmark @x/1.1', /is not a moment/],
  ])('says what is wrong with "%s"', (line, message) => {
    const { document, problems } = parseCase(text([line]));
    expect(problems).toHaveLength(1);
    expect(problems[0].message).toMatch(message);
    expect(problems[0].line).toBe(3);
    expect(printCase(document)).toBe(text([]));
  });
});
