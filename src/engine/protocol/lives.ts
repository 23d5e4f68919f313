import type { ClientLife, LifeView, ServerLife, WhyAnswer } from '../../trace/life-views.ts';
import type { Cursor } from '../../trace/views.ts';

export interface LifeQuery {
  /** Id of an entry, `ip_vs_conn#12`. */
  conn: string;
  /** First line of the window, and how many. */
  from: number;
  count: number;
}

export interface ServerQuery {
  cursor: Cursor;
  /** `192.168.1.12:80`. */
  server: string;
  /** ServiceView.id; null = whichever has it first. */
  service: string | null;
}

/** Biographies. They tell of the whole run, so only those that say who is bound now depend on the cursor. */
export interface LivesApi {
  /** What did not happen at an event, and why not; asked and answered. */
  whyNot(cursor: Cursor): Promise<readonly WhyAnswer[]>;
  /** null = no such entry in this run. */
  life(query: LifeQuery): Promise<LifeView | null>;
  /** null = the client has no entry in this run. */
  clientLife(client: string): Promise<ClientLife | null>;
  /** null = no such real server at the cursor. */
  serverLife(query: ServerQuery): Promise<ServerLife | null>;
}
