import { formatEndpoint } from '../../base/inet.ts';
import { type ip_vs_conn, type ip_vs_dest, is_template } from '../../kernel/ipvs/ip_vs.ts';
import { uptimeOf } from '../../kernel/lib/jiffies.ts';
import type { RawStep } from '../../trace/recorder.ts';
import type { Trace, Visit } from '../../trace/trace.ts';
import type { Cursor, Phrase } from '../../trace/views.ts';
import { eventSubject } from '../labels.ts';
import { code, link, seconds, serverPhrase, template, text } from '../phrases.ts';
import type { Servers } from '../servers.ts';

/** What an explanation is made from: one event, visited, and the run around it. */
export interface WhyContext {
  readonly trace: Trace;
  readonly visit: Visit;
  readonly servers: Servers;
  readonly event: number;
  readonly time: number;
}

export function whyContext(trace: Trace, servers: Servers, event: number): WhyContext {
  return { trace, visit: trace.visit(event), servers, event, time: trace.time(event) };
}

/** The real server of an entry, or the address that it has without one. */
export function serverOf({ servers }: WhyContext, cp: ip_vs_conn): Phrase {
  const { dest } = cp;
  return dest ? serverPhrase(servers.of(dest.addr, dest.port)) : code(formatEndpoint(cp.daddr, cp.dport));
}

export function destOf({ servers }: WhyContext, dest: ip_vs_dest): Phrase {
  return serverPhrase(servers.of(dest.addr, dest.port));
}

/** `172.16.0.1:40001 → 10.0.0.100:80`. */
export function flowText(cp: ip_vs_conn): string {
  return `${formatEndpoint(cp.caddr, cp.cport)} → ${formatEndpoint(cp.vaddr, cp.vport)}`;
}

export function flow(cp: ip_vs_conn): Phrase {
  return is_template(cp) ? template(flowText(cp)) : code(flowText(cp));
}

/** Where an entry was made, and when. */
export function birthOf(context: WhyContext, cp: ip_vs_conn): { at: Cursor; time: number } | null {
  const life = context.trace.index.lives.get(cp.uid);
  if (!life) return null;
  return { at: context.trace.index.birthOf(life), time: context.trace.time(life.born) };
}

/** ` Packet 1 made it 3.000 s ago`, without its end. */
export function madeAgo(context: WhyContext, cp: ip_vs_conn): Phrase[] {
  const birth = birthOf(context, cp);
  if (!birth) return [];
  const subject = link(eventSubject(context.trace, birth.at.event), birth.at);
  return [text(' '), subject, text(` made it ${seconds(context.time - birth.time)} ago`)];
}

/** How long ago an entry was made and by what, as a sentence of its own; nothing where that is before the case. */
export function madeBy(context: WhyContext, cp: ip_vs_conn): Phrase[] {
  const ago = madeAgo(context, cp);
  return ago.length === 0 ? [] : [...ago, text('.')];
}

/** The first step of the event that passes a test, as a place to go to. */
export function stepAt(context: WhyContext, test: (step: RawStep) => boolean): Cursor | null {
  const step = context.visit.recorder.rawSteps.find(test);
  return step ? { event: context.event, step: step.number } : null;
}

/** Words that lead to a step of the event; plain words when there is none. */
export function here(context: WhyContext, words: string, test: (step: RawStep) => boolean): Phrase {
  const at = stepAt(context, test);
  return at ? link(words, at) : text(words);
}

/** A test for {@link here}: a branch by the beginning of its condition, with its outcome. */
export const branchIs =
  (condition: string, taken?: boolean) =>
  (step: RawStep): boolean =>
    step.kind === 'branch' &&
    step.text.startsWith(condition) &&
    (taken === undefined || step.taken === taken);

export const callOf =
  (fn: string | RegExp) =>
  (step: RawStep): boolean =>
    step.kind === 'call' && (typeof fn === 'string' ? step.text === fn : fn.test(step.text));

/** Did the event come through a branch with this outcome? */
export function took(context: WhyContext, condition: string, taken = true): boolean {
  return context.visit.recorder.rawSteps.some(branchIs(condition, taken));
}

/** Whether the event called a function, at any of its steps. */
export function called(context: WhyContext, fn: string | RegExp): boolean {
  return context.visit.recorder.rawSteps.some(callOf(fn));
}

/** Seconds of uptime with the digits that HZ gives. */
export function stamp({ visit }: WhyContext, jiffies: number): string {
  const { hz } = visit.ipvs.params;
  return uptimeOf(hz, jiffies).toFixed(hz === 100 ? 2 : 3);
}

/** A length of time in jiffies, without needless digits: `60 s`. */
export function lengthOf({ visit }: WhyContext, jiffies: number): string {
  return `${Number((jiffies / visit.ipvs.params.hz).toFixed(3))} s`;
}
