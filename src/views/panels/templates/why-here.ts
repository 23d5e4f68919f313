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
  /** Rebuilt from a log. */
  told?: boolean;
  /** Seconds of uptime as text, with the digits that HZ gives. */
  stamp: (seconds: number) => string;
}

/** Why a template is in the table at this moment, and what would end it; from ip_vs_conn_expire and ip_vs_sched_persist. */
export function whyHere(facts: HereFacts): Phrase[] {
  const { family, row, persistent, stamp } = facts;
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
