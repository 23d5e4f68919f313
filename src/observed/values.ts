import type { InetAddr } from '../base/inet.ts';
import type { MessageValue } from '../klog/message.ts';
import type { ParsedMessage } from '../klog/parse.ts';

/** The values of messages by their place, with the type that the template gives them. */

export const addrOf = (value: MessageValue): InetAddr => value as InetAddr;
export const numberOf = (value: MessageValue): number => value as number;

const NAME = /([A-Za-z][A-Za-z_>.-]*)[ =:]$/;

/** Figures by the word in front of them: `activeconns 3 refcnt 2 weight 1` has three. */
export function figures({ message, values }: ParsedMessage): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  let next = 0;
  let word = '';
  for (const piece of message.pieces) {
    if (typeof piece === 'string') {
      word = NAME.exec(piece)?.[1] ?? '';
      continue;
    }
    const value = values[next++];
    if (word !== '' && typeof value === 'number' && 'dux'.includes(piece.conversion)) found.set(word, value);
    word = '';
  }
  return found;
}

const PROTOCOLS: Readonly<Record<string, number>> = {
  IP: 0,
  ICMP: 1,
  TCP: 6,
  UDP: 17,
  ESP: 50,
  AH: 51,
  ICMPv6: 58,
  SCTP: 132,
};

/** The number of a protocol as the messages name it; `IP_47` = 47. */
export function protocolOf(value: MessageValue): number {
  const name = String(value).trim();
  return PROTOCOLS[name] ?? Number(name.replace(/^IP_/, '')) ?? 0;
}

/** An address and a port. */
export interface End {
  readonly addr: InetAddr;
  readonly port: number;
}

/** The end whose address is value `at`, its port the one behind it. */
export function endAt(values: readonly MessageValue[], at: number): End {
  return { addr: addrOf(values[at]), port: numberOf(values[at + 1]) };
}
