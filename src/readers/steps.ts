/** How a packet of a recording was fed in: at which hook, with which firewall mark (null = by the rules). */
export interface FedPacket {
  readonly hook: 'LOCAL_IN' | 'FORWARD';
  readonly mark: number | null;
}

/** Words for packets that came to the host, and for those that passed it. */
const HOOKS: Readonly<Record<string, FedPacket['hook']>> = {
  pkt: 'LOCAL_IN',
  'icmp-in': 'LOCAL_IN',
  reply: 'FORWARD',
  'icmp-out': 'FORWARD',
};

/**
 * Reads `steps.txt` of a recorded run (linux-2.6.32): what was fed in stands in lines such as
 * `0.010 # reply tcp 192.168.1.13:80 > 172.16.0.1:40000 SA`. Only the packets are taken, in their order; what
 * became of them is not read.
 */
export function readSteps(text: string): FedPacket[] {
  const packets: FedPacket[] = [];
  for (const line of text.split('\n')) {
    const [, word, rest] = /^[\d.]+ # (\S+)\s+(.*)$/.exec(line) ?? [];
    if (word === undefined || !Object.hasOwn(HOOKS, word)) continue;
    const mark = /\bmark (\d+)\b/.exec(rest);
    packets.push({ hook: HOOKS[word], mark: mark ? Number(mark[1]) : null });
  }
  return packets;
}
