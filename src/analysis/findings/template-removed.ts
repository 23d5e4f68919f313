import { code, counted, link, text } from '../phrases.ts';
import { TEMPLATE_REMOVED } from './about/sessions.ts';
import { type Detector, type Found, MOST_CASES } from './detector.ts';
import type { FindingRun } from './run.ts';
import { byService, type Template, templatesOf } from './templates.ts';

/** A template of a server that was removed while it lived, and what came of its client. */
interface Orphan {
  readonly service: string;
  readonly template: Template;
  /** Event of the command that removed the server. */
  readonly removed: number;
  /** The next template of the same client, at another server; null = the client did not come again. */
  readonly next: Template | null;
}

function removalOf(run: FindingRun, { life, service, server }: Template): number {
  for (const state of run.config.states) {
    if (state.input < 0 || state.timeNs <= run.index.timeOf(life.born)) continue;
    const rules = state.services.find(({ name }) => name === service);
    if (!rules) return -1;
    if (rules.servers.some(({ key }) => key === server)) continue;
    const event = run.eventOfInput(state.input);
    return life.died >= 0 && life.died < event ? -1 : event;
  }
  return -1;
}

function orphansOf(run: FindingRun, templates: readonly Template[]): Orphan[] {
  const next = new Map<number, Template>();
  const last = new Map<string, Template>();
  for (const template of templates) {
    const before = last.get(template.life.client);
    if (before) next.set(before.life.uid, template);
    last.set(template.life.client, template);
  }
  return templates.flatMap((template) => {
    const removed = removalOf(run, template);
    if (removed < 0) return [];
    const later = next.get(template.life.uid);
    const moved = later && later.life.born > removed && later.server !== template.server;
    return [{ service: template.service, template, removed, next: moved ? later : null }];
  });
}

function foundAt(run: FindingRun, service: string, orphans: readonly Orphan[]): Found | null {
  const moved = orphans.filter(({ next }) => next !== null);
  const [first] = moved;
  if (!first?.next) return null;
  const { life, server } = first.template;
  const expires = run.config.at(run.index.timeOf(first.removed)).sysctl.expire_nodest_conn;
  return {
    key: service,
    severity: 'note',
    summary: `${moved.length} of ${counted(orphans.length, 'client')} of a removed server moved to another`,
    headline: `${life.client} was kept at ${server}, which was removed, and moved to ${first.next.server}`,
    why: [
      link('The server was removed', run.case(first.removed, []).at),
      text(' while '),
      link('the template', run.index.birthOf(life)),
      text(' pointed to it. '),
      ...(expires
        ? [code('expire_nodest_conn'), text(' is 1: the template is released soon after. ')]
        : [
            code('ip_vs_check_template'),
            text(
              ' finds the server unavailable at the next connection, makes the template invalid (client port and virtual port 0xffff) and ',
            ),
          ]),
      link('the scheduler chose again', run.index.birthOf(first.next.life)),
      text('. What the server kept of the session is lost.'),
    ],
    remedies: [
      {
        phrases: [text('Set the weight to 0 first, and remove the server when its templates have ended.')],
        commands: [`ipvsadm -e ${service} -r ${server} -w 0`],
      },
    ],
    cases: moved.slice(0, MOST_CASES).map(({ template, next }) => {
      const at = next ? run.index.birthOf(next.life) : run.index.birthOf(template.life);
      const words = [
        code(template.life.label),
        text(` moved from ${template.server} to ${next?.server ?? ''}`),
      ];
      return run.case(at, words, next?.life.uid);
    }),
    omitted: Math.max(0, moved.length - MOST_CASES),
    chart: null,
    service,
    figures: { templates: orphans.length, moved: moved.length },
  };
}

/** Clients that a template kept at a server which was removed, and that were moved. */
export const templateRemoved: Detector = {
  about: TEMPLATE_REMOVED,
  detect(run) {
    if (run.config.states.length === 1) return [];
    return [...byService(templatesOf(run))].flatMap(
      ([service, templates]) => foundAt(run, service, orphansOf(run, templates)) ?? [],
    );
  },
};
