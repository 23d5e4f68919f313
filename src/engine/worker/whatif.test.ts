import { describe, expect, it } from 'vitest';
import { recordedBytes } from '../../testing/recorded.ts';
import { Engine } from './engine.ts';

async function opened(): Promise<Engine> {
  const engine = new Engine();
  const run = '0801-web-nat-wlc';
  const names = ['any.pcap', 'ipvsadm-rules.txt', 'run.json'];
  const files = names.map((name) => ({ name, data: new Blob([recordedBytes(run, name) as BlobPart]) }));
  expect((await engine.open(files)).ok).toBe(true);
  return engine;
}

const SERVICE = '-t 10.0.0.100:80';

describe('what if', () => {
  it('tries what may help a recorded case', async () => {
    const engine = await opened();
    const presets = await engine.whatIfPresets(SERVICE);
    const alternatives = presets.find(({ id }) => id === 'suggest')?.alternatives ?? [];
    const view = await engine.whatIf({ service: SERVICE, alternatives });
    const told = [view?.base, ...(view?.rows ?? [])].map((row) => {
      const { split, clients, changes, jain, perServer } = row?.figures ?? {};
      const shares = perServer?.map(({ connections }) => connections).join(' ');
      return `${row?.alternative.title}: ${split} of ${clients}, ${changes}, ${shares}, ${jain?.toFixed(3)}`;
    });
    expect(told).toEqual([
      'wlc: 12 of 12, 64, 36 33 33, 0.998',
      'wlc -p 30: 0 of 12, 0, 25 50 27, 0.900',
      'wlc -p 120: 0 of 12, 0, 25 50 27, 0.900',
      'wlc -p 360: 0 of 12, 0, 25 50 27, 0.900',
      'rr -p 360: 0 of 12, 0, 37 28 37, 0.985',
      'rr: 12 of 12, 64, 34 34 34, 1.000',
      'sh: 0 of 12, 0, 35 52 15, 0.835',
      'mh: 0 of 12, 0, 17 20 65, 0.706',
      'wlc -p 360 -M 255.255.255.0: 0 of 12, 0, 0 0 102, 0.333',
    ]);
    const [, , , best] = view?.rows ?? [];
    expect(view?.front).toContain(best.alternative.id);
    expect(best.commands).toEqual(['ipvsadm -E -t 10.0.0.100:80 -s rr -p 360']);
    const changed = await engine.changedPackets(best.alternative.id, 0, 5);
    expect(changed.rows).toHaveLength(5);
    expect(changed.total).toBe(best.changed.packets);
    const sides = await engine.putAlternative(best.alternative.id);
    expect(sides.sides.map(({ title }) => title)).toContain('Beside, rr -p 360, linux-6.12');
  });

  it('is stopped, and refuses lines that cannot be', async () => {
    const engine = await opened();
    const [alternative] = (await engine.whatIfPresets(SERVICE))[0].alternatives;
    const bad = { ...alternative, id: 'bad', lines: ['ipvsadm -E -t 10.0.0.100:80 -s nonsense'] };
    expect(await engine.checkAlternative(alternative)).toEqual([]);
    expect((await engine.checkAlternative(bad))[0].line).toBe(1);
    const view = await engine.whatIf({ service: null, alternatives: [bad] });
    expect(view?.rows[0].figures).toBeNull();
    const running = engine.whatIf({ service: null, alternatives: [alternative] });
    const newer = engine.whatIf({ service: null, alternatives: [] });
    expect((await newer)?.rows).toEqual([]);
    const first = await running;
    expect(first === null || first.rows.length === 1).toBe(true);
  });
});
