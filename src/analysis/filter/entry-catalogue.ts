import { formatAddr } from '../../base/inet.ts';
import {
  type Catalogue,
  catalogueOf,
  type Endpoint,
  type Field,
  type FieldValue,
} from '../../expression/catalogue.ts';
import { type FilterTest, testFor } from '../../expression/filter.ts';
import { type ip_vs_conn, ip_vs_fwd_tag, is_template } from '../../kernel/ipvs/ip_vs.ts';
import { ip_vs_proto_name, ip_vs_state_name } from '../../kernel/ipvs/ip_vs_proto.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import { connFlagNames } from '../fields.ts';
import { ENTRY_FIELDS } from './entry-fields.ts';

/** An entry in its table. */
export interface EntryContext {
  readonly ipvs: netns_ipvs;
  readonly cp: ip_vs_conn;
}

type Read = (at: EntryContext) => FieldValue;

const end = (addr: Endpoint['addr'], port: number): Endpoint => ({ addr, port });

/** Seconds from now until a jiffy; null = the timer is not armed. */
function until({ cp, ipvs }: EntryContext, jiffy: number): number | null {
  return cp.timer.slot >= 0 ? (jiffy - ipvs.jiffies) / ipvs.params.hz : null;
}

const READ: Readonly<Record<string, Read>> = {
  'conn.client': ({ cp }) => end(cp.caddr, cp.cport),
  'conn.service': ({ cp }) => end(cp.vaddr, cp.vport),
  'conn.dest': ({ cp }) => end(cp.daddr, cp.dport),
  'conn.caddr': ({ cp }) => cp.caddr,
  'conn.cport': ({ cp }) => cp.cport,
  'conn.vaddr': ({ cp }) => cp.vaddr,
  'conn.vport': ({ cp }) => cp.vport,
  'conn.daddr': ({ cp }) => cp.daddr,
  'conn.dport': ({ cp }) => cp.dport,
  'conn.protocol': ({ cp }) => ip_vs_proto_name(cp.protocol),
  'conn.state': ({ cp, ipvs }) => ip_vs_state_name(cp, ipvs.params.profile),
  'conn.template': ({ cp }) => is_template(cp),
  'conn.controlled': ({ cp }) => cp.control !== null,
  'conn.unbound': ({ cp }) => cp.dest === null,
  'conn.flags': ({ cp }) => cp.flags,
  'conn.flag': ({ cp }) => connFlagNames(cp.flags),
  'conn.fwd': ({ cp }) => ip_vs_fwd_tag(cp),
  'conn.refcnt': ({ cp }) => cp.refcnt,
  'conn.n_control': ({ cp }) => cp.n_control,
  'conn.in_pkts': ({ cp }) => cp.in_pkts,
  'conn.timeout': ({ cp, ipvs }) => cp.timeout / ipvs.params.hz,
  'conn.expires': (at) => until(at, at.cp.timer.expires),
  'conn.fires': (at) => until(at, at.cp.timer.fires),
  'conn.bucket': ({ cp }) => cp.bucket,
  'conn.number': ({ cp }) => cp.uid,
};

/** The fields of entry-fields.ts, read from an entry. */
export const ENTRY_CATALOGUE: Catalogue<EntryContext> = catalogueOf(
  ENTRY_FIELDS.fields.map((info): Field<EntryContext> => ({ ...info, read: READ[info.name] })),
);

/** A filter of entries: an expression, or words that all stand in the ends, the state, the protocol or the kind. */
export function entryTest(filter: string): FilterTest<EntryContext> {
  return testFor(filter, ENTRY_CATALOGUE, (words) => ({ cp }) => {
    const kind = is_template(cp) ? 'template' : 'entry';
    const ends = `${formatAddr(cp.caddr)}:${cp.cport} ${formatAddr(cp.vaddr)}:${cp.vport} ${formatAddr(cp.daddr)}:${cp.dport}`;
    const text = `${ends} ${ip_vs_state_name(cp)} ${ip_vs_proto_name(cp.protocol)} ${kind}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
