import { describe, expect, it } from 'vitest';
import { Engine } from '../engine/worker/engine.ts';
import { createAppStore } from './create.ts';
import { recallHistory } from './history.ts';

function memoryOf(entries: Record<string, string> = {}) {
  return {
    entries,
    getItem: (key: string) => entries[key] ?? null,
    setItem: (key: string, value: string) => {
      entries[key] = value;
    },
  };
}

describe('the history of expression fields', () => {
  it('keeps each text once, the newest first, by kind of field', () => {
    const memory = memoryOf();
    const store = createAppStore(new Engine(), memory);
    for (const text of ['tcp.port == 80', 'ipvs.dest', 'tcp.port == 80', ' '])
      store.getState().remember('packets', text);
    store.getState().remember('log', 'not hit');
    expect(store.getState().history).toEqual({ packets: ['tcp.port == 80', 'ipvs.dest'], log: ['not hit'] });
    expect(createAppStore(new Engine(), memory).getState().history).toEqual(store.getState().history);
  });

  it('keeps twenty', () => {
    const store = createAppStore(new Engine());
    for (let n = 0; n < 50; n++) store.getState().remember('packets', `tcp.port == ${n}`);
    expect(store.getState().history.packets).toHaveLength(20);
    expect(store.getState().history.packets[0]).toBe('tcp.port == 49');
  });

  it('ignores what it does not understand', () => {
    expect(recallHistory(memoryOf({ 'ipvscope.history': '{"packets":[1,"a"],"log":3}' }))).toEqual({
      packets: ['a'],
    });
    expect(recallHistory(memoryOf({ 'ipvscope.history': '[' }))).toEqual({});
    expect(recallHistory(null)).toEqual({});
  });
});
