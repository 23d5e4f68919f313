import { firstIndex } from '../base/column.ts';
import type { CommandInput, Input, InputList, PacketInputList, RareInput } from './program.ts';

export type { RareInput };

/** A few inputs among the many of a capture, by time; of one instant the few come first. */
class MergedInputs implements InputList {
  /** Places of the few in the whole. */
  private readonly places: readonly number[];

  /** @param rare all that are not packets of the capture, by time */
  constructor(
    private readonly rare: readonly Input[],
    private readonly many: PacketInputList,
  ) {
    this.places = rare.map(
      ({ timeNs }, i) => i + firstIndex(0, many.length, (at) => many.timeNs(at) >= timeNs),
    );
  }

  get length(): number {
    return this.rare.length + this.many.length;
  }

  packetOf(index: number): number {
    const before = firstIndex(0, this.places.length, (at) => this.places[at] >= index);
    if (this.places[before] !== index) return this.many.packetOf?.(index - before) ?? -1;
    const input = this.rare[before];
    return input.kind === 'packet' ? input.packet : -1;
  }

  at(index: number): Input | undefined {
    if (index < 0) return this.length + index < 0 ? undefined : this.at(this.length + index);
    const before = firstIndex(0, this.places.length, (at) => this.places[at] >= index);
    return this.places[before] === index ? this.rare[before] : this.many.at(index - before);
  }

  rareInputs(): RareInput[] {
    return this.rare.flatMap((input, i) =>
      input.kind === 'packet' ? [] : [{ index: this.places[i], input }],
    );
  }

  /** The same with more inputs; of one instant those that were there come first. */
  with(more: readonly Input[]): MergedInputs {
    return new MergedInputs(byTime([...this.rare, ...more]), this.many);
  }

  *[Symbol.iterator](): Iterator<Input> {
    for (let i = 0; i < this.length; i++) yield this.at(i) as Input;
  }
}

/** Commands and starting states among a capture's packets, by time. Stable: inputs of one instant keep their order. */
export function mergedInputs(few: readonly Input[], many: PacketInputList): InputList {
  if (!many.sorted) return byTime([...few, ...many]);
  return few.length === 0 ? many : new MergedInputs(byTime(few), many);
}

/** Inputs with further commands among them. */
export function withCommands(inputs: InputList, more: readonly CommandInput[]): InputList {
  if (more.length === 0) return inputs;
  if (inputs instanceof MergedInputs) return inputs.with(more);
  if ('timeNs' in inputs) return mergedInputs(more, inputs as PacketInputList);
  return byTime([...inputs, ...more]);
}

/** Stable: inputs of one instant keep their order. */
export function byTime(inputs: readonly Input[]): Input[] {
  return [...inputs].sort((a, b) => a.timeNs - b.timeNs);
}

/** What is not a packet, without looking at every packet of a capture. */
export function rareInputs(inputs: InputList): RareInput[] {
  if (inputs.rareInputs) return inputs.rareInputs();
  if ('timeNs' in inputs) return [];
  return [...inputs].flatMap((input, index) => (input.kind === 'packet' ? [] : [{ index, input }]));
}

/** The timed commands, in their order. */
export function commandInputs(inputs: InputList): CommandInput[] {
  return rareInputs(inputs).flatMap(({ input }) => (input.kind === 'command' ? [input] : []));
}

/** Number of the packet that an input is; -1 = none. */
export function packetOfInput(inputs: InputList, input: number): number {
  if (input < 0) return -1;
  if (inputs.packetOf) return inputs.packetOf(input);
  const found = inputs.at(input);
  return found?.kind === 'packet' ? found.packet : -1;
}
