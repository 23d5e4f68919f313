import { code, counted, link, seconds, text } from '../phrases.ts';
import { TEMPLATE_QUIESCED } from './about/sessions.ts';
import { type Detector, type Found, MOST_CASES } from './detector.ts';
import type { Connection, FindingRun } from './run.ts';
import { byService, isUnanswered, type Template, templatesOf } from './templates.ts';

/** A connection that a template sent to a server of weight 0. */
interface Pinned {
  readonly service: string;
  readonly template: Template;
  readonly connection: Connection;
  /** Event of the command that set the weight to 0; -1 = the rules before the first input. */
  readonly quiesced: number;
}

/** The last command before a moment that left the server at weight 0; undefined = it is not at weight 0. */
function quiescedBy(run: FindingRun, service: string, server: string, timeNs: number): number | undefined {
  let since: number | undefined;
  for (const state of run.config.states) {
    if (state.timeNs > timeNs) break;
    const rules = state.services.find(({ name }) => name === service);
    const weight = rules?.servers.find(({ key }) => key === server)?.options.weight;
    if (weight !== 0) since = undefined;
    else since ??= state.input;
  }
  return since;
}

function pinnedBy(run: FindingRun, template: Template): Pinned[] {
  const { service, server } = template;
  if (run.config.states.length === 1) return [];
  return template.connections.slice(1).flatMap((connection) => {
    const input = quiescedBy(run, service, server, run.index.timeOf(connection.life.born));
    if (input === undefined) return [];
    return [{ service, template, connection, quiesced: input < 0 ? -1 : run.eventOfInput(input) }];
  });
}

function foundAt(run: FindingRun, service: string, pinned: readonly Pinned[]): Found {
  const [first] = pinned;
  const templates = new Set(pinned.map(({ template }) => template.life.uid)).size;
  const unanswered = pinned.filter(({ connection }) => isUnanswered(run, connection.life)).length;
  const { life, server, rules } = first.template;
  const when = first.quiesced < 0 ? null : run.time(first.quiesced);
  return {
    key: service,
    severity: unanswered > 0 ? 'loses' : 'risk',
    summary: `${counted(pinned.length, 'new connection')} went to a server of weight 0`,
    headline: `${life.client} was sent to ${server} ${when === null ? 'at weight 0' : `${seconds(run.time(first.connection.life.born) - when)} after its weight became 0`}`,
    why: [
      link('This template', run.index.birthOf(life)),
      text(` points to ${server}. `),
      code('ip_vs_check_template'),
      text(' asks whether the server is still there; it asks for its weight only if '),
      code('expire_quiescent_template'),
      text(' is 1. Here it is 0, so the template is used and '),
      code('ip_vs_sched_persist'),
      text(
        ` re-arms it with ${rules?.options.persistent ?? 0} s at each new connection: the server never drains.`,
      ),
    ],
    remedies: [
      {
        phrases: [text('Let templates of servers of weight 0 be passed over.')],
        commands: ['sysctl -w net.ipv4.vs.expire_quiescent_template=1'],
      },
    ],
    cases: pinned
      .slice(0, MOST_CASES)
      .map(({ connection, quiesced }) =>
        run.case(
          run.index.birthOf(connection.life),
          [
            code(connection.life.label),
            text(` went to ${connection.server}, weight 0`),
            ...(quiesced < 0 ? [] : [link(' since then', run.case(quiesced, []).at)]),
          ],
          connection.life.uid,
        ),
      ),
    omitted: Math.max(0, pinned.length - MOST_CASES),
    chart: null,
    service,
    figures: { templates, connections: pinned.length, unanswered },
  };
}

/** New connections that a template sent to a server after its weight became 0. */
export const templateQuiesced: Detector = {
  about: TEMPLATE_QUIESCED,
  detect(run) {
    const pinned = templatesOf(run).flatMap((template) => pinnedBy(run, template));
    return [...byService(pinned)].map(([service, group]) => foundAt(run, service, group));
  },
};
