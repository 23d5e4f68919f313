import type { InputList } from '../../inputs/program.ts';
import type { FindingRun } from '../findings/run.ts';

/** A packet that no event is about. */
export const NO_EVENT = 0xffffffff;

/** Number of the packet that an input is; -1 = none. */
export function packetOfInput(inputs: InputList, input: number): number {
  if (input < 0) return -1;
  if (inputs.packetOf) return inputs.packetOf(input);
  const found = inputs.at(input);
  return found?.kind === 'packet' ? found.packet : -1;
}

/** Events by the number of their packet in the source; {@link NO_EVENT} = none. */
export function eventsByPacket({ index, program }: Pick<FindingRun, 'index' | 'program'>): Uint32Array {
  const events = new Uint32Array(program.packets.length).fill(NO_EVENT);
  for (let event = 0; event < index.length; event++) {
    const packet = packetOfInput(program.inputs, index.inputOf(event));
    if (packet >= 0) events[packet] = event;
  }
  return events;
}
