import {
  bucket_of_hash,
  client_hash,
  conn_bucket,
  type conn_tab,
  conn_tab_init,
} from '../../kernel/ipvs/conn_tab.ts';
import type { CaseDocument } from '../case.ts';
import { paramsOf } from '../kernel-params.ts';
import type { End } from './replacer.ts';

/** The bucket of an end does not depend on anything else but its protocol. */
const PROTOCOLS = [6, 17, 132, 0] as const;

/** The connection tables of a case and of what takes its place, as far as buckets go. */
export class Buckets {
  private readonly from: conn_tab;
  private readonly to: conn_tab;
  private readonly protocols: readonly number[];

  /** @param protocols those that clients use */
  constructor(original: CaseDocument, anonymised: CaseDocument, protocols: ReadonlySet<number>) {
    this.from = conn_tab_init(paramsOf(original));
    this.to = conn_tab_init(paramsOf(anonymised));
    this.protocols = PROTOCOLS.filter((protocol) => protocols.has(protocol));
  }

  /** Are entries of this client's end in the bucket that those of its image are in, whatever their protocol? */
  same(end: End, image: End): boolean {
    const bucket = (tab: conn_tab, { addr, port }: End, protocol: number): number =>
      bucket_of_hash(tab, client_hash(tab, protocol, addr, port));
    return this.protocols.every(
      (protocol) => bucket(this.from, end, protocol) === bucket(this.to, image, protocol),
    );
  }

  sameForKey(key: string, image: string): boolean {
    const of = (tab: conn_tab, pe_data: string): number =>
      conn_bucket(tab, { protocol: 17, caddr: 0, cport: 0, pe_data });
    return of(this.from, key) === of(this.to, image);
  }
}
