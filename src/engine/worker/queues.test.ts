import { expect, it } from 'vitest';
import { Engine } from './engine.ts';

const CASE = `# ipvscope case v1
kernel linux-2.6.32 hz=1000 uptime=4
ipvsadm -A -t 10.0.0.100:80 -s rr -p 360
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 1
@0.000 tcp 172.16.0.1:40001 > 10.0.0.100:80 S
@300.000 note five minutes later
@359.900 note near the end
`;

it('timers stand in the vectors of the cascading wheel, and move down as time goes by', async () => {
  const engine = new Engine();
  const opened = await engine.open([{ name: 'old.txt', data: new Blob([CASE]) }]);
  expect(opened.ok).toBe(true);
  const levelAt = async (time: number): Promise<number> => {
    const event = await engine.eventAt(time);
    const { rows, wheel } = await engine.timerQueue({
      cursor: { event, step: Number.POSITIVE_INFINITY },
      from: 0,
      count: 10,
      kinds: ['template'],
      filter: '',
      conn: null,
    });
    expect(wheel.cascading).toBe(true);
    expect(rows[0].fires).toBe(rows[0].asked);
    return rows[0].level;
  };
  // 360,000 jiffies: beyond the 16,384 of tv2, within tv3; at last some thousand, which is tv2.
  expect(await levelAt(4)).toBe(2);
  expect(await levelAt(304)).toBe(2);
  expect(await levelAt(363.9)).toBeLessThan(2);
});
