import type { Remedy } from '../../trace/finding-views.ts';
import type { Phrase } from '../../trace/views.ts';
import { code, text } from '../phrases.ts';
import type { ConfigService, ConfigState } from './config.ts';
import type { Found } from './detector.ts';
import type { FindingRun } from './run.ts';

/** Something wrong with the rules of one state. */
export interface RuleIssue {
  /** Tells issues of one service apart: `one-method`. */
  readonly kind: string;
  readonly service: string;
  readonly severity: Found['severity'];
  readonly summary: string;
  readonly headline: string;
  readonly why: readonly Phrase[];
  readonly remedies: readonly Remedy[];
  readonly figures: Found['figures'];
}

/** The state that is looked at, and whether it is one in which the case stays: the first or the last. */
export type RuleLook = (state: ConfigState, stays: boolean) => readonly RuleIssue[];

/** What `look` finds in any state of the configuration, each once, with the command that first led to it. */
export function lintRules(run: FindingRun, look: RuleLook): Found[] {
  const known = new Map<string, Found>();
  const { states } = run.config;
  states.forEach((state, i) => {
    for (const { kind, ...issue } of look(state, i === 0 || i === states.length - 1)) {
      const key = kind === '' ? issue.service : `${issue.service} ${kind}`;
      if (known.has(key)) continue;
      const event = state.input < 0 ? -1 : run.eventOfInput(state.input);
      const cases =
        event < 0 ? [] : [run.case(event, [text('first shown by '), code(`ipvsadm ${state.text}`)])];
      known.set(key, { key, ...issue, cases, omitted: 0, chart: null });
    }
  });
  return [...known.values()];
}

/** A rule that is looked at for each service. */
export const eachService =
  (look: (service: ConfigService, state: ConfigState, stays: boolean) => readonly RuleIssue[]): RuleLook =>
  (state, stays) =>
    state.services.flatMap((service) => look(service, state, stays));

export const remedy = (words: string, ...commands: readonly string[]): Remedy => ({
  phrases: [text(words)],
  commands,
});

/** `ipvsadm -E -t 10.0.0.100:80 -s rr`, then what else is changed. */
export function editCommand({ name, options }: ConfigService, more: string): string {
  return `ipvsadm -E ${name} -s ${options.scheduler} ${more}`.trim();
}
