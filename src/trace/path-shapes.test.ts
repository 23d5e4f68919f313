import { describe, expect, it } from 'vitest';
import { PathShapes } from './path-shapes.ts';

function run(paths: PathShapes, hits: boolean): number {
  paths.begin();
  paths.call('', 'ip_vs_in_hook');
  paths.call('ip_vs_in_hook', 'ip_vs_conn_in_get');
  paths.branch('ip_vs_in_hook', '!cp', !hits);
  if (!hits) paths.log('ip_vs_schedule', 'schedule');
  return paths.finish();
}

describe('PathShapes', () => {
  it('keeps each way once', () => {
    const paths = new PathShapes();
    const taken = [true, false, true, true].map((hits) => run(paths, hits));
    expect(taken).toEqual([0, 1, 0, 0]);
    expect(paths.shapes).toHaveLength(2);
    expect([...paths.shapes[0]].map((id) => paths.sites[id])).toEqual([
      { kind: 'call', fn: 'ip_vs_in_hook', caller: '' },
      { kind: 'call', fn: 'ip_vs_conn_in_get', caller: 'ip_vs_in_hook' },
      { kind: 'branch', fn: 'ip_vs_in_hook', condition: '!cp', taken: false },
    ]);
  });

  it('counts a place once an event, however often a loop comes there', () => {
    const paths = new PathShapes();
    const loop = (times: number): number => {
      paths.begin();
      for (let i = 0; i < times; i++)
        paths.branch('ip_vs_wlc_schedule', 'loh * dest->weight > ...', i % 2 === 0);
      return paths.finish();
    };
    expect(loop(2)).toBe(loop(600));
    expect(loop(1)).not.toBe(loop(2));
  });

  it('tells which shapes came to a place', () => {
    const paths = new PathShapes();
    run(paths, true);
    run(paths, false);
    const test = paths.matching((site) => site.kind === 'branch' && site.condition === '!cp' && site.taken);
    expect([...test]).toEqual([0, 1]);
    expect([...paths.matching((site) => site.kind === 'log')]).toEqual([0, 1]);
  });

  it('holds more places and longer ways than it begins with', () => {
    const paths = new PathShapes();
    paths.begin();
    for (let i = 0; i < 1000; i++) paths.branch('fn', `condition ${i}`, true);
    expect(paths.shapes[paths.finish()]).toHaveLength(1000);
  });
});
