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

/** Candidates that may be looked at in all, a few seconds; what is asked beyond it need not stay in its bucket. */
const BUDGET = 3_000_000;

/** The connection tables of a case and of what takes its place, as far as buckets go. */
export class Buckets {
  private readonly from: conn_tab;
  private readonly to: conn_tab;
  private looked = 0;

  constructor(original: CaseDocument, anonymised: CaseDocument) {
    this.from = conn_tab_init(paramsOf(original));
    this.to = conn_tab_init(paramsOf(anonymised));
  }

  /** Are entries of this client's end in the bucket that those of its image are in, with each of the protocols? */
  same(end: End, image: End, protocols: Iterable<number>): boolean {
    const bucket = (tab: conn_tab, { addr, port }: End, protocol: number): number =>
      bucket_of_hash(tab, client_hash(tab, protocol, addr, port));
    if (this.exhausted) return true;
    this.looked++;
    for (const protocol of protocols) {
      if (bucket(this.from, end, protocol) !== bucket(this.to, image, protocol)) return false;
    }
    return true;
  }

  /** The search was given up: ends that were asked for later can be in other buckets. */
  get exhausted(): boolean {
    return this.looked >= BUDGET;
  }

  /** A candidate was put aside for another reason. */
  spend(): void {
    this.looked++;
  }

  sameForKey(key: string, image: string): boolean {
    if (this.exhausted) return true;
    this.looked++;
    const of = (tab: conn_tab, pe_data: string): number =>
      conn_bucket(tab, { protocol: 17, caddr: 0, cport: 0, pe_data });
    return of(this.from, key) === of(this.to, image);
  }
}
