import { describe, expect, it } from 'vitest';
import { keep, type Memory, recallObject, recallText } from './memory.ts';

function memoryOf(kept: Record<string, string>): Memory {
  return {
    getItem: (key) => kept[key] ?? null,
    setItem: (key, value) => {
      kept[key] = value;
    },
  };
}

const FORBIDDEN: Memory = {
  getItem() {
    throw new Error('forbidden');
  },
  setItem() {
    throw new Error('full');
  },
};

describe('what the browser remembers', () => {
  it('gives back what was kept', () => {
    const memory = memoryOf({});
    keep(memory, 'pace', '5x');
    keep(memory, 'layout', JSON.stringify({ view: 'flow' }));
    expect(recallText(memory, 'pace')).toBe('5x');
    expect(recallObject(memory, 'layout')).toEqual({ view: 'flow' });
  });

  it('is empty where nothing was kept', () => {
    for (const memory of [null, memoryOf({})]) {
      expect(recallText(memory, 'pace')).toBeNull();
      expect(recallObject(memory, 'layout')).toEqual({});
    }
  });

  it.each(['{', 'null', '7', '"text"', ''])('takes %j for nothing', (damaged) => {
    expect(recallObject(memoryOf({ layout: damaged }), 'layout')).toEqual({});
  });

  it('does without storage that is forbidden', () => {
    expect(recallText(FORBIDDEN, 'pace')).toBeNull();
    expect(recallObject(FORBIDDEN, 'layout')).toEqual({});
    expect(() => keep(FORBIDDEN, 'pace', '5x')).not.toThrow();
  });
});
