import type { EventIndex, Life } from '../../trace/event-index.ts';
import type { Phrase } from '../../trace/views.ts';
import { code, serverPhrase, template, text } from '../phrases.ts';
import type { LifeRun, Way } from './run.ts';

/** By which function and which decision an entry was made; read from the way that its event took, or from a visit. */

/** `ip_vs_wlc_schedule`, and none of the functions that only lead there. */
const SCHEDULER = /^ip_vs_([a-z]+)_schedule$/;

function wayOf(index: EventIndex, event: number): Way {
  let maker = '';
  let scheduler = '';
  for (const number of index.paths.shapes[index.shapeOf(event)]) {
    const site = index.paths.sites[number];
    if (site.kind !== 'call') continue;
    if (site.fn === 'ip_vs_conn_new') maker = site.caller;
    scheduler = SCHEDULER.exec(site.fn)?.[1] ?? scheduler;
  }
  return { maker, scheduler };
}

/** The same of a run whose ways are not indexed. The machine of the visits moves. */
function wayVisited({ trace, ways }: LifeRun, event: number): Way {
  const known = ways.get(event);
  if (known) return known;
  const callers: string[] = [];
  let maker = '';
  let scheduler = '';
  for (const { kind, text: fn, depth } of trace.visit(event).recorder.rawSteps) {
    if (kind !== 'call') continue;
    callers.length = depth;
    if (fn === 'ip_vs_conn_new') maker = callers.findLast((caller) => caller) ?? '';
    scheduler = SCHEDULER.exec(fn)?.[1] ?? scheduler;
    callers[depth] = fn;
  }
  ways.set(event, { maker, scheduler });
  return { maker, scheduler };
}

/** What the helpers and the daemon make, in their own words. */
const MAKERS: Readonly<Record<string, string>> = {
  ip_vs_ftp_in: 'the FTP helper expects a data connection',
  ip_vs_ftp_out: 'the FTP helper expects a data connection',
  ip_vs_proc_sync_conn: 'a sync message of the master told of it',
  ip_vs_process_message: 'a sync message of the master told of it',
  ip_vs_leave: 'cache_bypass: it goes to its own destination',
  ip_vs_new_conn_out: 'a real server sent first',
};

/** `made in ip_vs_sched_persist: rr chose .11`. */
export function madeBy(book: LifeRun, life: Life): Phrase[] {
  const { index } = book.trace;
  const server = book.server(life.uid);
  const to: Phrase[] = server ? [serverPhrase(server)] : [text('no real server')];
  const event = index.at(life.born);
  if (event.kind === 'note') return [text('was in the table before the case began, bound to '), ...to];
  const { maker, scheduler } = index.detailed ? wayOf(index, life.born) : wayVisited(book, life.born);
  const lead: Phrase[] = maker === '' ? [text('made')] : [text('made in '), code(maker)];
  const own = MAKERS[maker];
  if (own) return [...lead, text(`: ${own}, `), ...to];
  if (life.control > 0 && event.what.startsWith('template hit')) {
    const control = book.ref(life.control);
    return [...lead, text(': '), template(control?.label ?? 'a template'), text(' → '), ...to];
  }
  if (scheduler === '') return [...lead, text(', bound to '), ...to];
  return [...lead, text(': '), code(scheduler), text(' chose '), ...to];
}
