import type { KernelProfile } from '../kernel/profiles/profile.ts';
import { messages_of } from '../klog/messages.ts';
import { MessageParser } from '../klog/parse.ts';
import type { LogLines } from '../observed/log-lines.ts';

/** A log as `dmesg` prints it with stamps, for tests. */
export function logLinesOf(text: string, profile: KernelProfile): LogLines {
  const parser = new MessageParser(messages_of(profile.klog));
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf('] ');
      return {
        timeNs: Math.round(Number(line.slice(1, at)) * 1e9),
        parsed: parser.parse(line.slice(at + 2)),
      };
    });
  return {
    length: lines.length,
    parsed: (i) => lines[i].parsed,
    timeNs: (i) => lines[i].timeNs,
    cpu: () => -1,
  };
}
