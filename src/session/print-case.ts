import { formatAddr, formatEndpoint } from '../base/inet.ts';
import { formatCommandLine } from '../control/format.ts';
import { formatMarkRule } from '../control/mark-rule.ts';
import { CASE_VERSION, type CaseDocument, type CaseEntry, type SetupLine } from './case.ts';
import { formatSeconds } from './case-time.ts';
import { formatKernelLine } from './kernel-line.ts';
import { formatPacket } from './print-packet.ts';
import { formatStart } from './start-line.ts';
import { formatStops } from './stop-lines.ts';

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
}

function formatSetup(line: SetupLine): string {
  if (line.kind === 'mark') return formatMarkRule(line.rule);
  return line.kind === 'availmem' ? `availmem ${line.pages}` : formatCommandLine(line.command);
}

/** What happens, without its time. */
function formatEvent(entry: CaseEntry): string {
  switch (entry.kind) {
    case 'packet': {
      const more: string[] = [];
      if (entry.hook) more.push(`hook ${entry.hook}`);
      if (entry.mark !== null) more.push(`mark ${entry.mark}`);
      if (entry.seen) more.push(`seen ${formatEndpoint(entry.seen.addr, entry.seen.port)}`);
      return formatPacket(entry.packet, more);
    }
    case 'command':
      return formatCommandLine(entry.command);
    case 'availmem':
      return `availmem ${entry.pages}`;
    case 'note':
      return `note ${oneLine(entry.text)}`.trim();
  }
}

/** One timed line. */
export function formatEntry(entry: CaseEntry): string {
  return `@${formatSeconds(entry.time)} ${formatEvent(entry)}`;
}

/**
 * The case as text (FORMAT.md). Parsing it gives the same document, if titles and notes are one line without blanks
 * around and the lines of `about` have none at their ends.
 */
export function printCase(document: CaseDocument): string {
  const { title, about, kernel, setup, start, entries, stops } = document;
  const lines = [`# ipvscope case v${CASE_VERSION}`];
  if (title !== '') lines.push(`title ${oneLine(title)}`);
  if (about !== '') lines.push(...about.split('\n').map((line) => `about ${line}`.trimEnd()));
  lines.push(formatKernelLine(kernel));
  if (kernel.vips.length > 0) lines.push(`vip ${kernel.vips.map(formatAddr).join(' ')}`);
  if (kernel.locals.length > 0) lines.push(`local ${kernel.locals.map(formatAddr).join(' ')}`);
  for (const part of [
    formatStops(stops),
    setup.map(formatSetup),
    start.map(formatStart),
    entries.map(formatEntry),
  ]) {
    for (const line of part) lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}
