import { expect, it } from 'vitest';
import { alternativeOf } from './own-alternative.ts';

const NONE = { text: '', title: '', from: null, profile: null, tabBits: null };

it('names an alternative by what it changes', () => {
  const text = 'ipvsadm -E -t 10.0.0.1:80 -s sh\nsysctl -w net.ipv4.vs.conn_reuse_mode=0';
  const made = alternativeOf({ ...NONE, text });
  expect(made.lines).toHaveLength(2);
  expect(made.title).toBe('-E -t 10.0.0.1:80 -s sh; conn_reuse_mode=0');
  expect(alternativeOf({ ...NONE, tabBits: 8, from: 12.34 }).title).toBe('2^8 buckets from 12.3 s');
  expect(alternativeOf({ ...NONE, text, title: ' mine ' }).title).toBe('mine');
});

it('is the same alternative where the changes are the same', () => {
  const one = alternativeOf({ ...NONE, text: 'ipvsadm -C\n' });
  expect(alternativeOf({ ...NONE, text: ' ipvsadm -C', title: 'other name' }).id).toBe(one.id);
  expect(alternativeOf({ ...NONE, text: 'ipvsadm -C', from: 1 }).id).not.toBe(one.id);
});
