import { describe, expect, it } from 'vitest';
import { COMMANDS, commandForKey, commandOf, keyText } from './commands.ts';

const press = (key: string, more = {}) =>
  commandForKey({ key, ctrlKey: false, metaKey: false, altKey: false, ...more })?.id ?? null;

describe('commands', () => {
  it('have names and keys of their own', () => {
    const keys = COMMANDS.flatMap((command) => command.keys);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(COMMANDS.map((command) => command.id)).size).toBe(COMMANDS.length);
  });

  it('reverse with Shift', () => {
    for (const [key, id] of [
      ['s', 'into'],
      ['n', 'over'],
      ['f', 'out'],
    ]) {
      expect(press(key)).toBe(id);
      expect(press(key.toUpperCase())).toBe(`${id}-back`);
    }
    expect(press('p')).toBe('next-packet');
    expect(press('P')).toBe('previous-packet');
    expect([press('c'), press('End'), press('C'), press('Home')]).toEqual(['last', 'last', 'first', 'first']);
  });

  it('leaves chords of the browser alone', () => {
    expect(press('s', { ctrlKey: true })).toBeNull();
    expect(press('n', { metaKey: true })).toBeNull();
    expect(press('d', { altKey: true })).toBeNull();
    expect(press('k', { ctrlKey: true })).toBe('palette');
    expect(press('K', { metaKey: true })).toBe('palette');
  });

  it('prints keys as on a keyboard', () => {
    expect(keyText(commandOf('palette').keys[0])).toBe('Ctrl K');
    expect(keyText('Home')).toBe('Home');
  });
});
