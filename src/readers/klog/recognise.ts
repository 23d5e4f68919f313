import type { LogStore } from './store.ts';

/** How much of a log speaks for a kernel. */
export interface KernelEvidence {
  readonly name: string;
  /** Lines that this kernel prints. */
  readonly lines: number;
  /** Lines that none of the other kernels prints. */
  readonly alone: number;
  /** The first of those, `null` = there is none. */
  readonly evidence: { readonly record: number; readonly line: number; readonly text: string } | null;
}

export interface Recognised {
  /** The kernel that most lines speak for; of equals the one that was named first. */
  readonly name: string;
  /** False = no line tells it from the kernel that comes next. */
  readonly certain: boolean;
  readonly kernels: readonly KernelEvidence[];
  /** `Enter:` and `Leave:` lines, which kernels with EnterFunction() print (up to 6.3). */
  readonly functionLines: number;
  /** Lines of a TCP state with `c:`, `v:` and `d:` (since 5.10), and with two ends only (before). */
  readonly stateLines: { readonly three: number; readonly two: number };
}

/** Lines looked at for the kinds of lines that are told whatever the kernel. */
const LOOKED_AT = 20_000;
const FUNCTION = /^IPVS: (?:Enter|Leave): /;
const STATE = /^IPVS: \w+ +(?:input|output|input-only) *\[....\] (c:)?/;

/** Which kernel printed the log: the one whose catalogue knows most lines. */
export function recogniseCatalogue(store: LogStore): Recognised {
  const kernels = store.kernels.map(({ name }, k): KernelEvidence => {
    const record = store.firstAlone(k);
    const evidence = record < 0 ? null : { record, line: store.line(record), text: store.text(record) };
    return { name, lines: store.knownBy(k), alone: store.knownBy(k, true), evidence };
  });
  let best = 0;
  for (let k = 1; k < kernels.length; k++) if (kernels[k].lines > kernels[best].lines) best = k;
  const certain = kernels.every(({ lines }, k) => k === best || lines < (kernels[best]?.lines ?? 0));
  let functionLines = 0;
  const stateLines = { three: 0, two: 0 };
  for (let i = 0; i < Math.min(store.length, LOOKED_AT); i++) {
    const text = store.text(i);
    if (FUNCTION.test(text)) functionLines++;
    const state = STATE.exec(text);
    if (state) stateLines[state[1] ? 'three' : 'two']++;
  }
  return { name: kernels[best]?.name ?? '', certain, kernels, functionLines, stateLines };
}

export interface DebugLevel {
  /** Least net.ipv4.vs.debug_level with which the kernel prints every line of the log; -1 = no line needs one. */
  readonly level: number;
  /** The first line that needs it. */
  readonly evidence: { readonly record: number; readonly line: number; readonly text: string } | null;
  /** In words, what higher levels show. */
  readonly higher: readonly { readonly level: number; readonly shows: string }[];
}

/** What the levels add, by the messages of ip_vs_*.c that have them. */
const SHOWS: readonly { level: number; shows: string }[] = [
  { level: 1, shows: 'failures: no destination, fragmentation needed' },
  { level: 2, shows: 'commands and timeouts, schedulers looked up' },
  { level: 3, shows: 'services and servers that go, the trash' },
  { level: 4, shows: 'connections that the defence drops' },
  { level: 6, shows: 'what the scheduler chose, new entries' },
  { level: 7, shows: 'binding of entries to servers and to templates' },
  { level: 8, shows: 'changes of state, ICMPv6' },
  { level: 9, shows: 'every lookup of entries, templates and services' },
  { level: 10, shows: 'routes to servers, functions that transmit' },
  { level: 11, shows: 'packets step by step' },
  { level: 12, shows: 'ICMP and what is ignored' },
];

/** Functions on the way of packets print their beginning and end at this level and above; those of commands below. */
const FUNCTION_LEVEL = 10;
const COMMAND = /(?:_dest|_service|_init|_cleanup|_scheduler|_app|_thread)\b/;

/** The first line of a function that packets pass, of a kernel that no catalogue has; -1 = none. */
function functionLine(store: LogStore): number {
  for (let i = 0; i < Math.min(store.length, LOOKED_AT); i++) {
    const text = store.text(i);
    if (FUNCTION.test(text) && !COMMAND.test(text)) return i;
  }
  return -1;
}

/** The least debug_level that a log was written with, by the chosen kernel's messages. */
export function debugLevelOf(store: LogStore): DebugLevel {
  let level = -1;
  let record = -1;
  for (const { message, first } of store.tally()) {
    if (message.level < level || message.level < 0) continue;
    if (message.level > level || first < record) record = first;
    level = message.level;
  }
  if (level < FUNCTION_LEVEL) {
    const found = functionLine(store);
    if (found >= 0) {
      record = found;
      level = FUNCTION_LEVEL;
    }
  }
  const evidence = record < 0 ? null : { record, line: store.line(record), text: store.text(record) };
  return { level, evidence, higher: SHOWS.filter((one) => one.level > level) };
}
