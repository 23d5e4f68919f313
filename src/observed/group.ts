import { addrKey } from '../base/inet.ts';
import type { MessageValue } from '../klog/message.ts';
import type { ParsedMessage } from '../klog/parse.ts';
import type { LogLines } from './log-lines.ts';
import { addrOf } from './values.ts';

/** What a group of lines tells of: a packet, the end of an entry, the work of an administrator, or none of these. */
export type GroupKind = 'packet' | 'timer' | 'command' | 'other';

/** Lines that one event has printed, as indexes in the log. */
export interface Group {
  readonly what: GroupKind;
  readonly timeNs: number;
  readonly lines: readonly number[];
}

type Draft = { what: GroupKind; timeNs: number; lines: number[] } & Progress;

/** How far an event has come, as far as it decides what may follow. */
interface Progress {
  /** The flow of its first lookup, direction included. */
  flow: string;
  last: string;
  /** ICMP lines so far: each kind comes once. */
  icmp: string;
  bound: 'nothing' | 'template' | 'connection';
  /** A state line has been printed. */
  stated: boolean;
  /** Entries that are on their way out: their Unbind-dest lines are still to come. */
  releasing: number;
  onePacket: boolean;
}

const NOTHING_YET: Progress = {
  flow: '',
  last: '',
  icmp: '',
  bound: 'nothing',
  stated: false,
  releasing: 0,
  onePacket: false,
};

/** Lines further apart are not of one packet. */
const APART_NS = 1e9;
/** What a timer or a command does is done within a tick. */
const TICK_NS = 1e6;
const ONE_PACKET = 0x2000;
const TEMPLATE = 0x1000;

const endKey = (values: readonly MessageValue[], at: number): string =>
  `${addrKey(addrOf(values[at]))}:${values[at + 1]}`;
const flowOf = (values: readonly MessageValue[]): string => `${endKey(values, 1)}>${endKey(values, 3)}`;
/** Behind the name of a lookup that found nothing. */
const MISS = ' miss';
const ENTER_OUT = 'enter_ip_vs_out_942';

const ICMP: ReadonlySet<string> = new Set([
  'outgoing_icmp',
  'incoming_icmp',
  'outgoing_icmpv6',
  'incoming_icmpv6',
]);
/** Lines of a packet whose payload a helper reads. */
const HELPER: ReadonlySet<string> = new Set([
  'port_detected',
  'eprt_detected',
  'ftp_protocol',
  'pasv_response',
  'epsv_response',
]);
const RELEASE: ReadonlySet<string> = new Set([
  'control_del',
  'unbind_dest',
  'drop_conntrack',
  'drop_controlling',
  'drop_connection',
  'del_connection',
  'del_controlling',
  'del_template',
  'delayed',
]);
/** Lines in front of a release. */
const DROPS: ReadonlySet<string> = new Set([
  'drop_connection',
  'del_connection',
  'del_controlling',
  'del_template',
]);
const COMMAND: ReadonlySet<string> = new Set([
  'removing_service',
  'still_in_trash',
  'get_from_trash',
  'moving_dest',
  'removing_dest',
  'setting_timeout',
  'dest_exists',
  'dest_missing',
  'dest_not_found',
  'getbyname',
  'scheduler_registered',
  'not_found',
  'registered_protocols',
  'table_configured',
  'entry_bytes',
  'loaded',
]);
/** Functions of the administration whose beginning and end older kernels log. */
const COMMAND_FUNCTIONS: ReadonlySet<string> = new Set([
  'ip_vs_add_dest',
  'ip_vs_new_dest',
  'ip_vs_edit_dest',
  'ip_vs_del_dest',
]);

function kindOf({ message }: ParsedMessage): GroupKind {
  const { id, fn } = message;
  if (RELEASE.has(id)) return 'timer';
  if (COMMAND.has(id) || COMMAND_FUNCTIONS.has(fn) || /_(svc|reassign)$/.test(fn)) return 'command';
  return fn.startsWith('ip_vs_est') || fn.includes('sync_thread') ? 'other' : 'packet';
}

/**
 * Sorts the lines of a log into events. A packet's lines begin with its first lookup, a release ends with its
 * Unbind-dest line; lines of several CPUs are kept apart where the log tells them.
 */
class Grouper {
  readonly groups: Group[] = [];
  private readonly open = new Map<number, Draft>();

  /** @param outFirst the kernel looks for replies before it looks for requests */
  constructor(
    private readonly log: LogLines,
    private readonly outFirst: boolean,
  ) {}

  run(): readonly Group[] {
    for (let i = 0; i < this.log.length; i++) {
      const parsed = this.log.parsed(i);
      if (parsed) this.add(i, parsed);
      else this.open.clear();
    }
    return this.groups;
  }

  private add(line: number, parsed: ParsedMessage): void {
    const timeNs = this.log.timeNs(line);
    const cpu = this.log.cpu(line);
    let draft = this.open.get(cpu);
    const packet = draft?.what === 'packet' && kindOf(parsed) === 'packet';
    const limit = packet ? APART_NS : TICK_NS;
    if (!draft || timeNs - draft.timeNs >= limit || !this.continues(draft, parsed)) {
      draft = { what: kindOf(parsed), timeNs, lines: [], ...NOTHING_YET };
      this.groups.push(draft);
      this.open.set(cpu, draft);
    }
    draft.lines.push(line);
    note(draft, parsed);
  }

  private continues(draft: Draft, parsed: ParsedMessage): boolean {
    const { id } = parsed.message;
    const kind = kindOf(parsed);
    if (kind === 'timer') return releaseContinues(draft, id);
    if (kind !== 'packet' || draft.what !== 'packet') return kind === draft.what;
    if (id === 'lookup_out' || id === 'lookup_in') return this.lookupContinues(draft, id, parsed.values);
    if (ICMP.has(id)) return draft.icmp !== '' && !draft.icmp.includes(id) && draft.last.endsWith(MISS);
    if (id === ENTER_OUT) return false;
    if (id === 'tcp_state' || id === 'sctp_state') return !draft.stated;
    if (HELPER.has(draft.last) || draft.last.startsWith('lookup')) return true;
    const refused = draft.last.endsWith('schedule_no_dest');
    return !begins(parsed) || (draft.bound !== 'connection' && !draft.stated && !refused);
  }

  private lookupContinues(draft: Draft, id: string, values: readonly MessageValue[]): boolean {
    if (draft.last === ENTER_OUT || HELPER.has(draft.last) || ICMP.has(draft.last)) return true;
    const first = this.outFirst ? 'lookup_out' : 'lookup_in';
    return id !== first && draft.last === first + MISS && draft.flow === flowOf(values);
  }
}

/** Lines with which scheduling begins, where the log holds no lookups. */
function begins({ message }: ParsedMessage): boolean {
  const { id, fn } = message;
  if (id === 'bind_dest' || id === 'p_schedule' || id === 'lookup_service') return true;
  return fn.endsWith('_schedule') && fn !== 'ip_vs_schedule';
}

/** One release is a whole: taken from its controller, unbound, and perhaps the controller with it. */
function releaseContinues(draft: Draft, id: string): boolean {
  if (draft.what === 'packet') return draft.onePacket && id !== 'delayed';
  if (draft.what !== 'timer') return false;
  return draft.releasing > 0 || DROPS.has(draft.last) || id === 'del_controlling';
}

function note(draft: Draft, { message, values }: ParsedMessage): void {
  const { id } = message;
  draft.last = id;
  if (id === 'lookup_in' || id === 'lookup_out') {
    if (draft.flow === '') draft.flow = flowOf(values);
    if (values[5] === 'not hit') draft.last += MISS;
  } else if (ICMP.has(id)) draft.icmp += ` ${id}`;
  else if (id === 'tcp_state' || id === 'sctp_state') draft.stated = true;
  else if (id === 'bind_dest') {
    const flags = values[9] as number;
    draft.bound = flags & TEMPLATE ? 'template' : 'connection';
    draft.onePacket = (flags & ONE_PACKET) !== 0;
  } else if (id === 'control_del' || id === 'drop_controlling') draft.releasing++;
  else if (id === 'drop_conntrack') draft.releasing = Math.max(1, draft.releasing);
  else if (id === 'unbind_dest') draft.releasing = Math.max(0, draft.releasing - 1);
}

export function groupsOf(log: LogLines, outFirst: boolean): readonly Group[] {
  return new Grouper(log, outFirst).run();
}
