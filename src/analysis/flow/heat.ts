import type { HookName } from '../../kernel/lib/netfilter.ts';
import type { Site } from '../../trace/path-shapes.ts';
import type { Trace } from '../../trace/trace.ts';
import { type Chart, twinOf } from './chart.ts';
import { called, type Test, took } from './lane.ts';
import { toldTests } from './told.ts';

/** How many events came through each place of a chart, from the ways that the index keeps; nothing is run again. */

function keysOf(site: Site): string[] {
  if (site.kind === 'call') {
    const fn = twinOf(site.fn);
    return [called(twinOf(site.caller), fn), called('*', fn)];
  }
  return site.kind === 'branch' ? [took(twinOf(site.fn), site.condition, site.taken)] : [];
}

function passes({ all, none = [], hook }: Test, keys: ReadonlySet<string>, at: HookName | null): boolean {
  if (hook !== undefined && hook !== at) return false;
  return all.every((group) => group.some((key) => keys.has(key))) && !none.some((key) => keys.has(key));
}

/** The hook at which the event's packet came in. */
function hookOf(trace: Trace, event: number): HookName | null {
  const { input } = trace.index.at(event);
  const from = input < 0 ? undefined : trace.program.inputs.at(input);
  if (from?.kind === 'packet') return from.hook;
  return from?.kind === 'observed' ? (from.packet?.hook ?? null) : null;
}

const HOOKS: readonly (HookName | null)[] = [null, 'LOCAL_IN', 'FORWARD', 'LOCAL_OUT'];

/** Events by the way that they took and the hook at which they came in: few kinds, however many events. */
export class Heat {
  /** Per event, its kind. */
  private readonly kinds: Uint32Array;
  private readonly numbers: number[] = [];
  private readonly keys: ReadonlySet<string>[] = [];
  private readonly hooks: (HookName | null)[] = [];
  private readonly tests: Chart['tests'];
  /** False = the run is too long for the ways of its events to be indexed. */
  private readonly isKnown: boolean;

  constructor(chart: Chart, trace: Trace) {
    this.tests = trace.program.log ? toldTests(chart) : chart.tests;
    const { index } = trace;
    this.isKnown = index.detailed;
    if (!index.detailed) {
      this.kinds = new Uint32Array(0);
      return;
    }
    const known = new Map<number, number>();
    const shapes = index.paths.shapes.map((shape) => {
      const keys = new Set<string>();
      for (const site of shape) for (const key of keysOf(index.paths.sites[site])) keys.add(key);
      return keys;
    });
    this.kinds = new Uint32Array(index.length);
    for (let event = 0; event < index.length; event++) {
      const hook = hookOf(trace, event);
      const shape = index.shapeOf(event);
      const id = shape * HOOKS.length + HOOKS.indexOf(hook);
      let kind = known.get(id);
      if (kind === undefined) {
        kind = this.numbers.push(0) - 1;
        known.set(id, kind);
        this.keys.push(shapes[shape]);
        this.hooks.push(hook);
      }
      this.kinds[event] = kind;
      this.numbers[kind]++;
    }
  }

  private matching(place: string): Uint8Array {
    const tests = this.tests.get(place) ?? [];
    return Uint8Array.from(this.keys, (keys, kind) =>
      tests.some((test) => passes(test, keys, this.hooks[kind])) ? 1 : 0,
    );
  }

  /** Events through every place that is counted, by `placeId`. */
  counts(): Record<string, number> {
    if (!this.isKnown) return {};
    const counts: Record<string, number> = {};
    for (const place of this.tests.keys()) {
      let sum = 0;
      const good = this.matching(place);
      for (const [kind, number] of this.numbers.entries()) if (good[kind]) sum += number;
      counts[place] = sum;
    }
    return counts;
  }

  /** The events that came through a place, in order. */
  events(place: string): Uint32Array {
    if (!this.isKnown) return new Uint32Array(0);
    const good = this.matching(place);
    return Uint32Array.from(
      { length: this.numbers.reduce((sum, number, kind) => sum + (good[kind] ? number : 0), 0) },
      this.next(good),
    );
  }

  private next(good: Uint8Array): () => number {
    let event = -1;
    return () => {
      do event++;
      while (good[this.kinds[event]] === 0);
      return event;
    };
  }
}
