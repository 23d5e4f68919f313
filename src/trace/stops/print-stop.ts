import type { HitRule, ObjectAnchor, Stop, StopWhat } from './stop.ts';

/** Text in quotes, on one line. */
export function quoted(text: string): string {
  const inside = text.replace(/[\\"]/g, '\\$&').replace(/\s*[\r\n]+\s*/g, ' ');
  return `"${inside}"`;
}

function ofObject(of: ObjectAnchor | null): string {
  if (!of) return '';
  return ` of ${of.label}${of.nth > 0 ? ` nth ${of.nth}` : ''}`;
}

/** What it stops at, without condition and options: `call ip_vs_conn_new`. */
export function printWhat(what: StopWhat): string {
  switch (what.kind) {
    case 'call':
      return `call ${what.fn}`;
    case 'branch':
      return `branch ${what.fn} ${quoted(what.condition)}${what.taken === null ? '' : ` ${what.taken}`}`;
    case 'message': {
      const level = what.level === null ? '' : ` level ${what.level}`;
      const words = what.words ? ` ${quoted(what.words)}` : '';
      return `message${what.id ? ` ${what.id}` : words}${level}`;
    }
    case 'state':
      return `state ${what.from || '*'} -> ${what.to || '*'}${what.protocol ? ` ${what.protocol}` : ''}`;
    case 'verdict':
      return `verdict ${what.verdict}`;
    case 'address':
      return `${what.end === 'any' ? 'address' : what.end} ${what.address}`;
    case 'event':
      return `event ${what.event}`;
    case 'write':
      return `write ${what.object}.${what.field}${ofObject(what.of)}`;
    case 'when':
      return 'when';
  }
}

function printHit({ how, n }: HitRule): string {
  if (how === 'every') return `hit %${n}`;
  return how === 'from' ? `hit ${n}+` : `hit ${n}`;
}

/** The one way to write a stop; `parseStop` reads it back. */
export function printStop(stop: Stop): string {
  const words = [printWhat(stop.what)];
  const isWhen = stop.what.kind === 'when';
  if (stop.hit) words.push(printHit(stop.hit));
  if (stop.name) words.push(`as ${quoted(stop.name)}`);
  if (!stop.enabled) words.push('off');
  if (stop.condition) words.push(isWhen && words.length === 1 ? stop.condition : `if ${stop.condition}`);
  return words.join(' ');
}

/** Its name, or what it stops at in few words: `ip_vs_conn_new`, `NF_DROP`, `dest.weight of 192.168.1.12:80`. */
export function stopTitle({ what, name, condition }: Stop): string {
  if (name) return name;
  switch (what.kind) {
    case 'call':
      return what.fn;
    case 'verdict':
      return what.verdict;
    case 'branch':
      return `${what.fn}: ${what.condition}${what.taken === null ? '' : ` is ${what.taken}`}`;
    case 'write':
      return `${what.object}.${what.field}${ofObject(what.of)}`;
    case 'when':
      return condition;
    default:
      return printWhat(what);
  }
}
