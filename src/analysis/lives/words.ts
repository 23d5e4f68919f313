import {
  CONN_FLAG_NAMES,
  FWD_NAMES,
  IP_VS_CONN_F_FWD_MASK,
  IP_VS_CONN_F_HASHED,
  IP_VS_CONN_F_INACTIVE,
} from '../../kernel/ipvs/ip_vs.ts';
import {
  IPPROTO_SCTP,
  IPPROTO_TCP,
  SCTP_STATE_NAMES,
  TCP_STATE_NAMES,
} from '../../kernel/ipvs/ip_vs_proto.ts';
import type { Life } from '../../trace/event-index.ts';
import type { LifeArm } from '../../trace/life-log.ts';
import type { Phrase, ServerRef } from '../../trace/views.ts';
import { code, counted, serverPhrase, span, strong, template, text } from '../phrases.ts';
import { madeBy } from './decision.ts';
import type { LifeItem } from './items.ts';
import type { LifeRun } from './run.ts';

/** A line of a biography in words. */
export function lifeWords(book: LifeRun, life: Life, item: LifeItem): Phrase[] {
  switch (item.kind) {
    case 'made':
      return madeBy(book, life);
    case 'control':
      return controlWords(book, item);
    case 'state':
      return [...stateWords(life, item), ...armedShort(book, item)];
    case 'flags':
      return item.field === 'cport' ? cportWords(item) : flagWords(book.server(life.uid), item);
    case 'timer':
      return timerWords(book, life, item);
    case 'packets':
      return packetWords(book, item);
    case 'held':
      return heldWords(book, item);
    case 'invalidated':
      return invalidWords();
    case 'released':
      return releasedWords(book, life);
  }
}

/** Seconds of uptime with the digits that HZ gives. */
function stamp(book: LifeRun, jiffies: number): string {
  return book.trace.uptime(jiffies).toFixed(book.trace.hz === 100 ? 2 : 3);
}

/** Seconds that an arming asks for, from its event on. */
export function askedSeconds(book: LifeRun, { event, asked }: LifeArm): number {
  const left = book.trace.uptime(asked) - book.trace.time(event);
  return Math.max(0, Math.round(left * book.trace.hz) / book.trace.hz);
}

function askedText(book: LifeRun, arm: LifeArm): string {
  return span(askedSeconds(book, arm));
}

/** `: asks 24.00, fires 24.16`. */
function armed(book: LifeRun, arm: LifeArm): Phrase[] {
  const asks = stamp(book, arm.asked);
  const fires = stamp(book, arm.fires);
  if (asks === fires) return [text(', fires '), code(fires)];
  return [text(': asks '), code(asks), text(', fires '), code(fires)];
}

function armedShort(book: LifeRun, { arm }: LifeItem): Phrase[] {
  if (!arm) return [];
  return [text(', timer '), code(askedText(book, arm)), text(', fires '), code(stamp(book, arm.fires))];
}

function name(book: LifeRun, uid: number): Phrase {
  const ref = book.ref(uid);
  if (!ref) return text('an entry that is not known');
  return ref.template ? template(ref.label) : code(ref.label);
}

function controlWords(book: LifeRun, { field, from, to, other }: LifeItem): Phrase[] {
  if (field === 'control') {
    return to !== 0
      ? [text('controlled by '), name(book, other)]
      : [text('no longer controlled by '), name(book, other)];
  }
  const counts = code(`n_control ${from} → ${to}`);
  return to > from
    ? [text('controls '), name(book, other), text(', '), counts]
    : [text('entry '), name(book, other), text(' is gone, '), counts];
}

function stateName(life: Life, state: number): string {
  if (life.template) return state & 1 ? 'ASSURED' : 'NONE';
  if (life.protocol === IPPROTO_TCP) return TCP_STATE_NAMES[state] ?? String(state);
  if (life.protocol === IPPROTO_SCTP) return SCTP_STATE_NAMES[state] ?? String(state);
  return String(state);
}

function stateWords(life: Life, { from, to }: LifeItem): Phrase[] {
  const change = code(`${stateName(life, from)} → ${stateName(life, to)}`);
  return life.template ? [change, text(', one of its entries is established')] : [change];
}

function flagNames(bits: number): string {
  return CONN_FLAG_NAMES.filter(([bit]) => bits & bit)
    .map(([, flag]) => flag)
    .join(' | ');
}

function flagWords(server: ServerRef | null, { from, to }: LifeItem): Phrase[] {
  if (from === 0) {
    const forward = FWD_NAMES[to & IP_VS_CONN_F_FWD_MASK] ?? 'MASQ';
    return [text('flags '), code([forward, flagNames(to)].filter(Boolean).join(' | '))];
  }
  const on = to & ~from & ~IP_VS_CONN_F_HASHED;
  const off = from & ~to & ~IP_VS_CONN_F_HASHED;
  const where = server ? [text(' by '), serverPhrase(server)] : [];
  if (on === IP_VS_CONN_F_INACTIVE && off === 0)
    return [code('INACTIVE'), text(' set: counted as inactive'), ...where];
  if (off === IP_VS_CONN_F_INACTIVE && on === 0)
    return [code('INACTIVE'), text(' cleared: counted as active'), ...where];
  const parts: Phrase[] = [text('flags')];
  if (on) parts.push(text(' set '), code(flagNames(on)));
  if (off) parts.push(text(' cleared '), code(flagNames(off)));
  return parts;
}

function cportWords({ to }: LifeItem): Phrase[] {
  return [text('learns its client port '), code(String(to)), text(' from this packet and is hashed anew')];
}

function timerWords(book: LifeRun, life: Life, { event, arm }: LifeItem): Phrase[] {
  if (!arm) return [];
  const asked = askedText(book, arm);
  if (event === life.born) {
    const listed = book.trace.index.at(event).kind === 'note';
    return [text(listed ? 'left on its timer ' : 'armed '), strong(asked), ...armed(book, arm)];
  }
  if (askedSeconds(book, arm) <= 0.01)
    return [code('ip_vs_conn_expire_now'), text(': its timer fires with the next jiffy')];
  if (life.template) return [text('used again, armed '), strong(asked), ...armed(book, arm)];
  return [text('timer set to '), strong(asked), ...armed(book, arm)];
}

function packetWords(book: LifeRun, { packetsIn, packetsOut, arm }: LifeItem): Phrase[] {
  const parts: string[] = [];
  if (packetsIn > 0) parts.push(counted(packetsIn, 'packet'));
  if (packetsOut > 0) parts.push(counted(packetsOut, 'reply', 'replies'));
  const many = packetsIn + packetsOut > 1;
  if (!arm && !book.trace.index.detailed) return [text(parts.join(', '))];
  if (!arm) return [text(`${parts.join(', ')}, the timer is left as it is`)];
  const each = many ? ', timer restarted each time, ' : ', timer restarted, ';
  return [text(parts.join(', ') + each), code(askedText(book, arm))];
}

function heldWords(book: LifeRun, { arm }: LifeItem): Phrase[] {
  const lead = [text('fired, held')];
  if (!arm) return lead;
  return [...lead, text(', re-armed '), strong(askedText(book, arm)), ...armed(book, arm)];
}

function invalidWords(): Phrase[] {
  return [
    text('put aside, its server may not be used: '),
    code('vport 0xffff, dport 0xffff'),
    text(', no lookup finds it; it stays until its timer ends'),
  ];
}

function releasedWords(book: LifeRun, life: Life): Phrase[] {
  const { index } = book.trace;
  const { kind, what } = index.at(life.died);
  const lived = span(book.trace.time(life.died) - book.trace.time(life.born));
  if (kind === 'timer' && index.entryOf(life.died) === life.uid)
    return [text('fired, nothing holds it: '), strong('released'), text(`, lived ${lived}`)];
  const by = kind === 'timer' || kind === 'command' ? [text(' by '), code(what)] : [];
  return [strong('released'), ...by, text(`, lived ${lived}`)];
}
