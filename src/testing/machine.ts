import { parseAddr } from '../base/inet.ts';
import { parseCommandLine } from '../control/command-line.ts';
import { defaultParams } from '../inputs/run-folder.ts';
import { run_command } from '../kernel/command.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import { NF_INET_FORWARD, NF_INET_LOCAL_IN, type Verdict } from '../kernel/lib/netfilter.ts';
import { alloc_skb } from '../kernel/lib/skbuff.ts';
import { advance, machine_init, run_hooks } from '../kernel/machine.ts';
import { parsePacket } from './packet.ts';

/** A machine that tests drive with the words of a case. */
export class TestMachine {
  readonly ipvs: netns_ipvs;

  constructor(...lines: readonly string[]) {
    this.ipvs = machine_init({ ...defaultParams(), hz: 100 }, 4e9);
    for (const line of lines) this.command(line);
  }

  /** Outcomes of the commands of a line; null = done. */
  command(line: string): (string | null)[] {
    return parseCommandLine(line).commands.map((command) => run_command(this.ipvs, command));
  }

  /** Sends `tcp 172.16.0.1:40000 > 10.0.0.100:80 S` through the hooks of LOCAL_IN, or of FORWARD. */
  packet(text: string, hook: 'in' | 'forward' = 'in', mark = 0): Verdict {
    const skb = alloc_skb(parsePacket(text), true, mark);
    return run_hooks(this.ipvs, skb, hook === 'in' ? NF_INET_LOCAL_IN : NF_INET_FORWARD);
  }

  /** Lets time pass. */
  wait(seconds: number): void {
    advance(this.ipvs, this.ipvs.now_ns + seconds * 1e9);
  }
}

export const addr = (text: string) => parseAddr(text) ?? 0;
