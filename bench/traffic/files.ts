import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { RULES, runJson, SYSCTL } from './services.ts';
import { type StandingOptions, type TrafficOptions, writeStanding, writeTraffic } from './traffic.ts';

/** Goes up when the same options give other bytes: files of another version are not used. */
const VERSION = 1;
const SEED = 1;
const SNAPLEN = 96;
const PAYLOAD = 600;

export type Keep = 'headers' | 'payload';

/** A capture and the files that go with it, by their paths. */
export interface TrafficFiles {
  readonly capture: string;
  readonly bytes: number;
  readonly packets: number;
  readonly rules: string;
  readonly sysctl: string;
}

/** Makes captures in a folder once and finds them again by their names. */
export class TrafficFolder {
  private readonly folder: string;

  constructor(
    cache: string,
    private readonly say: (text: string) => void,
  ) {
    this.folder = join(cache, `traffic-v${VERSION}-seed${SEED}`);
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, 'rules.txt'), RULES);
    writeFileSync(join(this.folder, 'sysctl.conf'), SYSCTL);
  }

  /** Connections that come and go; with the headers of packets or with their data. */
  traffic(packets: number, keep: Keep): TrafficFiles {
    return this.made(`${packets}-${keep}.pcap`, packets, (sink) =>
      writeTraffic({ ...optionsOf(packets, keep) }, sink),
    );
  }

  /** Connections that stay. */
  standing(packets: number, live: number): TrafficFiles {
    const options: StandingOptions = { ...optionsOf(packets, 'headers'), live };
    return this.made(`${packets}-live-${live}.pcap`, packets + live, (sink) => writeStanding(options, sink));
  }

  /** Parameters of the kernel with a table of 2 ** bits buckets. */
  parameters(bits: number): string {
    const folder = join(this.folder, `bits-${bits}`);
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'run.json');
    writeFileSync(path, runJson(bits));
    return path;
  }

  private made(
    name: string,
    packets: number,
    write: (sink: (piece: Uint8Array) => void) => void,
  ): TrafficFiles {
    const capture = join(this.folder, name);
    if (!existsSync(capture)) {
      const start = performance.now();
      const part = `${capture}.part`;
      const file = openSync(part, 'w');
      write((piece) => {
        for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at);
      });
      closeSync(file);
      renameSync(part, capture);
      this.say(`made ${capture} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
    }
    const rules = join(this.folder, 'rules.txt');
    const sysctl = join(this.folder, 'sysctl.conf');
    return { capture, bytes: statSync(capture).size, packets, rules, sysctl };
  }
}

function optionsOf(packets: number, keep: Keep): TrafficOptions {
  return { packets, seed: SEED, payload: PAYLOAD, snaplen: keep === 'headers' ? SNAPLEN : 0 };
}
