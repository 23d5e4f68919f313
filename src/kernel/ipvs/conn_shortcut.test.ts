import { describe, expect, it } from 'vitest';
import { randomOf } from '../../testing/random.ts';
import { shortcut_find, shortcut_init, shortcut_insert, shortcut_remove } from './conn_shortcut.ts';
import type { ip_vs_conn } from './ip_vs.ts';

/** Only what tells one entry from another is needed here. */
const entry = (uid: number): ip_vs_conn => ({ kind: 'ip_vs_conn', uid }) as ip_vs_conn;
const isOdd = (cp: ip_vs_conn): boolean => cp.uid % 2 === 1;
const isIt = (cp: ip_vs_conn, uid: number): boolean => cp.uid === uid;

describe('the way past the chains', () => {
  it('finds one entry, none, or says that there are several', () => {
    const shortcut = shortcut_init();
    for (const uid of [1, 2, 3]) shortcut_insert(shortcut, entry(uid), -7);
    expect(shortcut_find(shortcut, -7, isIt, 2)?.uid).toBe(2);
    expect(shortcut_find(shortcut, -7, isIt, 4)).toBeNull();
    expect(shortcut_find(shortcut, 8, isIt, 2)).toBeNull();
    expect(shortcut_find(shortcut, -7, isOdd, 0)).toBeUndefined();
  });

  it('holds what a list holds, whatever comes and goes', () => {
    const random = randomOf(11);
    const shortcut = shortcut_init();
    const held: { cp: ip_vs_conn; hash: number }[] = [];
    for (let uid = 1; uid < 6000; uid++) {
      // Many share a hash, many more a slot.
      const hash = (random(200) << 24) | random(5);
      if (random(5) < 3 || held.length === 0) {
        held.push({ cp: entry(uid), hash });
        shortcut_insert(shortcut, held[held.length - 1].cp, hash);
      } else {
        const [gone] = held.splice(random(held.length), 1);
        shortcut_remove(shortcut, gone.cp, gone.hash);
        expect(shortcut_find(shortcut, gone.hash, isIt, gone.cp.uid)).toBeNull();
      }
      const one = held.length > 0 ? held[random(held.length)] : null;
      if (one) expect(shortcut_find(shortcut, one.hash, isIt, one.cp.uid)).toBe(one.cp);
    }
    expect(shortcut.count).toBe(held.length);
  });
});
