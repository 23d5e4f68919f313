import { expect, it } from 'vitest';
import { held } from '../../../testing/fake/runs/held.ts';
import { alive, familiesAt } from '../../../testing/fake/runs/state.ts';
import type { Phrase } from '../../../trace/views.ts';
import { whyHere } from './why-here.ts';

const run = held();
const said = (phrases: readonly Phrase[]) =>
  phrases.map((phrase) => (phrase.kind === 'server' ? phrase.server.addr : phrase.text)).join('');
const at = (time: number) => {
  const live = run.conns.filter((conn) => alive(conn, time));
  const [family] = familiesAt(run, live, time);
  const row = run.events.findLast((event) => event.time <= time) ?? null;
  return said(whyHere({ family, row, time, persistent: 20, stamp: (seconds) => seconds.toFixed(2) }));
};

it('says that an entry holds it when its timer has just fired', () => {
  expect(at(84.96)).toBe(
    'The timer fired and the template stays. ip_vs_conn_expire found n_control 1: entry :40001 in ESTABLISHED, due at 914.40. ' +
      'So the kernel printed delayed and armed it for another 60 s. This repeats until the last of its entries is gone.',
  );
});

it('says when it fires while entries are alive', () => {
  expect(at(4.1)).toContain('n_control is 1: entry :40001');
  expect(at(4.1)).toContain('Its timer fires at 24.16.');
});

it('says what keeps it when nothing is controlled any more', () => {
  expect(at(214.24)).toBe(
    'No entry is controlled by it any more, only its own timer keeps it. It asks 267.84 and fires at 269.28. ' +
      'A new connection of this client before that is sent to 192.168.1.11 and arms it for 20 s anew.',
  );
});
