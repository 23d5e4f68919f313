import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import type { Jiffies } from '../../kernel/lib/jiffies.ts';
import { jiffies_of } from '../../kernel/machine.ts';
import type { EvidenceDifference, EvidenceResult } from '../../trace/evidence-views.ts';
import { eventAt } from '../../trace/moves.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Cursor } from '../../trace/views.ts';

/** The machine as it stands at a time: behind the last event up to there. It is only read. */
export interface MachineAt {
  readonly ipvs: netns_ipvs;
  /** The clock at the time itself, which may be later than the event. */
  readonly jiffies: Jiffies;
  readonly at: Cursor;
  readonly time: number;
}

/** @param time seconds of uptime */
export function machineAt(trace: Trace, time: number): MachineAt {
  const event = eventAt(trace, time);
  const machine = event < 0 ? trace.atStart() : trace.visit(event).ipvs;
  const at = event < 0 ? { event: -1, step: 0 } : { event, step: trace.stepsOf(event) };
  const jiffies = Math.max(machine.jiffies, jiffies_of(machine, time * 1e9));
  return { ipvs: { ...machine, jiffies }, jiffies, at, time };
}

/** Differences that are told one by one. */
const LIMIT = 200;

/** Counts rows and keeps the differences of a comparison. */
export class Comparison {
  private readonly differences: EvidenceDifference[] = [];
  private compared = 0;
  private agreeing = 0;
  private omitted = 0;
  readonly notes: string[] = [];

  constructor(
    private readonly unit: string,
    private readonly machine: MachineAt,
  ) {}

  /** A row that both have, with what differs in it. */
  row(subject: string, differing: readonly string[]): void {
    this.compared++;
    if (differing.length === 0) this.agreeing++;
    else this.add('differs', subject, differing.join('; '));
  }

  missing(subject: string, text: string): void {
    this.compared++;
    this.add('missing', subject, text);
  }

  extra(subject: string, text: string): void {
    this.compared++;
    this.add('extra', subject, text);
  }

  private add(kind: EvidenceDifference['kind'], subject: string, text: string): void {
    if (this.differences.length < LIMIT) this.differences.push({ kind, subject, text, at: this.machine.at });
    else this.omitted++;
  }

  result(): EvidenceResult {
    const { unit, compared, agreeing, differences, omitted, notes, machine } = this;
    return { unit, compared, agreeing, differences, omitted, notes, at: machine.at, time: machine.time };
  }
}

/** `900 in the listing, 300 in the model`. */
export function told(listed: string | number, model: string | number, what = ''): string {
  return `${what === '' ? '' : `${what} `}${listed} in the listing, ${model} in the model`;
}
