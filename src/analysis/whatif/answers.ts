import { type InetAddr, parseEndpoint } from '../../base/inet.ts';
import { type RareInput, rareInputs } from '../../inputs/input-list.ts';
import type { Input, InputList, PacketInput, Program } from '../../inputs/program.ts';
import type { FindingRun } from '../findings/run.ts';
import { eventsByPacket, NO_EVENT } from './packets.ts';

/**
 * The inputs of a case for another run of it: what a real server answered comes from the server that the other run has
 * chosen, because it would have answered there; and the servers that the capture shows are no longer expected.
 */
class AnsweringInputs implements InputList {
  /** Event of the base by packet. */
  private readonly events: Uint32Array;
  private readonly ends = new Map<number, { vaddr: InetAddr; vport: number } | null>();

  constructor(
    private readonly inner: InputList,
    private readonly base: FindingRun,
  ) {
    this.events = eventsByPacket(base);
  }

  get length(): number {
    return this.inner.length;
  }

  at(index: number): Input | undefined {
    const input = this.inner.at(index);
    return input?.kind === 'packet' ? this.answering(input) : input;
  }

  packetOf(index: number): number {
    if (this.inner.packetOf) return this.inner.packetOf(index);
    const input = this.inner.at(index);
    return input?.kind === 'packet' ? input.packet : -1;
  }

  rareInputs(): RareInput[] {
    return rareInputs(this.inner);
  }

  *[Symbol.iterator](): Iterator<Input> {
    for (let index = 0; index < this.length; index++) yield this.at(index) as Input;
  }

  private answering(input: PacketInput): PacketInput {
    const event = this.events[input.packet];
    const { index } = this.base;
    if (input.restore !== null || event === NO_EVENT || index.roleOf(event) !== 'reply')
      return input.seen === null ? input : { ...input, seen: null };
    const ends = this.virtualOf(index.entryOf(event));
    return { ...input, seen: null, restore: ends && { kind: 'answer', ...ends } };
  }

  /** The virtual end of an entry: what its client takes for the server. */
  private virtualOf(uid: number): { vaddr: InetAddr; vport: number } | null {
    const known = this.ends.get(uid);
    if (known !== undefined) return known;
    const end = parseEndpoint(this.base.index.lives.endsOf(uid)?.virtual ?? '');
    const made = end && { vaddr: end.addr, vport: end.port };
    this.ends.set(uid, made);
    return made;
  }
}

/** A changed program whose real servers answer from where the changed rules lead. @param base the case as it was played */
export function answering(program: Program, base: FindingRun): Program {
  return { ...program, inputs: new AnsweringInputs(program.inputs, base) };
}
