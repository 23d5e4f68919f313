import type { Compiled, ExpressionProblem } from '../../expression/catalogue.ts';
import { compile } from '../../expression/compile.ts';
import { STOP_FIELDS } from './fields.ts';
import type { Glimpse } from './glimpse.ts';

export type Condition = Extract<Compiled<Glimpse>, { ok: true }>;

/** What is wrong with a condition or a watch; null = nothing. */
export function checkCondition(text: string): ExpressionProblem | null {
  const compiled = compile(text, STOP_FIELDS);
  return compiled.ok ? null : compiled.problem;
}

/** The test of a condition; null = there is none, or it cannot be read. */
export function conditionOf(text: string): Condition | null {
  if (text === '') return null;
  const compiled = compile(text, STOP_FIELDS);
  return compiled.ok ? compiled : null;
}

/** Do all the fields that a condition reads exist at a step? Until then it cannot be decided. */
export function isDecided(condition: Condition, at: Glimpse): boolean {
  return condition.fields.every((name) => (STOP_FIELDS.find(name)?.read(at) ?? null) !== null);
}
