import { parentPort } from 'node:worker_threads';
import type { SeedJob } from '../analysis/seed/prepare.ts';
import { type SeedRange, searchRange } from '../engine/seed/runner.ts';

/** A thread of `npm run seed`: takes a job, then ranges of it one after the other. */
let job: SeedJob | null = null;

parentPort?.on('message', (data: SeedJob | SeedRange) => {
  if ('words' in data) job = data;
  else if (job) parentPort?.postMessage(searchRange(job, data));
});
