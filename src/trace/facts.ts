import type { ip_vs_conn, ip_vs_dest, ip_vs_service } from '../kernel/ipvs/ip_vs.ts';

/** What an event was, in the few facts that rows, marks and explanations are made of. */
export interface Facts {
  /** The connection that the event is about; for an expiry the entry whose timer fired. */
  entry: ip_vs_conn | null;
  /** `hit` = found by in_get, `reply` = found by out_get, `made` = new. */
  entryIs: 'hit' | 'reply' | 'made' | null;
  template: ip_vs_conn | null;
  templateIs: 'hit' | 'made' | null;
  /** All entries that this event made, and the steps at which it did. */
  made: { readonly cp: ip_vs_conn; readonly step: number }[];
  /** A template was found and put aside because its server may not be used. */
  invalidated: ip_vs_conn | null;
  service: ip_vs_service | null;
  /** A service was looked for. */
  lookedForService: boolean;
  /** What the scheduler chose, or null. */
  chosen: ip_vs_dest | null;
  /** The scheduler was asked. */
  scheduled: boolean;
  /** A SYN or a removed server made the old entry give way. */
  replaced: ip_vs_conn | null;
  stateFrom: number;
  stateTo: number;
  released: ip_vs_conn[];
  delayed: ip_vs_conn | null;
  /** The packet belongs to a confirmed conntrack, so it could not be led to another server: it was dropped. */
  oldConntrack: boolean;
  /** The packet's new conntrack could not be confirmed, because another has its addresses: it was dropped at the end. */
  conntrackClash: boolean;
  /** The FTP helper could not rewrite the server's answer: it was dropped. */
  ftpDropped: boolean;
  /** A helper read of a connection that is still to come, and made its entry. */
  expects: ip_vs_conn | null;
  /** The defence against floods dropped it (drop_packet). */
  todrop: boolean;
  /** IPVS functions ran at all. */
  seen: boolean;
  /** What a sync backup got, in words; null = no sync message. */
  sync: string | null;
  /** Packets that the host itself sent: sync messages. */
  sent: number;
}

export function noFacts(): Facts {
  return {
    entry: null,
    entryIs: null,
    template: null,
    templateIs: null,
    made: [],
    invalidated: null,
    service: null,
    lookedForService: false,
    chosen: null,
    scheduled: false,
    replaced: null,
    stateFrom: -1,
    stateTo: -1,
    released: [],
    delayed: null,
    oldConntrack: false,
    conntrackClash: false,
    ftpDropped: false,
    expects: null,
    todrop: false,
    seen: false,
    sync: null,
    sent: 0,
  };
}

/** Makes a record that of a new event, without a new one. */
export function clearFacts(facts: Facts): void {
  facts.entry = null;
  facts.entryIs = null;
  facts.template = null;
  facts.templateIs = null;
  if (facts.made.length > 0) facts.made.length = 0;
  facts.invalidated = null;
  facts.service = null;
  facts.lookedForService = false;
  facts.chosen = null;
  facts.scheduled = false;
  facts.replaced = null;
  facts.stateFrom = -1;
  facts.stateTo = -1;
  if (facts.released.length > 0) facts.released.length = 0;
  facts.delayed = null;
  facts.oldConntrack = false;
  facts.conntrackClash = false;
  facts.ftpDropped = false;
  facts.expects = null;
  facts.todrop = false;
  facts.seen = false;
  facts.sync = null;
  facts.sent = 0;
}
