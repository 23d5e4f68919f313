/** What a run can be stopped at, as plain data: it is typed, kept in a case, and searched for by the engine. */

/** Names under which kernel functions hold an object whose fields can be watched. */
export const WATCHED_OBJECTS = ['cp', 'ct', 'svc', 'dest', 'nf_ct'] as const;
export type WatchedObject = (typeof WATCHED_OBJECTS)[number];

export const STOP_PROTOCOLS = ['tcp', 'udp', 'sctp'] as const;
export type StopProtocol = (typeof STOP_PROTOCOLS)[number];

/** A kernel object by what it is, so that it is found again in the next run: uids are of one run. */
export interface ObjectAnchor {
  /** `tcp 172.16.0.1:41000` of an entry or conntrack, `192.168.1.12:80` of a server, `tcp 10.0.0.100:80`, `fwm 1` of a service. */
  readonly label: string;
  /** The n-th that was made with this label, from 1; 0 = whichever. */
  readonly nth: number;
}

export type StopWhat =
  /** A function is called. */
  | { readonly kind: 'call'; readonly fn: string }
  /** A branch of a function is decided; `taken` null = either way. */
  | {
      readonly kind: 'branch';
      readonly fn: string;
      readonly condition: string;
      readonly taken: boolean | null;
    }
  /** A message is printed: of this name, or with these words in its text; at this debug_level or below. */
  | {
      readonly kind: 'message';
      readonly id: string;
      readonly words: string;
      readonly level: number | null;
    }
  /** An entry changes its state; '' = any. */
  | {
      readonly kind: 'state';
      readonly from: string;
      readonly to: string;
      readonly protocol: StopProtocol | '';
    }
  | { readonly kind: 'verdict'; readonly verdict: 'NF_DROP' | 'NF_ACCEPT' | 'NF_STOLEN' }
  /** An event has to do with an address or a prefix. */
  | { readonly kind: 'address'; readonly end: 'any' | 'client' | 'server'; readonly address: string }
  | { readonly kind: 'event'; readonly event: 'packet' | 'timer' | 'command' | 'note' }
  /** A field of a kernel object is written; `of` null = of any such object. */
  | {
      readonly kind: 'write';
      readonly object: WatchedObject;
      readonly field: string;
      readonly of: ObjectAnchor | null;
    }
  /** The condition becomes true. */
  | { readonly kind: 'when' };

/** Which of the hits count: the n-th, those from the n-th on, every n-th. Hits are counted from the beginning of the run. */
export interface HitRule {
  readonly how: 'at' | 'from' | 'every';
  readonly n: number;
}

export interface Stop {
  readonly what: StopWhat;
  /** An expression; '' = none. */
  readonly condition: string;
  readonly hit: HitRule | null;
  /** '' = it is called by what it stops at. */
  readonly name: string;
  readonly enabled: boolean;
}

/** A moment that outlives changes of the case: its time, the how-manieth event of that time it is, and the step. */
export interface MomentAnchor {
  /** Nanoseconds since the first input. */
  readonly time: number;
  /** From 1; 0 = before the first event. */
  readonly nth: number;
  readonly step: number;
}

export interface SavedBookmark {
  readonly at: MomentAnchor;
  readonly note: string;
}

/** What a case keeps of a reader's stops. */
export interface SavedStops {
  readonly breaks: readonly Stop[];
  /** Expressions. */
  readonly watches: readonly string[];
  readonly bookmarks: readonly SavedBookmark[];
}

export const NO_STOPS: SavedStops = { breaks: [], watches: [], bookmarks: [] };

/** Is this hit, counted from 1, one to stop at? */
export function isWanted(rule: HitRule | null, hit: number): boolean {
  if (!rule) return true;
  if (rule.how === 'at') return hit === rule.n;
  return rule.how === 'from' ? hit >= rule.n : hit % rule.n === 0;
}

/** Which event conditions are not bound to one step of it? */
export function isOfEvent({ kind }: StopWhat): boolean {
  return kind === 'event' || kind === 'address';
}
