import { join } from 'node:path';
import { build } from 'vite';
import { run } from '../measure/program.ts';
import { median } from '../measure/statistics.ts';
import type { Measure } from './bench.ts';
import { against, amount, without } from './row.ts';

/** Decoding alone, in Node, against a program that decodes nothing and copies. Both as whole processes. */
export const decoding: Measure = {
  ids: ['decode'],
  async run(bench) {
    const { large, rounds } = bench.options;
    const { capture } = bench.traffic.traffic(large, 'headers');
    const outDir = join(bench.cache, 'node');
    const entry = join(bench.root, 'bench', 'decode', 'decode.ts');
    await build({
      root: bench.root,
      configFile: false,
      logLevel: 'error',
      build: { ssr: entry, outDir, emptyOutDir: true, target: 'node20' },
    });
    const ours: number[] = [];
    const theirs: number[] = [];
    const what = `decode ${amount(large)} packets in Node, CPU`;
    for (let n = 0; n < rounds; n++) {
      const peer = await bench.peer('tcpdump', '-r', capture, '-w', '/dev/null');
      if (typeof peer === 'string') return [without('decode', what, peer)];
      theirs.push(peer.cpu);
      ours.push((await run(process.execPath, [join(outDir, 'decode.js'), capture])).cpu);
    }
    return [
      against({
        id: 'decode',
        what,
        ours: median(ours),
        peer: median(theirs),
        name: 'tcpdump -w',
        unit: 's',
        most: 1,
      }),
    ];
  },
};
