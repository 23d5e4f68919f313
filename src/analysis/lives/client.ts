import type { Life } from '../../trace/event-index.ts';
import type { ClientLife, ClientMove, ClientSpan } from '../../trace/life-views.ts';
import type { Phrase } from '../../trace/views.ts';
import { code, link, serverPhrase, span, template, text } from '../phrases.ts';
import type { LifeRun } from './run.ts';

/** Which real servers a client was sent to over the run, and why it moved from one to another. */

/** More spans, templates and moves than these are not sent. */
const MOST = 400;

interface Connection {
  readonly life: Life;
  readonly server: string;
}

function endOf(book: LifeRun, { died }: Life): number {
  const { index } = book.trace;
  return book.trace.time(died < 0 ? index.length - 1 : died);
}

/** Connections one after the other that went to the same server. */
function runsOf(connections: readonly Connection[]): Connection[][] {
  const runs: Connection[][] = [];
  for (const one of connections) {
    const last = runs.at(-1);
    if (last && last[0].server === one.server) last.push(one);
    else runs.push([one]);
  }
  return runs;
}

function spanOf(book: LifeRun, run: readonly Connection[]): ClientSpan {
  const [{ life, server }] = run;
  const at = book.trace.index.birthOf(life);
  return {
    server: server === '' ? null : book.servers.byKey(server),
    from: book.trace.time(life.born),
    to: run.reduce((most, one) => Math.max(most, endOf(book, one.life)), 0),
    connections: run.length,
    at,
    label: book.label(at),
  };
}

/** Why the connection at which the client moved was not held where the one before it was. */
function moveOf(book: LifeRun, from: Connection, to: Connection): ClientMove {
  const at = book.trace.index.birthOf(to.life);
  const time = book.trace.time(to.life.born);
  const before = book.servers.byKey(from.server);
  const after = book.servers.byKey(to.server);
  const phrases: Phrase[] = [
    ...(before ? [serverPhrase(before)] : [code(from.server)]),
    text(' → '),
    ...(after ? [serverPhrase(after)] : [code(to.server)]),
    text(': '),
    ...reasonOf(book, from, to),
  ];
  return { time, at, label: book.label(at), phrases };
}

function reasonOf(book: LifeRun, from: Connection, to: Connection): Phrase[] {
  const { index } = book.trace;
  const { lives } = index;
  const old = lives.endsOf(from.life.uid);
  const now = lives.endsOf(to.life.uid);
  if (old?.virtual !== now?.virtual) return [text('another service, '), code(now?.virtual ?? ''), text('.')];
  const held = lives.get(from.life.control);
  if (!held?.template) return [text('the service is not persistent, so each connection is scheduled anew.')];
  const name = template(held.label);
  const invalid = index
    .writesOf(held.uid)
    .find(({ field, value, event }) => field === 'vport' && value === 0xffff && event <= to.life.born);
  if (invalid)
    return [
      text('template '),
      name,
      text(' was put aside by '),
      link(book.label(invalid), { event: invalid.event, step: invalid.step }),
      text(', because its server may not be used.'),
    ];
  if (held.died >= 0 && held.died <= to.life.born) {
    const idle = book.trace.time(to.life.born) - book.trace.time(held.died);
    return [
      text('template '),
      name,
      text(' was released '),
      link(`${span(idle)} before`, { event: held.died, step: 0 }),
      text('.'),
    ];
  }
  return index.detailed
    ? [text('another template decided.')]
    : [text('another template decided; whether the old one was put aside is not kept of a run this long.')];
}

/** null = the client has no entry in this run. */
export function clientLife(book: LifeRun, client: string): ClientLife | null {
  const { trace } = book;
  const { lives } = trace.index;
  const own = [...lives.values()].filter((life) => life.client === client);
  if (own.length === 0) return null;
  const connections = own
    .filter((life) => !life.template)
    .map((life) => ({ life, server: lives.endsOf(life.uid)?.server ?? '' }));
  const templates = own.filter((life) => life.template);
  const networks = [...new Set(connections.map(({ life }) => life.control))]
    .flatMap((uid) => lives.get(uid) ?? [])
    .filter((life) => life.template && life.client !== client);
  const runs = runsOf(connections);
  const moves = runs.slice(1).map((run, at) => moveOf(book, runs[at][runs[at].length - 1], run[0]));
  return {
    client,
    from: trace.time(0),
    to: trace.time(trace.index.length - 1),
    connections: connections.length,
    spans: runs.slice(0, MOST).map((run) => spanOf(book, run)),
    templates: [...templates, ...networks].slice(0, MOST).map((life) => ({
      id: `ip_vs_conn#${life.uid}`,
      label: life.label,
      template: true,
      from: trace.time(life.born),
      to: endOf(book, life),
      server: book.server(life.uid),
    })),
    moves: moves.slice(0, MOST),
    omitted: Math.max(0, runs.length - MOST),
  };
}
