import { code, counted, link, span, text } from '../phrases.ts';
import { TEMPLATE_TIMEOUT_CHANGED } from './about/sessions.ts';
import { type Detector, type Found, MOST_CASES } from './detector.ts';
import type { FindingRun } from './run.ts';
import { byService, type Template, templatesOf } from './templates.ts';

/** A template that was alive when -p of its service changed. */
interface Stale {
  readonly service: string;
  readonly template: Template;
  readonly asked: number;
  /** -p after the change; null = the service is not persistent any more. */
  readonly now: number | null;
  /** Event of the command. */
  readonly changed: number;
  /** Connections that it placed later, each of which armed it with the old timeout. */
  readonly used: number;
}

function staleOf(run: FindingRun, template: Template): Stale | null {
  const asked = template.rules?.options.persistent ?? null;
  if (asked === null) return null;
  const { life, service, connections } = template;
  for (const state of run.config.states) {
    if (state.input < 0 || state.timeNs <= run.index.timeOf(life.born)) continue;
    const rules = state.services.find(({ name }) => name === service);
    if (!rules) return null;
    const now = rules.options.persistent;
    if (now === asked) continue;
    const changed = run.eventOfInput(state.input);
    if (changed < 0 || (life.died >= 0 && life.died < changed)) return null;
    const used = connections.filter((made) => made.life.born > changed).length;
    return { service, template, asked, now, changed, used };
  }
  return null;
}

function foundAt(run: FindingRun, service: string, stale: readonly Stale[]): Found {
  const [first] = stale;
  const used = stale.reduce((sum, one) => sum + one.used, 0);
  const to = first.now === null ? 'none' : span(first.now);
  return {
    key: service,
    severity: used > 0 ? 'risk' : 'note',
    summary: `${counted(stale.length, 'template')} kept the old timeout of ${span(first.asked)}`,
    headline: `The persistence timeout went from ${span(first.asked)} to ${to}; ${counted(stale.length, 'live template')} kept ${span(first.asked)}`,
    why: [
      link('This command', run.case(first.changed, []).at),
      text(' changes '),
      code('svc->timeout'),
      text(' only. A template takes its '),
      code('timeout'),
      text(' from the service '),
      link('when it is made', run.index.birthOf(first.template.life)),
      text(', in '),
      code('ip_vs_sched_persist'),
      text(
        `, and is armed with that at every connection that it places: ${counted(used, 'connection')} after the change.`,
      ),
      text(first.now === null ? ' Without -p new connections do not look for templates any more.' : ''),
    ],
    remedies: [
      {
        phrases: [text('Wait until the templates have ended; the list shows those with client port 0.')],
        commands: ['ipvsadm -Lcn'],
      },
    ],
    cases: stale
      .slice(0, MOST_CASES)
      .map(({ template, asked, changed, used: later }) =>
        run.case(
          changed,
          [code(template.life.label), text(` kept ${span(asked)}; ${counted(later, 'connection')} later`)],
          template.life.uid,
        ),
      ),
    omitted: Math.max(0, stale.length - MOST_CASES),
    chart: null,
    service,
    figures: { templates: stale.length, before: first.asked, after: first.now ?? 0, used },
  };
}

/** Templates that keep the persistence timeout of the time when they were made. */
export const templateTimeoutChanged: Detector = {
  about: TEMPLATE_TIMEOUT_CHANGED,
  detect(run) {
    if (run.config.states.length === 1) return [];
    const stale = templatesOf(run).flatMap((template) => staleOf(run, template) ?? []);
    return [...byService(stale)].map(([service, group]) => foundAt(run, service, group));
  },
};
