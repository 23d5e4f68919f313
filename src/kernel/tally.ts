import type { ip_vs_conn, ip_vs_service } from './ipvs/ip_vs.ts';

/**
 * What a run of millions of packets listens to instead of a probe: the few facts that make out an event, told with the
 * objects themselves, so that nothing is formatted or allocated. Kernel functions tell it where they know.
 */
export interface Tally {
  /** ip_vs_in or ip_vs_out begins. */
  hooked(): void;
  /** ip_vs_conn_in_get found the entry of a client's packet. */
  hit(cp: ip_vs_conn): void;
  /** ip_vs_conn_out_get found the entry of a reply. */
  reply(cp: ip_vs_conn): void;
  /** ip_vs_ct_in_get found a template. */
  template(ct: ip_vs_conn): void;
  /** ip_vs_check_template put it aside. */
  invalid(): void;
  /** ip_vs_conn_new */
  made(cp: ip_vs_conn): void;
  /** ip_vs_conn_fill_cport: it hangs in another bucket now. */
  rehashed(cp: ip_vs_conn): void;
  /** ip_vs_service_find; null = there is none. */
  service(svc: ip_vs_service | null): void;
  /** ip_vs_conn_expire_now: the packet's old entry gives way. */
  replaced(): void;
  /** ip_vs_todrop said yes. */
  todrop(): void;
  /** ip_vs_conn_expire begins, and how it ends. */
  expires(cp: ip_vs_conn): void;
  released(cp: ip_vs_conn): void;
  delayed(cp: ip_vs_conn): void;
  /** An entry came into another state (already stored). */
  state(cp: ip_vs_conn, old: number): void;
  /** A template's timer was armed. */
  armed(ct: ip_vs_conn): void;
}
