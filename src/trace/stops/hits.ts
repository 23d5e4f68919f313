import { is_template } from '../../kernel/ipvs/ip_vs.ts';
import { ip_vs_proto_name, ip_vs_state_name } from '../../kernel/ipvs/ip_vs_proto.ts';
import type { KernelObject } from '../../kernel/probe.ts';
import type { RawStep } from '../recorder.ts';
import type { Trace } from '../trace.ts';
import type { Visit } from '../visits.ts';
import { isMeant } from './anchors.ts';
import { type MayStop, mayStop } from './candidates.ts';
import { type Condition, conditionOf, isDecided } from './condition.ts';
import { glimpses, type MovingGlimpse } from './glimpse.ts';
import { SET_AT_BIRTH, STRUCT_OF } from './kernel-fields.ts';
import { isOfEvent, type Stop, type StopWhat, type WatchedObject } from './stop.ts';

/** A stop made ready for a run. */
export interface ReadyStop {
  readonly stop: Stop;
  readonly condition: Condition | null;
  readonly mayStop: MayStop;
}

/** A stop with its condition compiled and what it takes to pass over events that cannot be hit. */
export function readyStop(trace: Trace, stop: Stop): ReadyStop {
  return { stop, condition: conditionOf(stop.condition), mayStop: mayStop(trace, stop.what) };
}

/** Steps at which a stop's place is: from the step where it is reached to the last one that belongs to it. */
interface Place {
  readonly from: number;
  readonly to: number;
  /** The object that is written there. */
  readonly object?: KernelObject;
}

type What<K extends StopWhat['kind']> = Extract<StopWhat, { kind: K }>;

const at = ({ number }: RawStep, object?: KernelObject): Place => ({ from: number, to: number, object });

/** Per step the function that it stands in. */
export function functionsOf(steps: readonly RawStep[]): string[] {
  const calls: RawStep[] = [];
  return steps.map((step) => {
    while (calls.length > 0 && (calls.at(-1)?.end ?? 0) < step.number) calls.pop();
    const fn = calls.at(-1)?.text ?? '';
    if (step.kind === 'call') calls.push(step);
    return fn;
  });
}

function branches(steps: readonly RawStep[], { fn, condition, taken }: What<'branch'>): Place[] {
  const functions = functionsOf(steps);
  return steps
    .filter(
      (step, number) =>
        step.kind === 'branch' &&
        step.text === condition &&
        functions[number] === fn &&
        (taken === null || step.taken === taken),
    )
    .map((step) => at(step));
}

function messages(steps: readonly RawStep[], { id, words, level }: What<'message'>): Place[] {
  const lower = words.toLowerCase();
  return steps
    .filter(
      (step) =>
        step.kind === 'log' &&
        (id === '' || step.message === id) &&
        (level === null || (step.level ?? -1) <= level) &&
        step.text.toLowerCase().includes(lower),
    )
    .map((step) => at(step));
}

function transitions(steps: readonly RawStep[], { from, to, protocol }: What<'state'>): Place[] {
  return steps.flatMap((step) => {
    const { effect } = step;
    if (effect?.op !== 'write' || effect.field !== 'state' || effect.object.kind !== 'ip_vs_conn') return [];
    const cp = effect.object;
    const name = (state: unknown): string => ip_vs_state_name({ ...cp, state: Number(state) });
    if (protocol && ip_vs_proto_name(cp.protocol).toLowerCase() !== protocol) return [];
    const isIt = (from === '' || name(effect.old) === from) && (to === '' || name(effect.value) === to);
    return isIt ? [at(step, cp)] : [];
  });
}

/** Which object's field a step writes, and which field; null = it writes none. */
export function written(step: RawStep): { object: KernelObject; field: string } | null {
  const { effect, object } = step;
  if (!effect || !object) return null;
  if (effect.op === 'write') return { object: effect.object, field: effect.field };
  if (effect.op === 'memory') return object.kind === 'ip_vs_service' ? { object, field: 'sched_data' } : null;
  return { object, field: effect.op === 'timer' ? 'timer.expires' : step.text };
}

function isCalled(object: KernelObject, name: WatchedObject): boolean {
  if (object.kind !== STRUCT_OF[name]) return false;
  return object.kind !== 'ip_vs_conn' || is_template(object) === (name === 'ct');
}

function writes(trace: Trace, visit: Visit, { object: name, field, of }: What<'write'>): Place[] {
  const isIt = (object: KernelObject): boolean => isCalled(object, name) && isMeant(trace.index, of, object);
  const { rawSteps, facts } = visit.recorder;
  const found = rawSteps.flatMap((step) => {
    const write = written(step);
    return write?.field === field && isIt(write.object) ? [at(step, write.object)] : [];
  });
  if (!SET_AT_BIRTH.has(field)) return found;
  const born = facts.made
    .filter(({ cp }) => isIt(cp))
    .map(({ cp, step }) => ({ from: step, to: step, object: cp }));
  const started = visit.what.kind === 'note' ? (visit.what.started ?? []) : [];
  const put = started.filter(isIt).map((cp) => ({ from: 0, to: 0, object: cp }));
  return [...found, ...born, ...put].sort((one, other) => one.from - other.from);
}

function places(trace: Trace, visit: Visit, what: StopWhat): Place[] {
  const steps = visit.recorder.rawSteps;
  switch (what.kind) {
    case 'call':
      return steps
        .filter(({ kind, text }) => kind === 'call' && text === what.fn)
        .map(({ number, end }) => ({ from: number, to: end }));
    case 'branch':
      return branches(steps, what);
    case 'message':
      return messages(steps, what);
    case 'state':
      return transitions(steps, what);
    case 'write':
      return writes(trace, visit, what);
    case 'verdict':
      return [{ from: steps.length, to: steps.length }];
    default:
      return [{ from: Math.min(1, steps.length), to: steps.length }];
  }
}

/** Steps of a visited event at which a stop has its place in the code, whatever its condition; none for whole events. */
export function placesIn(trace: Trace, visit: Visit, { what }: Stop): number[] {
  if (['event', 'address', 'verdict', 'when'].includes(what.kind)) return [];
  return [...new Set(places(trace, visit, what).map(({ from }) => from))];
}

/** Finds out, step by step, at which step of a place the condition lets stop; null = at none. */
class Deciding {
  private entered: boolean | null = null;
  answer: number | null = null;
  over = false;

  constructor(
    private readonly place: Place,
    private readonly condition: Condition,
    private readonly anyStep: boolean,
    private readonly name: string | null,
  ) {}

  look(glimpse: MovingGlimpse): void {
    const { step } = glimpse;
    const { from, to, object } = this.place;
    if (this.over || step < from || step > to) return;
    glimpse.nameObject(this.name, object);
    const holds = this.condition.test(glimpse);
    this.entered ??= holds;
    if (holds && this.anyStep) this.decide(step);
    else if (!this.anyStep && isDecided(this.condition, glimpse)) this.decide(holds ? step : null);
    else if (step === to) this.decide(!this.anyStep && this.entered ? from : null);
    glimpse.nameObject(null);
  }

  private decide(step: number | null): void {
    this.answer = step;
    this.over = true;
  }
}

/** Steps at which the condition becomes true; the packet is not there before the event. */
class Becoming {
  readonly answers: number[] = [];
  private before = false;

  constructor(
    private readonly condition: Condition,
    private readonly isPacket: boolean,
  ) {}

  look(glimpse: MovingGlimpse): void {
    const holds = this.condition.test(glimpse);
    const isBefore = !glimpse.begun;
    if (isBefore && this.isPacket && this.condition.fields.some((name) => name.startsWith('pkt.'))) return;
    if (holds && !this.before && !isBefore) this.answers.push(glimpse.step);
    this.before = holds;
  }
}

/** The object of a state's transition is the entry, that of a write has its own name. */
function nameOfObject(what: StopWhat): string | null {
  if (what.kind === 'write') return what.object;
  return what.kind === 'state' ? 'cp' : null;
}

/**
 * The steps of a visited event at which a stop stops, each once, upwards. A condition of a call is decided as soon as all
 * that it reads is there; one of an event holds at the first step at which it is true; `when` stops where it becomes true.
 */
export function hitsIn(trace: Trace, visit: Visit, { stop, condition }: ReadyStop): number[] {
  const { what } = stop;
  if (what.kind === 'when') {
    if (!condition) return [];
    const becoming = new Becoming(condition, visit.what.kind === 'packet');
    const hasSteps = visit.recorder.rawSteps.length > 0;
    glimpses(trace, visit, (glimpse) => {
      glimpse.begun &&= hasSteps;
      becoming.look(glimpse);
      if (hasSteps) return true;
      glimpse.begun = true;
      becoming.look(glimpse);
      return false;
    });
    return becoming.answers;
  }
  const found = places(trace, visit, what);
  if (!condition) return [...new Set(found.map(({ from }) => from))];
  if (found.length === 0) return [];
  const deciding = found.map((place) => new Deciding(place, condition, isOfEvent(what), nameOfObject(what)));
  glimpses(trace, visit, (glimpse) => {
    for (const one of deciding) one.look(glimpse);
    return !deciding.every(({ over }) => over);
  });
  return [...new Set(deciding.flatMap(({ answer }) => answer ?? []))].sort((one, other) => one - other);
}
