import type { conn_key } from '../kernel/ipvs/conn_tab.ts';
import type { ip_vs_conn } from '../kernel/ipvs/ip_vs.ts';
import { is_template } from '../kernel/ipvs/ip_vs.ts';
import type { timer_list } from '../kernel/lib/timer.ts';
import type {
  FieldValue,
  KernelObject,
  MemoryChange,
  NodeComparison,
  Probe,
  Scoped,
} from '../kernel/probe.ts';
import type { Message, MessageValue } from '../klog/message.ts';
import type { IpPacket } from '../packet/packet.ts';
import { type Facts, noFacts } from './facts.ts';

/** They make entries for data connections while a packet of another entry passes. */
const HELPERS: readonly string[] = ['ip_vs_ftp_in', 'ip_vs_ftp_out'];

/**
 * The common part of all probes that know steps: numbers them (every call, branch, bucket, node, write, log
 * line, timer and note is one, from 1 within an event) and gathers the facts.
 */
export class StepProbe implements Probe {
  protected step = 0;
  protected readonly stack: string[] = [];
  private expiring: ip_vs_conn[] = [];
  facts: Facts = noFacts();

  /** A new event begins. */
  begin(): void {
    this.step = 0;
    this.stack.length = 0;
    this.expiring = [];
    this.facts = noFacts();
  }

  /** Steps of the event so far. */
  get steps(): number {
    return this.step;
  }

  enter(fn: string, args: string): void {
    this.step++;
    this.stack.push(fn);
    if (!fn.startsWith('nf_')) this.facts.seen = true;
    if (fn === 'ip_vs_service_find') this.facts.lookedForService = true;
    else if (fn === 'ip_vs_process_message') this.facts.sync = args;
  }

  leave(result: string): void {
    const fn = this.stack.pop() ?? '';
    const { facts } = this;
    if (fn === 'ip_vs_conn_expire') {
      const cp = this.expiring.pop();
      if (cp && result === 'released') facts.released.push(cp);
      else if (cp) facts.delayed = cp;
    } else if (fn === 'ip_vs_check_template' && result === 'false') {
      facts.invalidated = facts.template;
      facts.template = null;
      facts.templateIs = null;
    } else if (fn.endsWith('_schedule') && result === 'dest') {
      facts.scheduled = true;
    } else if (fn === 'nf_conntrack_confirm') {
      facts.conntrackClash = result.startsWith('NF_DROP');
    } else if (fn === 'ip_vs_ftp_out') {
      facts.ftpDropped = result === '0';
    } else if (fn === 'ip_vs_conn_expire_now') {
      facts.replaced = facts.entry;
    }
  }

  scope(name: string, object: Scoped): void {
    if (!('kind' in object)) return;
    const { facts } = this;
    const fn = this.stack.at(-1) ?? '';
    if (object.kind === 'nf_conn') return;
    if (object.kind === 'ip_vs_service') facts.service = object;
    else if (object.kind === 'ip_vs_dest') {
      if (fn.endsWith('_schedule')) facts.chosen = object;
    } else if (fn === 'ip_vs_conn_expire') {
      this.expiring.push(object);
      facts.entry ??= object;
    } else this.connScope(name, object, fn);
  }

  private connScope(name: string, cp: ip_vs_conn, fn: string): void {
    const { facts } = this;
    // An ICMP error that the host sends passes the hooks itself: what is found there is not the packet's.
    if (this.stack.some((call) => call === 'icmp_send' || call === 'icmpv6_send')) return;
    if (fn === 'ip_vs_conn_new') facts.made.push({ cp, step: this.step });
    if (fn === 'ip_vs_conn_new' && HELPERS.includes(this.stack.at(-2) ?? '')) {
      facts.expects = cp;
      return;
    }
    if (name === 'ct' || is_template(cp)) {
      if (fn !== 'ip_vs_ct_in_get' && fn !== 'ip_vs_conn_new') return;
      facts.template = cp;
      facts.templateIs = fn === 'ip_vs_conn_new' ? 'made' : 'hit';
      return;
    }
    if (fn === 'ip_vs_conn_new') facts.entryIs = 'made';
    else if (fn === 'ip_vs_conn_in_get') facts.entryIs = 'hit';
    else if (fn === 'ip_vs_conn_out_get') facts.entryIs = 'reply';
    else return;
    facts.entry = cp;
  }

  branch(condition: string, _operands: string, taken: boolean, _note?: string): void {
    this.step++;
    if (condition.startsWith('ip_vs_conn_uses_old_conntrack')) this.facts.oldConntrack = taken;
    else if (condition === 'ip_vs_todrop(ipvs)') this.facts.todrop = taken;
  }

  bucket(_bucket: number, _length: number, _key: conn_key): void {
    this.step++;
  }

  node(_cp: ip_vs_conn, _position: number, _comparisons: readonly NodeComparison[]): void {
    this.step++;
  }

  write(object: KernelObject, field: string, old: FieldValue, value: FieldValue): void {
    this.step++;
    if (field === 'state' && object === this.facts.entry) {
      this.facts.stateFrom = old as number;
      this.facts.stateTo = value as number;
    }
  }

  hashed(_cp: ip_vs_conn): void {
    this.step++;
  }

  unhashed(_cp: ip_vs_conn, _bucket: number, _prev: ip_vs_conn | null): void {
    this.step++;
  }

  list(_name: string, _list: KernelObject[], _index: number, _item: KernelObject, _inserted: boolean): void {
    this.step++;
  }

  memory(_owner: object, _name: string, _changes: readonly MemoryChange[], _told: string): void {
    this.step++;
  }

  transmit(_packet: IpPacket): void {
    this.step++;
    this.facts.sent++;
  }

  timer(_timer: timer_list, _old: { expires: number; fires: number; slot: number }): void {
    this.step++;
  }

  log(_message: Message, _values: readonly MessageValue[]): void {
    this.step++;
  }

  note(_text: string, _detail: string): void {
    this.step++;
  }
}
