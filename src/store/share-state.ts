import type { LinkQuery, MadeLink, OpenedLink } from '../engine/protocol/links.ts';

/** What a sender decides about a link. */
export type LinkChoices = Pick<LinkQuery, 'packets' | 'since' | 'until' | 'times' | 'anonymise' | 'ports'>;

/** What a link asks its reader for. */
export interface AskedFor {
  readonly kind: 'file' | 'url';
  /** Name of the file, or the whole address. */
  readonly what: string;
  /** Of the file, in hexadecimal digits; '' = it is not told. */
  readonly sha256: string;
}

/** Links to the case and the moment. */
export interface ShareSlice {
  linkChoices: LinkChoices;
  /** The link for these choices; null = it is not made yet. */
  link: MadeLink | null;
  linkMaking: boolean;
  /** What the link that was followed brought; null = the case is from elsewhere. */
  followed: OpenedLink | null;
  /** A file or an address that the page's address names; null = none. */
  asked: AskedFor | null;
  /** Asks the reader before anything is done. */
  setAsked(asked: AskedFor): void;
  /** Makes the link of the moment; with other choices, if any. */
  makeLink(change?: Partial<LinkChoices>): Promise<void>;
  /** Opens the case of a fragment `#case=...`. */
  followLink(fragment: string): Promise<void>;
  /** The difference of models that the link told of was read. */
  dismissFollowed(): void;
}
