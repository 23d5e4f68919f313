import { is_template } from '../../kernel/ipvs/ip_vs.ts';
import type { KernelObject } from '../../kernel/probe.ts';
import type { Trace } from '../trace.ts';
import type { Visit } from '../visits.ts';
import { anchorOf } from './anchors.ts';
import { functionsOf, written } from './hits.ts';
import type { Stop, StopWhat, WatchedObject } from './stop.ts';

/** What the kernel's functions call an object. */
export function nameOfObject(object: KernelObject): WatchedObject {
  switch (object.kind) {
    case 'ip_vs_conn':
      return is_template(object) ? 'ct' : 'cp';
    case 'ip_vs_dest':
      return 'dest';
    case 'ip_vs_service':
      return 'svc';
    case 'nf_conn':
      return 'nf_ct';
  }
}

function whatOfStep(trace: Trace, visit: Visit, number: number): StopWhat | null {
  const { rawSteps } = visit.recorder;
  const step = rawSteps[number - 1];
  if (!step) return null;
  if (step.kind === 'call') return { kind: 'call', fn: step.text };
  if (step.kind === 'branch') {
    const fn = functionsOf(rawSteps)[number - 1];
    return fn ? { kind: 'branch', fn, condition: step.text, taken: step.taken ?? null } : null;
  }
  if (step.kind === 'log') return { kind: 'message', id: step.message ?? '', words: '', level: null };
  const write = written(step);
  if (!write) return null;
  const { object, field } = write;
  return { kind: 'write', object: nameOfObject(object), field, of: anchorOf(trace.index, object) };
}

/**
 * The stop that a step stands for: the call, the branch with its outcome, the message, the field of this object; a bucket
 * and the nodes in it stand for the look at that bucket. Null = a note.
 */
export function stopOfStep(trace: Trace, visit: Visit, number: number): Stop | null {
  const plain = { condition: '', hit: null, name: '', enabled: true };
  const what = whatOfStep(trace, visit, number);
  if (what) return { what, ...plain };
  const bucket = visit.recorder.rawSteps[number - 1]?.bucket;
  if (bucket === undefined || bucket < 0) return null;
  return { ...plain, what: { kind: 'when' }, condition: `bucket == 0x${bucket.toString(16)}` };
}
