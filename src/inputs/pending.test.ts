import { describe, expect, it } from 'vitest';
import { PendingInputs } from './pending.ts';

const at = (index: number, time: number, macs = 'a>b') => ({ index, time, macs });

describe('inputs that wait for their copies', () => {
  it('are found once for each key, the oldest first', () => {
    const pending = new PendingInputs();
    pending.remember(['s', 'd'], at(1, 0));
    pending.remember(['s', 'd'], at(2, 0));
    expect(pending.take(['s', 'd'], null)?.index).toBe(1);
    expect(pending.take(['s'], null)?.index).toBe(2);
    expect(pending.take(['s'], null)).toBeNull();
    expect(pending.take(['x', 'd'], null)?.index).toBe(1);
  });

  it('are no copies of what has the same link addresses', () => {
    const pending = new PendingInputs();
    pending.remember(['s'], at(1, 0, 'a>b'));
    pending.remember(['s'], at(2, 0, 'b>c'));
    expect(pending.take(['s'], 'a>b')?.index).toBe(2);
    expect(pending.take(['s'], 'a>b')).toBeNull();
  });

  it('are given up after five seconds', () => {
    const pending = new PendingInputs();
    pending.forget(0);
    pending.remember(['s'], at(1, 0));
    pending.remember(['s'], at(2, 4));
    pending.forget(6);
    expect(pending.take(['s'], null)?.index).toBe(2);
  });

  it('take the same time however many wait under one key', () => {
    const pending = new PendingInputs();
    for (let i = 0; i < 200_000; i++) {
      pending.take(['d'], 'a>b');
      pending.remember(['d'], at(i, 0));
    }
    for (let i = 0; i < 200_000; i++) expect(pending.take(['d'], null)?.index === i).toBe(true);
  });
});
