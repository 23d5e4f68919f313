import { describe, expect, it } from 'vitest';
import { targetRow } from './list-keys.ts';

const key = (name: string, more = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

describe('targetRow', () => {
  it('moves by one, a page, and to the ends, and stops there', () => {
    expect(targetRow(key('ArrowDown'), 3, 10, 5)).toBe(4);
    expect(targetRow(key('ArrowDown'), 9, 10, 5)).toBe(9);
    expect(targetRow(key('ArrowUp'), 0, 10, 5)).toBe(0);
    expect(targetRow(key('PageDown'), 3, 10, 5)).toBe(8);
    expect(targetRow(key('PageUp'), 3, 10, 5)).toBe(0);
    expect(targetRow(key('Home'), 7, 10, 5)).toBe(0);
    expect(targetRow(key('End'), 0, 10, 5)).toBe(9);
  });

  it('starts at an end when nothing is active', () => {
    expect(targetRow(key('ArrowDown'), -1, 10, 5)).toBe(0);
    expect(targetRow(key('ArrowUp'), -1, 10, 5)).toBe(9);
  });

  it('leaves other keys, chords and empty lists alone', () => {
    expect(targetRow(key('s'), 0, 10, 5)).toBeNull();
    expect(targetRow(key('ArrowDown', { ctrlKey: true }), 0, 10, 5)).toBeNull();
    expect(targetRow(key('End'), 0, 0, 5)).toBeNull();
  });
});
