import { describe, expect, it } from 'vitest';
import { Director, tcp } from '../../testing/director.ts';
import { initialJiffies } from '../lib/jiffies.ts';
import { proc_ip_vs_stats, proc_ip_vs_stats_percpu } from '../listing/proc_stats.ts';
import { estimation_init, last_estimation, settle, start_thread, stop_thread } from './estimator.ts';
import { stats_init } from './netns_ipvs.ts';
import { shown_stats } from './stats.ts';

const HZ = 100;
const at = (uptime: number): number => initialJiffies(HZ) + Math.round(uptime * HZ);
const RULES = '-A -t 10.0.0.100:80 -s rr\n-a -t 10.0.0.100:80 -r 192.168.1.10:80 -m';

/** Uptime begins at 4 s; estimations are at 5.96, 7.96 .. */
function director(): Director {
  const made = new Director();
  made.run(RULES);
  return made;
}

function packets(machine: Director, count: number): void {
  for (let i = 0; i < count; i++)
    machine.packet('172.16.0.1', '10.0.0.100', tcp(2000, 80, i === 0 ? 'S' : 'A'));
}

const shown = ({ ipvs }: Director): number[] => {
  const { counters, rates } = shown_stats(ipvs, ipvs.tot_stats);
  return [counters[0], counters[1], rates[0], rates[1], rates[3]];
};

describe('estimations', () => {
  it('come every two seconds, at the same phase with any HZ', () => {
    const est = estimation_init(HZ);
    expect(last_estimation(est, HZ, at(3.96), true)).toBe(0);
    expect(last_estimation(est, HZ, at(3.96), false)).toBe(-1);
    expect(last_estimation(est, HZ, at(5.95), true)).toBe(0);
    expect(last_estimation(est, HZ, at(5.97), false)).toBe(1);
    const other = estimation_init(1000);
    expect(last_estimation(other, 1000, initialJiffies(1000) + 7961, false)).toBe(2);
  });

  it('follow the traffic with a quarter of the difference and fade', () => {
    const stats = stats_init();
    stats.tick = 0;
    stats.inpkts = 10;
    settle(stats, 1);
    expect([stats.kstats[1], stats.rates[1]]).toEqual([10, 1280]);
    settle(stats, 2);
    expect(stats.rates[1]).toBe(960);
    settle(stats, 3);
    expect(stats.rates[1]).toBe(720);
    settle(stats, 5000);
    expect(stats.rates).toEqual([0, 0, 0, 0, 0]);
    expect(stats.tick).toBe(5000);
  });

  it('give the same whether they are noticed one by one or together', () => {
    const one = stats_init();
    const all = stats_init();
    one.inbytes = all.inbytes = 123_457;
    for (let number = 0; number < 40; number++) settle(one, number);
    settle(all, 39);
    expect(one).toEqual(all);
  });

  it('are what listings show', () => {
    const machine = director();
    packets(machine, 8);
    expect(shown(machine)).toEqual([0, 0, 0, 0, 0]);
    machine.wait(1.95);
    expect(shown(machine)).toEqual([0, 0, 0, 0, 0]);
    machine.wait(0.01);
    expect(shown(machine)).toEqual([1, 8, 0, 1, 40]);
    expect(proc_ip_vs_stats(machine.ipvs)).toBe(
      [
        '   Total Incoming Outgoing         Incoming         Outgoing',
        '   Conns  Packets  Packets            Bytes            Bytes',
        '       1        8        0              140                0',
        '',
        ' Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s',
        '       0        1        0               28                0',
        '',
      ].join('\n'),
    );
  });

  it('forget with -Z what they have shown, not what came since', () => {
    const machine = director();
    packets(machine, 8);
    machine.wait(2);
    packets(machine, 3);
    machine.run('-Z');
    expect(shown(machine)).toEqual([0, 0, 0, 0, 0]);
    machine.wait(2);
    expect(shown(machine).slice(0, 2)).toEqual([0, 3]);
    const running = proc_ip_vs_stats_percpu(machine.ipvs).split('\n');
    expect(running[2]).toBe('  0        1        B        0              1B8                0');
    expect(running[3]).toBe('  ~        0        3        0               78                0');
  });

  it('miss an object that is made just before them', () => {
    const machine = new Director();
    machine.wait(1.94);
    machine.run(RULES);
    packets(machine, 2);
    machine.wait(0.1);
    const [svc] = machine.ipvs.svc_table.flat();
    expect(shown_stats(machine.ipvs, svc.stats).counters[1]).toBe(0);
    expect(shown(machine)[1]).toBe(2);
    machine.wait(2);
    expect(shown_stats(machine.ipvs, svc.stats).counters[1]).toBe(2);
  });

  it('stand still for a removed server and go on when it comes back', () => {
    const machine = director();
    packets(machine, 8);
    machine.wait(2);
    const [dest] = machine.ipvs.svc_table.flat()[0].destinations;
    const before = shown_stats(machine.ipvs, dest.stats);
    expect(before.rates[1]).toBe(1);
    machine.run('-d -t 10.0.0.100:80 -r 192.168.1.10:80');
    machine.wait(30);
    expect(shown_stats(machine.ipvs, dest.stats)).toEqual(before);
    machine.run('-a -t 10.0.0.100:80 -r 192.168.1.10:80 -m');
    machine.wait(30);
    expect(shown_stats(machine.ipvs, dest.stats)).toEqual({
      counters: before.counters,
      rates: [0, 0, 0, 0, 0],
    });
  });
});

describe('run_estimation', () => {
  it('freezes what is shown', () => {
    const machine = director();
    packets(machine, 8);
    machine.run('sysctl net.ipv4.vs.run_estimation=0');
    machine.wait(10);
    expect(shown(machine)).toEqual([0, 0, 0, 0, 0]);
    machine.run('sysctl net.ipv4.vs.run_estimation=1');
    machine.wait(2);
    expect(shown(machine).slice(0, 2)).toEqual([1, 8]);
  });

  it('goes on with the row it stopped at', () => {
    const est = estimation_init(HZ);
    // The last estimation was at 5.96; rows come each 0.04 s, 25 of them have passed at 6.96.
    stop_thread(est, at(6.96));
    start_thread(est, HZ, at(16));
    const first = last_estimation(est, HZ, at(16), false) + 1;
    expect(first).toBe(2);
    expect(last_estimation(est, HZ, at(16.96), false)).toBe(1);
    expect(last_estimation(est, HZ, at(16.96), true)).toBe(2);
  });

  it('keeps its phase over a short pause', () => {
    const est = estimation_init(HZ);
    stop_thread(est, at(6.96));
    start_thread(est, HZ, at(7.04));
    expect(est).toEqual(estimation_init(HZ));
  });
});
