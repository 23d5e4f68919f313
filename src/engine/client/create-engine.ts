import type { EngineApi } from '../protocol/messages.ts';

const ABSENT = 'This build has no engine.';

/** Stands in until the engine is part of the build: has no cases, opens nothing, and says so. */
export function createEngine(): EngineApi {
  const absent = () => Promise.reject(new Error(ABSENT));
  const refuse = async () => ({ ok: false as const, headline: ABSENT, problems: [], files: [] });
  return {
    open: refuse,
    openScenario: refuse,
    scenarios: async () => [],
    cancel() {},
    moment: absent,
    rows: absent,
    conns: absent,
    log: absent,
    move: absent,
    rowOf: absent,
    eventAt: absent,
    bucketOf: absent,
    caseText: absent,
  };
}
