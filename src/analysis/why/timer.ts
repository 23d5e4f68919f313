import { type ip_vs_conn, is_template } from '../../kernel/ipvs/ip_vs.ts';
import { ip_vs_state_name } from '../../kernel/ipvs/ip_vs_proto.ts';
import { granularity_of } from '../../kernel/lib/timer.ts';
import { EVENT_KINDS } from '../../trace/event-index.ts';
import type { LifeArm } from '../../trace/life-log.ts';
import type { Phrase } from '../../trace/views.ts';
import { eventSubject } from '../labels.ts';
import { code, counted, link, span, strong, text } from '../phrases.ts';
import { branchIs, callOf, destOf, flow, here, lengthOf, stamp, type WhyContext } from './context.ts';

/** Why a timer fired now, and what became of what it belongs to. */

const TIMER = EVENT_KINDS.indexOf('timer');

/** The arming that came due with this event. */
export function armBefore(context: WhyContext, cp: ip_vs_conn): LifeArm | null {
  const arms = context.trace.index.armsOf(cp.uid);
  return arms.findLast(({ event }) => event < context.event) ?? null;
}

/** Jiffies that share a slot on the level into which an arming fell; 1 = it fires on time. */
export function slotWidth(context: WhyContext, arm: LifeArm): number {
  const { timers, params } = context.visit.ipvs;
  if (timers.kind === 'cascading') return 1;
  const armedAt = Math.floor(context.trace.time(arm.event) * params.hz);
  const asked = Math.round(context.trace.uptime(arm.asked) * params.hz);
  return granularity_of(Math.max(0, asked - armedAt), timers.depth);
}

/** ` Packet 9 armed it for 60 s: it asked 64.00, and the wheel ran its slot at 64.48, 0.48 s late.` */
function whenAsked(context: WhyContext, cp: ip_vs_conn): Phrase[] {
  const arm = armBefore(context, cp);
  if (!arm) return [];
  const { hz } = context.visit.ipvs.params;
  const { index } = context.trace;
  const again = index.kindOf(arm.event) === TIMER && index.entryOf(arm.event) === cp.uid;
  const words = again ? 'Its expiry before' : eventSubject(context.trace, arm.event);
  const subject = link(words, { event: arm.event, step: arm.step });
  const asked = context.trace.uptime(arm.asked) - context.trace.time(arm.event);
  const late = arm.fires - arm.asked;
  const lead = [text(' '), subject];
  if (asked <= 1.5 / hz && late <= 8) return [...lead, text(' told it to expire with the next jiffy.')];
  const armed = [text(' armed it for '), strong(span(Math.round(asked * hz) / hz)), text(': it asked ')];
  if (late === 0)
    return [...lead, ...armed, code(stamp(context, arm.asked)), text(', and it fired on time.')];
  return [
    ...lead,
    ...armed,
    code(stamp(context, arm.asked)),
    text(
      `, and the wheel runs slots of ${span(slotWidth(context, arm) / hz)} that far ahead, so it fired at `,
    ),
    code(stamp(context, arm.fires)),
    text(`, ${span(late / hz)} late.`),
  ];
}

/** Who is alive and controlled by it. */
function holders(context: WhyContext, cp: ip_vs_conn): Phrase[] {
  const { index } = context.trace;
  const own = [...index.lives.values()].filter(
    ({ control, born, died }) =>
      control === cp.uid && born <= context.event && (died < 0 || died > context.event),
  );
  if (own.length === 0 || own.length > 3) return [];
  return [
    text(' ('),
    ...own.flatMap((life, at): Phrase[] => [text(at > 0 ? ', ' : ''), link(life.label, index.birthOf(life))]),
    text(')'),
  ];
}

function delayed(context: WhyContext, cp: ip_vs_conn): Phrase[] {
  const held: Phrase[] =
    cp.n_control > 0
      ? [
          here(context, `n_control ${cp.n_control}`, branchIs('atomic_read(&cp->n_control)', true)),
          text(`: ${counted(cp.n_control, 'entry', 'entries')} alive and controlled by it`),
          ...holders(context, cp),
        ]
      : [
          here(context, `refcnt ${cp.refcnt}`, branchIs('ip_vs_conn_unlink(cp)', false)),
          text(': somebody still uses it'),
        ];
  return [
    text(' '),
    here(context, 'ip_vs_conn_expire', callOf('ip_vs_conn_expire')),
    text(' found '),
    ...held,
    text('. So the kernel printed '),
    code('delayed'),
    text(' and armed it for another '),
    strong(lengthOf(context, cp.timeout)),
    text('.'),
  ];
}

function released(context: WhyContext, cp: ip_vs_conn): Phrase[] {
  const { facts } = context.visit.recorder;
  const state = is_template(cp) ? [] : [text(' in '), code(ip_vs_state_name(cp))];
  const others = facts.released.filter((one) => one !== cp);
  const along = others.flatMap((one): Phrase[] => [text(' Along with it went '), flow(one), text('.')]);
  const freed: Phrase[] = [
    text(' Nothing held it any more ('),
    here(context, 'n_control 0', branchIs('atomic_read(&cp->n_control)', false)),
    text('), so it was '),
    strong('released'),
    ...state,
    text('.'),
  ];
  const control = controlOf(context, cp);
  return [...freed, ...control, ...along];
}

/** The template that it no longer holds. */
function controlOf(context: WhyContext, cp: ip_vs_conn): Phrase[] {
  const { index } = context.trace;
  const life = index.lives.get(index.lives.get(cp.uid)?.control ?? 0);
  if (!life?.template) return [];
  const left = [...index.lives.values()].filter(
    ({ control, born, died }) =>
      control === life.uid && born <= context.event && (died < 0 || died > context.event),
  ).length;
  return [
    text(' Its template '),
    { kind: 'template', text: life.label },
    text(
      left > 0
        ? ` controls ${counted(left, 'other entry', 'other entries')} still.`
        : ' controls nothing any more.',
    ),
  ];
}

function expiry(context: WhyContext, cp: ip_vs_conn): Phrase[] {
  const kind = is_template(cp) ? 'template' : 'entry';
  const lead = [text(`The timer of ${kind} `), flow(cp), text(' fired.'), ...whenAsked(context, cp)];
  return context.visit.recorder.facts.delayed === cp
    ? [...lead, ...delayed(context, cp)]
    : [...lead, ...released(context, cp)];
}

const PERIODIC: Readonly<Record<string, string>> = {
  sync_thread:
    'The sync thread of the master looks at its buffers each second and sends what has waited for 2 s; full buffers go sooner.',
  master_wakeup_work: 'The sync master is woken, because much waits to be sent.',
  dest_trash:
    'Once a minute the trash is looked at: a removed server that nothing has pointed to for two minutes is freed.',
  sched_periodic:
    'Once a minute the scheduler of this service forgets destinations that were not asked for in a long time (lblc_expiration, lblcr_expiration; 6 minutes when its table is full).',
};

function defence(context: WhyContext): Phrase[] {
  const { sysctl } = context.visit.ipvs;
  const { released: gone } = context.visit.recorder.facts;
  const modes = `drop_entry ${sysctl.drop_entry}, drop_packet ${sysctl.drop_packet}, secure_tcp ${sysctl.secure_tcp}`;
  const lead = [
    text('The defence against floods looks at the memory once a second: '),
    code(modes),
    text('.'),
  ];
  if (sysctl.drop_entry <= 1) return lead;
  return [
    ...lead,
    text(' '),
    here(context, 'drop_entry', callOf('ip_vs_random_dropentry')),
    text(
      ` looked at a 32nd of the table's buckets and released ${counted(gone.length, 'entry', 'entries')}: half open ones, and some that were idle for a minute with few packets.`,
    ),
  ];
}

/** What the trash gave away this time, and what waits on. */
function trash(context: WhyContext): Phrase[] {
  const freed = context.visit.recorder.rawSteps.flatMap(({ effect }) =>
    effect?.op === 'list' && effect.item.kind === 'ip_vs_dest' ? [effect.item] : [],
  );
  const waiting = context.visit.ipvs.dest_trash;
  return [
    text(freed.length === 0 ? ' This time none was freed' : ' Freed: '),
    ...freed.flatMap((dest) => (dest.kind === 'ip_vs_dest' ? [destOf(context, dest)] : [])),
    text(waiting.length === 0 ? '.' : `; ${counted(waiting.length, 'server')} waiting: `),
    ...waiting
      .slice(0, 4)
      .flatMap((dest, at): Phrase[] => [
        text(at > 0 ? ', ' : ''),
        destOf(context, dest),
        text(` refcnt ${dest.refcnt}`),
      ]),
    text(waiting.length === 0 ? '' : '.'),
  ];
}

export function timerWords(context: WhyContext): Phrase[] {
  const { what, recorder } = context.visit;
  if (what.kind !== 'timer') return [];
  const { cp, kind } = what.fired;
  if (cp) return expiry(context, cp);
  if (kind === 'defense_work') return defence(context);
  if (kind === 'expire_nodest_conn_work')
    return [
      text('A real server was removed and '),
      code('expire_nodest_conn'),
      text(
        ` is set: one jiffy later ${counted(recorder.facts.released.length, 'entry', 'entries')} of removed servers went at once.`,
      ),
    ];
  return [
    text(PERIODIC[kind] ?? `Periodic work of IPVS: ${kind}.`),
    ...(kind === 'dest_trash' ? trash(context) : []),
  ];
}
