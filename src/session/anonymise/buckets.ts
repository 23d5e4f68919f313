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

/** The connection tables of a case and of what takes its place, as far as buckets go. */
export class Buckets {
  private readonly from: conn_tab;
  private readonly to: conn_tab;

  constructor(original: CaseDocument, anonymised: CaseDocument) {
    this.from = conn_tab_init(paramsOf(original));
    this.to = conn_tab_init(paramsOf(anonymised));
  }

  /** Are entries of this client's end in the bucket that those of its image are in, with each of the protocols? */
  same(end: End, image: End, protocols: Iterable<number>): boolean {
    const bucket = (tab: conn_tab, { addr, port }: End, protocol: number): number =>
      bucket_of_hash(tab, client_hash(tab, protocol, addr, port));
    for (const protocol of protocols) {
      if (bucket(this.from, end, protocol) !== bucket(this.to, image, protocol)) return false;
    }
    return true;
  }

  sameForKey(key: string, image: string): boolean {
    const of = (tab: conn_tab, pe_data: string): number =>
      conn_bucket(tab, { protocol: 17, caddr: 0, cport: 0, pe_data });
    return of(this.from, key) === of(this.to, image);
  }
}
