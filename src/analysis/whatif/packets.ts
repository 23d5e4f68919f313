import { packetOfInput } from '../../inputs/input-list.ts';
import type { FindingRun } from '../findings/run.ts';

/** A packet that no event is about. */
export const NO_EVENT = 0xffffffff;

/** Events by the number of their packet in the source; {@link NO_EVENT} = none. */
export function eventsByPacket({ index, program }: Pick<FindingRun, 'index' | 'program'>): Uint32Array {
  const events = new Uint32Array(program.packets.length).fill(NO_EVENT);
  for (let event = 0; event < index.length; event++) {
    const packet = packetOfInput(program.inputs, index.inputOf(event));
    if (packet >= 0) events[packet] = event;
  }
  return events;
}
