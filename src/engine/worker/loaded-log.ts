import { debugLevelOf } from '../../readers/klog/recognise.ts';
import type { LogStore } from '../../readers/klog/store.ts';
import type { LogView, UnreadLine, UnreadWindow } from '../protocol/messages.ts';

/** What is known of a log that was read. */
export function logView(name: string, log: LogStore): LogView {
  const { level, higher } = debugLevelOf(log);
  return {
    name,
    kernel: log.kernel.name,
    kernels: log.kernels.map((kernel, k) => ({ name: kernel.name, lines: log.knownBy(k) })),
    messages: log.messages,
    unread: log.unparsed,
    foreign: log.counts.foreign,
    gaps: log.gaps,
    boots: log.boots.length,
    level,
    higher,
  };
}

/** The lines that look like IPVS and are no message of the chosen kernel. */
export function unreadLines(log: LogStore, from: number, count: number): UnreadWindow {
  const lines: UnreadLine[] = [];
  let at = 0;
  for (let i = 0; i < log.length && lines.length < count; i++) {
    if (log.kind(i) !== 'unparsed') continue;
    if (at++ >= from) lines.push({ line: log.line(i), text: log.text(i) });
  }
  return { from, total: log.unparsed, lines };
}
