import { describe, expect, it } from 'vitest';
import { recordedProgram } from '../../testing/recorded.ts';
import { Trace } from '../../trace/trace.ts';
import { Lanes } from '../lanes.ts';
import { plainText } from '../phrases.ts';
import { Servers } from '../servers.ts';
import { LifeBook } from './book.ts';
import { clientLife } from './client.ts';
import { familyWindow } from './families.ts';
import { timerQueue } from './queue.ts';
import { serverLife } from './server.ts';

function bookOf(program: ReturnType<typeof recordedProgram>): LifeBook {
  const trace = new Trace(program);
  trace.play();
  return new LifeBook(trace, new Servers(trace.program));
}

const recorded = (run: string): LifeBook => bookOf(recordedProgram(run));

function idOf(book: LifeBook, label: string): string {
  const life = [...book.trace.index.lives.values()].find((one) => one.label === label);
  return `ip_vs_conn#${life?.uid}`;
}

const told = (book: LifeBook, label: string): string[] =>
  (book.view(idOf(book, label), 0, 500)?.lines ?? []).map(
    ({ time, label: where, phrases }) => `${time.toFixed(3)} ${plainText(phrases)} [${where}]`,
  );

const end = (book: LifeBook, event: number) => ({
  event,
  step: book.trace.index.stepsOf(event),
});

describe('the life of an entry', () => {
  const held = recorded('006-template-held-by-connection');

  it('is told of a template that its entry holds again and again', () => {
    expect(told(held, '172.16.0.1:0')).toMatchInlineSnapshot(`
      [
        "4.000 made in ip_vs_sched_persist: rr chose 192.168.1.11 [1.29]",
        "4.000 flags MASQ | HASHED | INACTIVE | TEMPLATE [1.38]",
        "4.000 controls 172.16.0.1:40001, n_control 0 → 1 [1.57]",
        "4.000 armed 20 s: asks 24.00, fires 24.16 [1.59]",
        "4.040 NONE → ASSURED, one of its entries is established [3.15]",
        "24.160 fired, held, re-armed 60 s: asks 84.16, fires 84.96 [timer]",
        "84.960 fired, held, re-armed 60 s: asks 144.96, fires 146.40 [timer]",
        "146.400 fired, held, re-armed 60 s: asks 206.40, fires 207.84 [timer]",
        "207.840 fired, held, re-armed 60 s: asks 267.84, fires 269.28 [timer]",
        "214.240 entry 172.16.0.1:40001 is gone, n_control 1 → 0 [timer]",
        "269.280 fired, nothing holds it: released, lived 265.28 s [timer]",
      ]
    `);
  });

  it('is told of the entry, packets that changed nothing together', () => {
    expect(told(held, '172.16.0.1:40001')).toMatchInlineSnapshot(`
      [
        "4.000 made in ip_vs_sched_persist: rr chose 192.168.1.11 [1.42]",
        "4.000 controlled by 172.16.0.1:0 [1.56]",
        "4.000 flags MASQ | HASHED [1.66]",
        "4.000 NONE → SYN_RECV [1.68]",
        "4.000 armed 60 s: asks 64.00, fires 64.48 [1.76]",
        "4.020 1 reply, timer restarted, 60 s [2]",
        "4.040 SYN_RECV → ESTABLISHED, timer 900 s, fires 914.40 [3.17]",
        "4.060 4 packets, 2 replies, timer restarted each time, 900 s [4]",
        "204.180 ESTABLISHED → CLOSE, timer 10 s, fires 214.24 [10.19]",
        "204.180 INACTIVE set: counted as inactive by 192.168.1.11 [10.17]",
        "214.240 no longer controlled by 172.16.0.1:0 [timer]",
        "214.240 fired, nothing holds it: released, lived 210.24 s [timer]",
      ]
    `);
  });

  it('counts packets, entries and expiries that were held', () => {
    const view = held.view(idOf(held, '172.16.0.1:0'), 0, 2);
    expect(view).toMatchObject({ controlled: 1, held: 4, packetsIn: 0, total: 11, died: 15 });
    expect(view?.lines).toHaveLength(2);
    expect(held.view(idOf(held, '172.16.0.1:40001'), 0, 1)).toMatchObject({
      packetsIn: 7,
      packetsOut: 3,
      control: { label: '172.16.0.1:0', template: true },
    });
  });

  it('says when a template is put aside', () => {
    const lines = told(recorded('011-quiescent-template-1'), '172.16.0.1:0');
    expect(lines.filter((line) => line.includes('put aside'))).toHaveLength(1);
    expect(lines.at(-1)).toContain('fired, nothing holds it: released');
  });

  it('tells every line of every entry without a gap in time', () => {
    const book = recorded('0901-random');
    for (const uid of book.trace.index.lives.keys()) {
      const view = book.view(`ip_vs_conn#${uid}`, 0, 10_000);
      const times = view?.lines.map(({ time }) => time) ?? [];
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(view?.lines[0].kind).toBe('made');
      if (view?.died !== null) expect(view?.lines.at(-1)?.kind).toBe('released');
    }
  });

  it('has no answer for what is no entry of the run', () => {
    expect(held.view('ip_vs_conn#9999', 0, 10)).toBeNull();
    expect(held.view('nonsense', 0, 10)).toBeNull();
  });
});

describe('the life of a client', () => {
  it('shows each move to another server, and why nothing held it', () => {
    const life = clientLife(recorded('002-dr-wlc-session-loss'), '172.16.0.1');
    expect(life).toMatchObject({ connections: 12, templates: [] });
    expect(life?.moves).toHaveLength(11);
    expect(plainText(life?.moves[0].phrases ?? [])).toBe(
      '192.168.1.12 → 192.168.1.11: the service is not persistent, so each connection is scheduled anew.',
    );
  });

  it('stays where its template points, until that is gone', () => {
    const stays = clientLife(recorded('003-dr-wlc-persistent-360'), '172.16.0.1');
    expect(stays?.moves).toEqual([]);
    expect(stays?.spans).toHaveLength(1);
    const moves = clientLife(recorded('005-template-expires-then-moves'), '172.16.0.1')?.moves ?? [];
    expect(moves.map(({ phrases }) => plainText(phrases))).toMatchInlineSnapshot(`
      [
        "192.168.1.12 → 192.168.1.11: template 172.16.0.1:0 was released 28.8 s before.",
      ]
    `);
  });

  it('says that its template was put aside', () => {
    const [move] = clientLife(recorded('011-quiescent-template-1'), '172.16.0.1')?.moves ?? [];
    expect(plainText(move.phrases)).toContain('was put aside by 8.33, because its server may not be used.');
  });
});

describe('the life of a real server', () => {
  it('shows what was done to it, its figures and who points to it', () => {
    const book = recorded('011-quiescent-template-1');
    const life = serverLife(book, { cursor: end(book, 7), server: '192.168.1.11:80', service: null });
    expect(life?.changes.map(({ text, label }) => `${text} [${label}]`)).toEqual([
      'weight 1 → 0 [command]',
      'weight 0 → 1 [command]',
    ]);
    expect(life?.bound).toEqual([
      { state: 'CLOSE', template: false, count: 1 },
      { state: 'template', template: true, count: 1 },
    ]);
    expect(life?.points[0]).toMatchObject({ weight: 1, active: 1 });
    expect(life?.points.at(-1)).toMatchObject({ active: 0, inactive: 0, persistent: 0, refcnt: 1 });
  });
});

describe('the queue of timers', () => {
  it('has what was asked, where it stands, and what becomes of it', () => {
    const book = recorded('006-template-held-by-connection');
    const queue = timerQueue(book, {
      cursor: end(book, 8),
      from: 0,
      count: 10,
      kinds: ['template', 'entry'],
      filter: '',
      conn: null,
    });
    expect(queue.counts).toMatchObject({ entry: 1, template: 1, estimation: 1 });
    expect(
      queue.rows.map(({ label, asked, fires, level, slot, end: then }) => [
        label,
        asked.toFixed(2),
        fires.toFixed(2),
        level,
        slot,
        then?.what,
        then?.time.toFixed(2),
      ]),
    ).toMatchInlineSnapshot(`
      [
        [
          "172.16.0.1:0",
          "24.00",
          "24.16",
          2,
          17,
          "held",
          "24.16",
        ],
        [
          "172.16.0.1:40001",
          "904.16",
          "914.40",
          4,
          15,
          "again",
          "204.18",
        ],
      ]
    `);
    expect(queue.wheel.marks).toHaveLength(2);
    expect(queue.chosen?.label).toBe('172.16.0.1:0');
  });
});

describe('families of templates', () => {
  const first = (run: string, event: number) => {
    const book = recorded(run);
    return familyWindow(book, new Lanes(book.trace), {
      cursor: end(book, event),
      from: 0,
      count: 50,
      sort: 'made',
      filter: '',
      conn: null,
    });
  };

  it.each([
    ['009-fwmark-persistent', 0, 'mark 1'],
    ['007-persistence-netmask', 0, 'network /24'],
    ['008-port-zero-persistent', 0, 'all ports'],
    ['0283-sip-persistence', 0, 'sip call-a@x'],
    ['011-quiescent-template-1', 9, 'put aside'],
    ['0251-ipv6-persistent-64', 0, 'network /64'],
  ])('labels those of %s', (run, event, label) => {
    expect(first(run, event).rows[0].label).toBe(label);
  });

  it('says that a server is quiesced or gone', () => {
    expect(first('011-quiescent-template-1', 7).rows[0].orphan).toBe('weight 0');
    expect(first('012-removed-dest-nodest-0', 9).rows[0].orphan).toBe('server removed');
  });

  it('sums up what was asked and what was given', () => {
    const { rows, selected, templates, controlled } = first('006-template-held-by-connection', 10);
    expect(rows[0]).toMatchObject({ asked: 20, held: 2, controlled: 1 });
    expect(rows[0].given).toBeCloseTo(265.28, 2);
    expect([templates, controlled, selected?.ever]).toEqual([1, 1, 1]);
  });

  it('finds and sorts three hundred of them in windows', () => {
    const book = recorded('0272-three-thousand-persistent');
    const event = book.trace.index.length > 3000 ? 2998 : 0;
    const ask = (filter: string, from: number) =>
      familyWindow(book, new Lanes(book.trace), {
        cursor: end(book, event),
        from,
        count: 20,
        sort: 'client',
        filter,
        conn: null,
      });
    expect(ask('', 100)).toMatchObject({ templates: 300, from: 100 });
    expect(ask('', 100).rows).toHaveLength(20);
    expect(ask('172.16.1.99:0', 0).rows.filter(({ conn }) => conn.template)).toHaveLength(1);
    expect(ask('nothing like that', 0).total).toBe(0);
  });
});
