import type { Replacement } from '../../session/anonymise/anonymise.ts';
import type { LinkView } from '../../session/link/view.ts';
import type { SavedStops } from '../../trace/stops/stop.ts';
import type { Cursor } from '../../trace/views.ts';

export type { LinkView, Replacement };

export const LINK_PACKETS = ['all', 'open', 'client', 'connection'] as const;
export const LINK_TIMES = ['exact', '100us', '1ms'] as const;

/** What of the case goes into a link. */
export interface LinkQuery {
  /** What is looked at; its moment is told by the cursor. */
  readonly view: Omit<LinkView, 'at'>;
  readonly cursor: Cursor;
  readonly stops: SavedStops;
  /** All packets, those of connections that are in the table, of the event's client, or of its connection. */
  readonly packets: (typeof LINK_PACKETS)[number];
  /** Packets from so many seconds before the moment on; null = from the beginning. */
  readonly since: number | null;
  /** Only what happens up to the moment. */
  readonly until: boolean;
  readonly times: (typeof LINK_TIMES)[number];
  readonly anonymise: boolean;
  /** Client ports too. */
  readonly ports: boolean;
  /** 32 random bits, another for each link. */
  readonly seed: number;
}

/** A replay of the case before and after, decision by decision. */
export interface LinkProof {
  readonly same: boolean;
  readonly events: number;
  readonly decisions: number;
  readonly difference: string | null;
}

export type MadeLink =
  | {
      readonly ok: true;
      /** `#case=...` */
      readonly fragment: string;
      /** The same as a file, its name, and its SHA-256 in hexadecimal digits ('' = the browser cannot reckon it). */
      readonly file: Blob;
      readonly name: string;
      readonly sha256: string;
      readonly packets: number;
      /** Packets of the whole case. */
      readonly of: number;
      /** null = nothing was replaced. */
      readonly proof: LinkProof | null;
      /** What was replaced by what: for the sender's eyes only. */
      readonly replaced: readonly Replacement[];
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

/** What a link brought beside its case. */
export interface OpenedLink {
  readonly view: LinkView;
  /** The moment in this run; null = the beginning. */
  readonly cursor: Cursor | null;
  /** Events among which the first is that this model decides otherwise than the sender's; null = none. */
  readonly changed: { readonly from: number; readonly to: number } | null;
}

export interface LinksApi {
  makeLink(query: LinkQuery): Promise<MadeLink>;
}
