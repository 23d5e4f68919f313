import type { AddressFamily } from '../../base/inet.ts';
import { cutTo, randomBits, widthOf } from './bits.ts';
import { Draw, type Pool } from './pools.ts';

/** Candidates that are looked at before an address gets one that does not fit. */
const TRIES = 25_000;
/** Hosts in networks up to this many bits are drawn without repeats. */
const SHUFFLED_BITS = 10;

/** How well an image would do. */
export const UNFIT = 0;
/** Every decision is the same. */
export const DECIDES = 1;
/** All else that was wished for is so too. */
export const FITS = 2;
export type Fitness = typeof UNFIT | typeof DECIDES | typeof FITS;
export type Fits = (image: bigint) => Fitness;

/** The best of the candidates so far. */
class Best {
  image: bigint | null = null;
  fitness: Fitness | -1 = -1;

  /** True = nothing can be better. */
  offer(image: bigint, fitness: Fitness): boolean {
    if (fitness <= this.fitness) return false;
    this.image = image;
    this.fitness = fitness;
    return fitness === FITS;
  }
}

export interface PrefixMapOptions {
  readonly family: AddressFamily;
  /** The range that images stay in; null = they are ordinary addresses, which have several. */
  readonly root: Pool | null;
  /** Lengths of prefixes that the case depends on: what they hold together stays together. */
  readonly cuts: readonly number[];
  /** A length that is kept for the reader's sake where nothing speaks against it. */
  readonly reading: number;
  readonly random: (below: number) => number;
  /** Addresses and networks of the original: never an image. */
  readonly avoid: (image: bigint) => boolean;
  /** May a network of so many bits have this image? */
  readonly fitsNetwork: (network: bigint, image: bigint, bits: number) => boolean;
}

interface Level {
  readonly bits: number;
  readonly soft: boolean;
  readonly images: Map<bigint, bigint>;
  readonly taken: Set<bigint>;
}

/**
 * Replaces addresses so that two of them share a prefix of each length in `cuts` exactly if their images do. An image is
 * drawn, not computed from the address: without the table nothing leads back. What is zero behind a cut stays so, because
 * a masked address stands for its network.
 */
export class PrefixMap {
  private readonly width: number;
  private readonly levels: readonly Level[];
  private readonly draw: Draw;
  /** The range that images of this class stay in. */
  private readonly root: Pool;
  private readonly images = new Map<bigint, bigint>();
  private readonly taken = new Set<bigint>();

  constructor(private readonly options: PrefixMapOptions) {
    const { family, cuts, reading, random } = options;
    this.width = widthOf(family);
    this.root = options.root ?? { start: 0n, bits: 0 };
    const hard = new Set(cuts);
    const all = [...new Set([...cuts, reading])].filter((one) => one > this.root.bits && one < this.width);
    this.levels = all
      .sort((a, b) => a - b)
      .map((bits) => ({ bits, soft: !hard.has(bits), images: new Map(), taken: new Set() }));
    this.draw = new Draw(family, random);
  }

  /** The image of a network; `bits` must be one of the cuts, or all. */
  network(value: bigint, bits: number): bigint {
    if (bits <= this.root.bits) return cutTo(value, bits, this.width);
    const level = this.levels.findIndex((one) => one.bits === bits);
    return level < 0 ? this.image(value) : this.prefix(value, level);
  }

  image(value: bigint, fits: Fits = () => FITS): bigint {
    const known = this.images.get(value);
    if (known !== undefined) return known;
    const image = this.choose(value, fits);
    this.images.set(value, image);
    this.taken.add(image);
    return image;
  }

  private choose(value: bigint, fits: Fits): bigint {
    const last = this.levels.length - 1;
    const { bits, soft } = this.levels.at(-1) ?? { bits: this.root.bits, soft: false };
    const network = this.prefix(value, last);
    if (this.isNetwork(value, last)) return network;
    const best = new Best();
    const { avoid } = this.options;
    const look = (image: bigint): boolean =>
      !this.taken.has(image) && !avoid(image) && best.offer(image, fits(image));
    for (const image of this.hosts(network, this.width - bits)) if (look(image)) break;
    if (soft && best.fitness < FITS) this.elsewhere(value, look);
    return best.image ?? this.anyHost(network, this.width - bits);
  }

  /** In another network than its neighbours, which no rule of the case would notice; ends when `look` has enough. */
  private elsewhere(value: bigint, look: (image: bigint) => boolean): void {
    const last = this.levels.length - 1;
    const { bits } = this.levels[last];
    let tries = 0;
    for (const network of this.prefixesUnder(value, last)) {
      for (let n = 0; n < 8; n++) {
        if (look(network | this.host(this.width - bits)) || ++tries > TRIES) return;
      }
    }
  }

  /** Where all hosts of a network are used up, even an address of the original will do. */
  private anyHost(network: bigint, bits: number): bigint {
    for (const image of this.hosts(network, bits)) if (!this.taken.has(image)) return image;
    return network;
  }

  private host(bits: number): bigint {
    const all = (1n << BigInt(bits)) - 1n;
    const drawn = randomBits(this.options.random, Math.min(bits, this.width === 32 ? bits : 32));
    return drawn === 0n || drawn === all ? 1n : drawn;
  }

  /** Hosts of a network: each once where they are few; the first and the last address are left for the end. */
  private *hosts(network: bigint, bits: number): Generator<bigint> {
    const { random } = this.options;
    if (bits > SHUFFLED_BITS) {
      for (let tries = 0; tries < TRIES / 8; tries++) {
        // Short ones first: they are easier to read.
        yield network | (tries < 64 ? randomBits(random, SHUFFLED_BITS) + 1n : this.host(bits));
      }
      return;
    }
    const hosts = Array.from({ length: Math.max(0, 2 ** bits - 2) }, (_, i) => i + 1);
    for (let i = hosts.length - 1; i > 0; i--) {
      const other = random(i + 1);
      [hosts[i], hosts[other]] = [hosts[other], hosts[i]];
    }
    for (const host of [...hosts, 2 ** bits - 1, 0]) yield network | BigInt(host);
  }

  /** Nothing but zeros behind a cut that matters, at or above this level. */
  private isNetwork(value: bigint, level: number): boolean {
    return this.levels.some(
      ({ bits, soft }, i) => i <= level && !soft && cutTo(value, bits, this.width) === value,
    );
  }

  private prefix(value: bigint, at: number): bigint {
    if (at < 0) return this.root.start;
    const { bits, images, taken } = this.levels[at];
    const key = cutTo(value, bits, this.width);
    const known = images.get(key);
    if (known !== undefined) return known;
    const image = this.newPrefix(key, at);
    images.set(key, image);
    taken.add(image);
    return image;
  }

  private newPrefix(key: bigint, at: number): bigint {
    if (at > 0 && this.isNetwork(key, at - 1)) return this.prefix(key, at - 1);
    const { taken, bits } = this.levels[at];
    const { avoid, fitsNetwork } = this.options;
    let any: bigint | null = null;
    let tries = 0;
    for (const prefix of this.prefixesUnder(key, at)) {
      if (!taken.has(prefix) && prefix !== key && !avoid(prefix)) {
        if (fitsNetwork(key, prefix, bits)) return prefix;
        any ??= prefix;
      }
      if (++tries > TRIES) break;
    }
    return any ?? this.anyPrefix(key, at);
  }

  /** Where all networks of a range are used up, even one of the original will do. */
  private anyPrefix(key: bigint, at: number): bigint {
    let tries = 0;
    for (const prefix of this.prefixesUnder(key, at)) {
      if (!this.levels[at].taken.has(prefix) || ++tries > TRIES) return prefix;
    }
    return key;
  }

  /** Candidates for a level's prefix: within the image of the level above, or from the ranges. */
  private *prefixesUnder(value: bigint, at: number): Generator<bigint> {
    const { bits } = this.levels[at];
    if (at === 0 && this.options.root === null) {
      yield* this.draw.prefixes(bits);
      return;
    }
    const parent = this.prefix(value, at - 1);
    const own = bits - (this.levels.at(at - 1)?.bits ?? 0);
    const drawn = at === 0 ? bits - this.root.bits : own;
    for (;;) yield parent | (randomBits(this.options.random, drawn) << BigInt(this.width - bits));
  }
}
