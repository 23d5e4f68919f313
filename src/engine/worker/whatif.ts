import { FindingRun } from '../../analysis/findings/run.ts';
import { answering } from '../../analysis/whatif/answers.ts';
import { applied } from '../../analysis/whatif/apply.ts';
import { type Changed, changedPackets, changedRows } from '../../analysis/whatif/changed.ts';
import { figuresOf } from '../../analysis/whatif/figures.ts';
import { frontOf } from '../../analysis/whatif/front.ts';
import { presetsOf } from '../../analysis/whatif/presets.ts';
import type { Problem } from '../../base/result.ts';
import { Trace } from '../../trace/trace.ts';
import type { Alternative, ChangedWindow, Preset, WhatIfRow, WhatIfView } from '../../trace/whatif-views.ts';
import type { WhatIfQuery } from '../protocol/whatif.ts';
import { ForwardPass, type Work } from './growing.ts';
import type { Draft, LoadedCase } from './loaded-case.ts';

/** An alternative that was played: its figures by service, and what went otherwise. */
interface Played {
  readonly alternative: Alternative;
  readonly row: Omit<WhatIfRow, 'figures'>;
  readonly figures: Map<string | null, WhatIfRow['figures']>;
  readonly changed: Changed | null;
}

const NOTHING_CHANGED = { packets: 0, verdict: 0, server: 0 };
const LIMIT =
  'The same packets: replies come from the server that the other rules chose. What a client would have sent after another answer is not known.';
const AS_RECORDED: Alternative = {
  id: '',
  title: '',
  profile: null,
  tabBits: null,
  from: null,
  lines: [],
};

/** The case that the model plays, under other rules. Of each alternative its figures are kept, not its run. */
export class WhatIf {
  private readonly played = new Map<string, Played>();
  private readonly base: FindingRun;
  private readonly presets = new Map<string | null, Preset[]>();

  /** @param model the side that the model plays, to its end */
  constructor(private readonly model: LoadedCase) {
    this.base = new FindingRun(model.trace, model.servers, model.lives);
  }

  presetsOf(service: string | null): Preset[] {
    const known = this.presets.get(service) ?? presetsOf(this.model.trace.program, service);
    this.presets.set(service, known);
    return known;
  }

  check(alternative: Alternative): readonly Problem[] {
    return applied(this.model.trace.program, alternative).problems;
  }

  /** Plays what is not known yet; null = it was stopped. */
  async view({ service, alternatives }: WhatIfQuery, work: Work): Promise<WhatIfView | null> {
    for (const [at, alternative] of alternatives.entries()) {
      const part = { ...work, onProgress: portion(work, at, alternatives.length) };
      if (!(await this.play(alternative, service, part))) return null;
    }
    const rows = alternatives.flatMap(({ id }): WhatIfRow[] => {
      const known = this.played.get(id);
      return known ? [{ ...known.row, figures: known.figures.get(service) ?? null }] : [];
    });
    const base = this.baseRow(service);
    return { service, base, rows, limits: [LIMIT], front: frontOf([base, ...rows]) };
  }

  private baseRow(service: string | null): WhatIfRow {
    const options = this.base.config.first.services.find(({ name }) => name === service)?.options;
    const persistent = options?.persistent === null ? '' : ` -p ${options?.persistent}`;
    const title = options
      ? `${options.scheduler}${persistent}`
      : this.model.trace.program.params.profile.name;
    return {
      alternative: { ...AS_RECORDED, title },
      figures: figuresOf(this.base, service),
      changed: NOTHING_CHANGED,
      commands: [],
      notes: [],
      problems: [],
    };
  }

  /** False = it was stopped. Figures of another service need another run. */
  private async play(alternative: Alternative, service: string | null, work: Work): Promise<boolean> {
    const known = this.played.get(alternative.id);
    if (known && (known.figures.has(service) || known.row.problems.some(isError))) return true;
    const { program, commands, notes, problems } = applied(this.model.trace.program, alternative);
    const about = { alternative, commands, notes, problems };
    if (problems.some(isError)) {
      const row = { ...about, changed: NOTHING_CHANGED };
      this.played.set(alternative.id, { alternative, row, figures: new Map(), changed: null });
      return true;
    }
    const trace = new Trace(answering(program, this.base), false, false);
    if (!(await new ForwardPass(trace, `replaying ${alternative.title}`).play(work))) return false;
    const run = new FindingRun(trace, this.model.servers);
    const changed = known?.changed ?? changedPackets(this.base, run);
    const figures = known?.figures ?? new Map();
    figures.set(service, figuresOf(run, service));
    const row = { ...about, changed: changed.counts };
    this.played.set(alternative.id, { alternative, row, figures, changed });
    return true;
  }

  changed(id: string, from: number, count: number): ChangedWindow {
    const changed = this.played.get(id)?.changed;
    if (!changed) return { from: 0, total: 0, rows: [] };
    return { from, total: changed.base.length, rows: changedRows(this.base, changed, from, count) };
  }

  /** The case with an alternative's changes; null = no such one was played. */
  draftOf(id: string): Draft | null {
    const alternative = this.played.get(id)?.alternative;
    if (!alternative) return null;
    const { draft } = this.model;
    const { program } = applied(draft.program, alternative);
    return { ...draft, title: alternative.title, program: answering(program, this.base) };
  }
}

const isError = ({ severity }: Problem): boolean => severity === 'error';

/** Progress of one of several runs, as a part of all of them. */
function portion({ onProgress }: Work, at: number, of: number): Work['onProgress'] {
  return (progress) =>
    onProgress({ ...progress, done: at * progress.total + progress.done, total: of * progress.total });
}
