import type { SeedJob } from '../../analysis/seed/prepare.ts';
import { type SeedRange, searchRange } from './runner.ts';

/** A worker of the search: takes a job, then ranges of it one after the other. */
let job: SeedJob | null = null;

addEventListener('message', ({ data }: MessageEvent<SeedJob | SeedRange>) => {
  if ('words' in data) job = data;
  else if (job) postMessage(searchRange(job, data));
});
