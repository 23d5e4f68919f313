import type { FamilyRow } from '../../../trace/queue-views.ts';
import type { EventRow, FamilyView, Phrase } from '../../../trace/views.ts';
import { endpoint } from '../../ui/format.ts';

const text = (words: string): Phrase => ({ kind: 'text', text: words });
const code = (words: string): Phrase => ({ kind: 'code', text: words });
const strong = (words: string): Phrase => ({ kind: 'strong', text: words });

export interface HereFacts {
  family: FamilyView;
  /** The event at the cursor. */
  row: EventRow | null;
  time: number;
  /** Timeout of the persistent service in seconds; null = unknown. */
  persistent: number | null;
  /** What else is known of the template. */
  about?: FamilyRow;
  /** Rebuilt from a log. */
  told?: boolean;
  /** Seconds of uptime as text, with the digits that HZ gives. */
  stamp: (seconds: number) => string;
}

/** Why a template is in the table at this moment, and what would end it; from ip_vs_conn_expire and ip_vs_sched_persist. */
export function whyHere(facts: HereFacts): Phrase[] {
  return [...aboutIt(facts), ...hereWords(facts), ...renewedBy(facts)];
}

/** What is special about it: put aside, its server gone. */
function aboutIt({ about }: HereFacts): Phrase[] {
  if (about?.label === 'put aside')
    return [
      strong('It was put aside: '),
      text('its server could not be used when it was last asked, so '),
      code('ip_vs_check_template'),
      text(
        ' gave it client port 0 and port 0xffff at both other ends. No lookup finds it; it only waits for its timer. ',
      ),
    ];
  if (about?.orphan === 'server removed')
    return [text('Its server was removed: the next connection puts it aside and is scheduled anew. ')];
  if (about?.orphan === 'weight 0')
    return [
      text('Its server has weight 0: it is followed nevertheless, unless '),
      code('expire_quiescent_template'),
      text(' is set. '),
    ];
  return [];
}

/** Who armed it last. */
function renewedBy({ about, stamp }: HereFacts): Phrase[] {
  if (!about?.renewed) return [];
  const { at, label, time } = about.renewed;
  const held = about.held > 0 ? `, held ${about.held} ${about.held === 1 ? 'time' : 'times'} until now` : '';
  return [text(' Last armed by '), { kind: 'link', text: label, to: at }, text(` at ${stamp(time)}${held}.`)];
}

function hereWords(facts: HereFacts): Phrase[] {
  const { family, row, stamp } = facts;
  const { template, children } = family;
  const fired =
    row?.kind === 'timer' && row.client === endpoint(template.caddr, template.cport) && template.nControl > 0;
  if (fired)
    return [
      strong('The timer fired and the template stays. '),
      code('ip_vs_conn_expire'),
      text(' found '),
      code(`n_control ${template.nControl}`),
      ...whoHolds(facts),
      text(' So the kernel printed '),
      code('delayed'),
      text(' and armed it for another '),
      strong(`${seconds(template.timeout)}`),
      text('. This repeats until the last of its entries is gone.'),
    ];
  if (template.fires === null && facts.told)
    return [text('The log does not tell when its timer was armed, so how long it has left is not known.')];
  if (template.fires === null)
    return [
      text('It is in use by this packet: its timer is not armed until '),
      code('ip_vs_conn_put'),
      text('.'),
    ];
  if (template.nControl > 0)
    return [
      code('n_control'),
      text(' is '),
      code(String(template.nControl)),
      ...whoHolds(facts),
      text(' Its timer fires at '),
      strong(stamp(template.fires)),
      text('. If one of them is alive then, '),
      code('ip_vs_conn_expire'),
      text(' does not release it but arms it for another 60 s.'),
    ];
  return [
    text(children.length > 0 ? '' : 'No entry is controlled by it any more, '),
    text('only its own timer keeps it. It asks '),
    code(stamp(template.asked ?? template.fires)),
    text(' and fires at '),
    strong(stamp(template.fires)),
    ...(facts.about?.label === 'put aside' || facts.about?.orphan === 'server removed'
      ? [text('.')]
      : nextConnection(facts)),
  ];
}

/** What it does for the client's next connection. */
function nextConnection({ family: { template }, persistent }: HereFacts): Phrase[] {
  return [
    text('. A new connection of this client before that is sent to '),
    ...(template.server ? [{ kind: 'server' as const, server: template.server }] : [code(template.daddr)]),
    text(persistent === null ? ' and arms it anew.' : ` and arms it for ${persistent} s anew.`),
  ];
}

/** `: entry :40001 is alive ...`, or how many and until when. */
function whoHolds({ family: { children }, stamp }: HereFacts): Phrase[] {
  if (children.length === 0) return [text('.')];
  const last = children.reduce((a, b) => ((b.fires ?? 0) > (a.fires ?? 0) ? b : a));
  const until = last.fires === null ? [] : [text(', due at '), code(stamp(last.fires))];
  if (children.length === 1)
    return [text(': entry '), code(`:${last.cport}`), text(' in '), code(last.state), ...until, text('.')];
  return [text(`: ${children.length} entries, the last is `), code(`:${last.cport}`), ...until, text('.')];
}

function seconds(value: number): string {
  return `${Number(value.toFixed(2))} s`;
}
