import { formatEndpoint } from '../base/inet.ts';
import type { Problem } from '../base/result.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import type { Message, MessageValue } from '../klog/message.ts';
import { dmesgLine, log_uptime } from '../trace/dmesg.ts';
import { outcomeOf } from '../trace/outcome.ts';
import type { Event } from '../trace/playback.ts';
import { StepProbe } from '../trace/step-probe.ts';
import type { FoundRow } from './found.ts';
import { comparableLines, compareLogs } from './log-lines.ts';

/** What a replay found out besides the log and the listings: the content of findings.json. */
export interface Findings {
  /** What had to be assumed because no file says it, a sentence each. */
  assumptions: string[];
  /** What the readers had to say about the files. */
  problems: Problem[];
  /** Commands that failed or are without effect in the model; `uptime` null = part of the rules. */
  commands: { uptime: number | null; command: string; outcome: string }[];
  /** Packets for which the capture shows another real server than the model has chosen. */
  servers: { packet: number; uptime: number; connection: string; model: string; capture: string }[];
  /** The log that was given, held against the model's; null = none was given. */
  log: LogFinding | null;
  /** What the detectors found, the worst first. */
  findings: readonly FoundRow[];
}

export interface LogFinding {
  recorded: number;
  model: number;
  matched: number;
  /** Places where they part, at most 100. */
  differences: { line: number | null; recorded: string[]; model: string[] }[];
}

export function noFindings(): Findings {
  return { assumptions: [], problems: [], commands: [], servers: [], log: null, findings: [] };
}

/** Collects the log and the facts of each event. */
export class ReplayProbe extends StepProbe {
  readonly lines: string[] = [];

  constructor(private readonly ipvs: netns_ipvs) {
    super();
  }

  override log(message: Message, values: readonly MessageValue[]): void {
    super.log(message, values);
    this.lines.push(dmesgLine(log_uptime(this.ipvs), message, values));
  }
}

/** `172.16.0.1:41000 -> 10.0.0.100:80` */
function connectionOf(event: Extract<Event, { kind: 'packet' }>): string {
  const { ip } = event;
  if (!ip) return '';
  const port = (side: 'sport' | 'dport'): number =>
    side in ip.transport ? (ip.transport as never)[side] : 0;
  return `${formatEndpoint(ip.saddr, port('sport'))} -> ${formatEndpoint(ip.daddr, port('dport'))}`;
}

/** Adds what one event says to the findings. */
export function note(findings: Findings, event: Event, probe: ReplayProbe): void {
  if (event.kind === 'command' && event.outcome !== null) {
    const { what } = outcomeOf({ ...event, outcome: null }, probe.facts);
    findings.commands.push({ uptime: event.input.timeNs / 1e9, command: what, outcome: event.outcome });
  }
  if (event.kind !== 'packet') return;
  const { seen, server } = outcomeOf(event, probe.facts);
  if (seen === null) return;
  findings.servers.push({
    packet: event.input.packet + 1,
    uptime: event.input.timeNs / 1e9,
    connection: connectionOf(event),
    model: server ?? 'none',
    capture: seen,
  });
}

const MAX_DIFFERENCES = 100;
const MAX_LINES = 10;

export function logFinding(recorded: readonly string[], model: readonly string[]): LogFinding {
  const found = compareLogs(comparableLines(recorded), comparableLines(model));
  const texts = (lines: readonly { text: string }[]): string[] =>
    lines.slice(0, MAX_LINES).map(({ text }) => text);
  return {
    recorded: found.recorded,
    model: found.model,
    matched: found.matched,
    differences: found.differences.slice(0, MAX_DIFFERENCES).map(({ recorded: lost, model: extra }) => ({
      line: lost[0]?.line ?? null,
      recorded: texts(lost),
      model: texts(extra),
    })),
  };
}
