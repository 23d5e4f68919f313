import { measureSeeds } from './seeds.ts';

addEventListener('message', ({ data }: MessageEvent<number>) => postMessage(measureSeeds(data)));
