import type { FindingRun } from './run.ts';

/** What the findings of a case cannot know. */
export function limitsOf({ trace, program }: FindingRun): string[] {
  const limits: string[] = [];
  if (program.log) {
    limits.push('The case is a kernel log: payloads, lengths and what was not logged are not known.');
  } else {
    limits.push('What a client would have sent after another answer is not known.');
  }
  if (!trace.index.detailed) {
    limits.push(
      'In a run this long single steps are not indexed: findings rest on entries, states and outcomes.',
    );
  }
  return limits;
}
