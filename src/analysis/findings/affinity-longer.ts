import { code, counted, link, span, text } from '../phrases.ts';
import { AFFINITY_LONGER } from './about/sessions.ts';
import { type Detector, type Found, MOST_CASES } from './detector.ts';
import type { FindingRun } from './run.ts';
import { byService, type Template, templatesOf } from './templates.ts';

/** A template that lived on after its time, because entries that it controls were alive. */
interface Held {
  readonly service: string;
  readonly template: Template;
  /** Seconds that were asked for after its last use, and that were given. */
  readonly asked: number;
  readonly given: number;
  /** Events in which its timer was armed again for 60 s. */
  readonly holds: readonly number[];
  /** Connections that it placed after it should have ended. */
  readonly kept: number;
}

/** Longer than asked by more than the timer wheel's rounding and one short wait explain. */
const MUCH = 1.5;
const TCP = 6;
/** IP_VS_TCP_S_ESTABLISHED. */
const ESTABLISHED = 1;

function holdsByTemplate(run: FindingRun): Map<number, number[]> {
  const holds = new Map<number, number[]>();
  for (const event of run.eventsSaying('template: timer fired, held, re-armed 60 s')) {
    const uid = run.index.entryOf(event);
    const known = holds.get(uid);
    if (known) known.push(event);
    else holds.set(uid, [event]);
  }
  return holds;
}

/** The event of the last packet; what comes later are timers, by which open connections end that were not seen to. */
function lastPacket({ index }: FindingRun): number {
  for (let event = index.length - 1; event >= 0; event--) if (index.kindOf(event) === 0) return event;
  return -1;
}

/** Event up to which it is known that a template lived: of one that an open connection holds, the last packet. */
function knownEnd({ index }: FindingRun, { life, connections }: Template, last: number): number {
  const open = connections.some(
    (made) =>
      made.life.protocol === TCP &&
      (made.life.died < 0 || made.life.died > last) &&
      index.byEntry.stateAt(made.life.uid, last) === ESTABLISHED,
  );
  const died = life.died < 0 ? last : life.died;
  return open ? Math.min(died, last) : died;
}

function heldOf(run: FindingRun, template: Template, holds: readonly number[], last: number): Held | null {
  const asked = template.rules?.options.persistent ?? 0;
  const { life, service, connections, server } = template;
  if (asked === 0 || holds.length === 0 || holds[0] > last) return null;
  const served = run.config.service(service, run.index.timeOf(holds[0]));
  if (!served?.servers.some(({ key }) => key === server)) return null;
  const used = connections.findLast((made) => made.life.born < holds[0])?.life.born ?? life.born;
  const given = run.time(knownEnd(run, template, last)) - run.time(used);
  if (given < asked * MUCH) return null;
  const kept = connections.filter((made) => made.life.born > holds[0]).length;
  return { service, template, asked, given, holds, kept };
}

function foundAt(run: FindingRun, service: string, held: readonly Held[], all: number): Found {
  const worst = held.reduce((a, b) => (b.given > a.given ? b : a));
  const { life } = worst.template;
  const kept = held.reduce((sum, one) => sum + one.kept, 0);
  const [asked, given] = [worst.asked, Number(worst.given.toFixed(2))];
  return {
    key: service,
    severity: 'note',
    summary: `${held.length} of ${counted(all, 'template')} lived longer than -p ${asked} says`,
    headline: `${span(asked)} of affinity asked, ${span(given)} given`,
    why: [
      text('When the timer of '),
      link('this template', run.index.birthOf(life)),
      link(' ended', run.case(worst.holds[0], []).at),
      text(', a connection that it controls was still in the table ('),
      code('n_control'),
      text(' > 0). '),
      code('ip_vs_conn_expire'),
      text(
        ` then keeps the template and arms it for 60 s again: ${counted(worst.holds.length, 'time')} here. How long entries live is what the timeouts of their states say, not `,
      ),
      code('-p'),
      text('.'),
    ],
    remedies: [
      {
        phrases: [
          text(
            'Shorten the timeouts of states (ESTABLISHED, FIN_WAIT, UDP), so that entries go sooner. TIME_WAIT has no option.',
          ),
        ],
        commands: [`ipvsadm --set ${run.config.at(run.index.timeOf(life.born)).tcpTimeouts[1]} 30 120`],
      },
    ],
    cases: held
      .slice(0, MOST_CASES)
      .map(({ template, holds, given: seconds, kept: later }) =>
        run.case(
          holds[0],
          [
            code(template.life.label),
            text(` was held ${counted(holds.length, 'time')} and given ${seconds.toFixed(2)} s`),
            text(later > 0 ? `; it placed ${counted(later, 'connection')} after its time` : ''),
          ],
          template.life.uid,
        ),
      ),
    omitted: Math.max(0, held.length - MOST_CASES),
    chart: null,
    service,
    figures: { templates: all, held: held.length, asked, given, kept },
  };
}

/** Templates that lived much longer than the persistence timeout, held by entries that they control. */
export const affinityLonger: Detector = {
  about: AFFINITY_LONGER,
  detect(run) {
    const holds = holdsByTemplate(run);
    if (holds.size === 0) return [];
    const last = lastPacket(run);
    return [...byService(templatesOf(run))].flatMap(([service, templates]) => {
      const held = templates.flatMap((one) => heldOf(run, one, holds.get(one.life.uid) ?? [], last) ?? []);
      return held.length > 0 ? [foundAt(run, service, held, templates.length)] : [];
    });
  },
};
